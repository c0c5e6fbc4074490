import { randomUUID } from "node:crypto";
import { z } from "zod";
import { UpstreamError } from "../src/connectors/kit/upstream-error.ts";
import type { Json, OutboxIntent, OutboxResult } from "../src/services/outbox.ts";
import type { OutboxReplica } from "./outbox-world.ts";

const setSchema = z.object({ object: z.string(), to: z.string() });

/** A tool with one value per object, whose history shows each change of it. */
export class Values {
  readonly history: string[] = [];
  readonly now = new Map<string, string>();
  calls = 0;
  failure: Error | null = null;
  hold: Promise<unknown> | null = null;
  cut = (): boolean => false;
  answer: (object: string) => OutboxResult = () => ({ state: "applied" });

  register({ outbox }: OutboxReplica): void {
    outbox.handle("value.set", setSchema, async ({ payload, applied }) => {
      this.calls += 1;
      if (this.failure !== null) throw this.failure;
      const made = this.answer(payload.object);
      if (made.state === "applied" && this.now.get(payload.object) !== payload.to) {
        this.now.set(payload.object, payload.to);
        this.history.push(`${payload.object}=${payload.to}`);
      }
      if (this.hold !== null) await this.hold;
      if (this.cut()) throw new UpstreamError("unavailable", "The reply was lost.");
      return { ...made, detail: { to: payload.to, after: applied } satisfies Json };
    });
  }
}

/** An act that sets the value of an object. */
export function setting(object: string, to: string, facts: Partial<OutboxIntent> = {}): OutboxIntent {
  const payload = { object, to };
  return {
    id: randomUUID(),
    kind: "value.set",
    source: "tool",
    object,
    slot: "value",
    payload,
    title: object,
    ...facts,
  };
}
