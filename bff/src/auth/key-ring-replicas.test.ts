import { expect, it } from "vitest";
import { aKey, startKeyRingSite } from "../../test/key-ring-site.ts";
import { hashOf } from "./session-id.ts";

// By hand: PFORTE_KEY_ROTATIONS=5, for a full run with processes of their own.
const full = process.env["PFORTE_KEY_ROTATIONS"];
const rotations = Number(full ?? 1);
const people = ["ines", "tobias", "katharina", "ines", "tobias", "katharina"];

it(
  "a new key is put into the ring of two replicas, in front of it, and the old one taken out, while people work: nobody who works is signed out (S18)",
  { timeout: 120_000 + rotations * 240_000 },
  async () => {
    let current = aKey("k0");
    await using site = await startKeyRingSite([current], { asProcesses: full !== undefined });
    for (const username of people) await site.employ(username);
    const idle = await site.signIn("ines");

    for (let rotation = 1; rotation <= rotations; rotation += 1) {
      const next = aKey(`k${rotation}`);
      const begun = await site.beginSignIn("katharina");
      // First every replica can open what the new key will seal, then it seals.
      await site.roll([current, next]);
      await site.roll([next, current]);
      // A sign-in that began under the old key ends well under the new one.
      const { response } = await begun.finish();
      expect(response?.status).toBe(200);
      expect(await site.ask(begun.jar)).toBe(200);
      await expect
        .poll(async () => (await site.keysInUse()).filter((key) => key === `k${rotation}`).length, { timeout: 20_000 })
        .toBeGreaterThanOrEqual(people.length);
      await site.roll([next]);
      current = next;
    }

    // Who did nothing all the while is sealed with the key that is gone.
    const hash = hashOf(idle.get("portal") ?? "");
    await site.database.query("update sessions set access_expires_at = now() - interval '1 minute' where hash = $1", [
      hash,
    ]);
    await expect.poll(async () => site.ask(idle), { timeout: 20_000 }).toBe(401);
    // A key that no ring has ever had: that session ends, and nothing else.
    const marked = await site.signIn("tobias");
    const unknown = hashOf(marked.get("portal") ?? "");
    expect(await site.ask(marked)).toBe(200);
    await site.database.query(
      `update sessions set access_token = regexp_replace(access_token, '^1[.][^.]+', '1.unknown'),
         access_expires_at = now() - interval '1 minute', version = version + 1 where hash = $1`,
      [unknown],
    );
    await expect.poll(async () => site.ask(marked), { timeout: 20_000 }).toBe(401);
    const acts = await site.rest();
    expect(site.signedOut).toEqual([]);
    expect(Math.min(...acts)).toBeGreaterThan(10);
    const ended = await site.database.query(
      "select hash, ended_because from sessions where ended_at is not null order by ended_because",
    );
    expect(new Set(ended.map((row) => row["hash"]))).toEqual(new Set([hash, unknown]));
  },
);
