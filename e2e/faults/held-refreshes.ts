import { decodeJwt } from "jose";
import { z } from "zod";
import type { Stage } from "./stage.ts";

const replySchema = z.looseObject({ access_token: z.string() });

/** Answers to refreshes that the provider has made and holds back, and whose they are. */
export class HeldRefreshes {
  readonly #held: { readonly sid: string; readonly from: Date; until: Date | null }[] = [];

  /** One answer, for as long as that takes. */
  async during(body: string, wait: () => Promise<unknown>): Promise<void> {
    const { sid } = decodeJwt(replySchema.parse(JSON.parse(body)).access_token);
    const held = { sid: String(sid), from: new Date(), until: null as Date | null };
    this.#held.push(held);
    await wait();
    held.until = new Date();
  }

  /** How many of their sessions ended, in the database, while the new tokens were on their way. */
  async ends({ query }: Pick<Stage, "query">): Promise<number> {
    const text =
      "select 1 from sessions where provider_session = $1 and ended_at > $2 and ended_at < coalesce($3, now())";
    const ends = await Promise.all(
      this.#held.map(async ({ sid, from, until }) => (await query(text, [sid, from, until])).length),
    );
    return ends.filter((rows) => rows > 0).length;
  }
}
