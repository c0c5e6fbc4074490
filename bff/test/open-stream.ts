import { setTimeout as sleep } from "node:timers/promises";
import { portalEventSchema, type PortalEvent } from "@pforte/shared/contract/portal-event";
import { portalHeader } from "@pforte/shared/contract/portal-header";
import { request } from "undici";
import type { TestPerson } from "./person.ts";

/** An open event stream and what it said so far. */
export async function openStream(
  origin: string,
  who: Pick<TestPerson, "jar">,
  headers: Readonly<Record<string, string>> = {},
  query = "",
) {
  const cookie = who.jar.header(new URL(origin)) ?? "";
  const answer = await request(`${origin}/api/events${query}`, {
    headers: { cookie, [portalHeader.name]: portalHeader.value, ...headers },
  });
  const stream = { status: answer.statusCode, headers: answer.headers, text: "", hasEnded: false };
  answer.body.on("data", (chunk: Buffer) => (stream.text += chunk.toString()));
  answer.body.on("error", () => undefined);
  answer.body.on("close", () => (stream.hasEnded = true));
  return {
    stream,
    events: (): PortalEvent[] =>
      [...stream.text.matchAll(/^data: (.*)$/gmu)].map(([, data]) => portalEventSchema.parse(JSON.parse(data ?? ""))),
    ids: () => [...stream.text.matchAll(/^id: (.*)$/gmu)].map(([, id]) => id ?? ""),
    async close() {
      answer.body.destroy();
      await sleep(30);
    },
  };
}
