import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { OpNotification } from "../world/openproject-model.ts";
import type { History } from "./history.ts";

const outcomesSchema = z.object({ outcomes: z.tuple([z.object({ state: z.string() })]) });

/** One notification that its person turns from unread to read and back; each time until it is acknowledged. */
export class Flag {
  readonly #notification: OpNotification;
  readonly #history: History;
  #isRead = false;
  #isKnown = true;

  constructor(notification: OpNotification, history: History) {
    this.#notification = notification;
    this.#history = history;
  }

  /** The next act; sent again with the same id until somebody says that it is known. */
  next(): { readonly acts: readonly object[] } {
    const { workPackage, id } = this.#notification;
    const act = this.#isRead ? "unread" : "read";
    return { acts: [{ id: randomUUID(), act, item: `projects:wp:${workPackage.id}`, changes: [String(id)] }] };
  }

  acknowledged(reply: string): void {
    const [{ state }] = outcomesSchema.parse(JSON.parse(reply)).outcomes;
    this.#isRead = !this.#isRead;
    this.#history.count("marks: acknowledged");
    // Nobody else touches them, so nothing could overtake.
    if (!["applied", "waiting"].includes(state)) this.#history.breach("P1", `A mark was answered with ${state}`);
  }

  /** The run ended before anybody said that the act is known. */
  unheard(): void {
    this.#isKnown = false;
  }

  /** At the end, when nothing waits any more: a mark that was lost, or carried out again later, shows here. */
  check(): void {
    if (!this.#isKnown) return;
    this.#history.count("marks: looked at");
    const { isRead, workPackage } = this.#notification;
    if (isRead !== this.#isRead) {
      const [there, meant] = [isRead, this.#isRead].map((each) => (each ? "read" : "unread"));
      this.#history.breach(
        "P1",
        `The notification of ${workPackage.subject} is ${there}, and ${meant} was acknowledged`,
      );
    }
  }
}
