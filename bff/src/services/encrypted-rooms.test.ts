import { sourceSchema } from "@pforte/shared/contract/portal-configuration";
import { describe, expect, test } from "vitest";
import { type Principal, verifiedPrincipal } from "#storage/principal.ts";
import { recordedLog } from "../../test/recorded-log.ts";
import { EncryptedRooms } from "./encrypted-rooms.ts";
import { PersonCache } from "./person-cache.ts";

function person(subject: string, sessionHash = `session of ${subject}`): Principal {
  const owner = { issuer: "https://id.example.org", subject };
  const facts = { username: subject, name: subject, groups: [], isAdministrator: false };
  return verifiedPrincipal({ owner, sessionHash, ...facts });
}

const at = (address: string) => ({
  key: "chat",
  configured: sourceSchema.parse({ key: "chat", kind: "matrix", name: { de: "Chat" }, address, settings: {} }),
});

function stage() {
  let time = Date.parse("2026-03-02T09:00:00Z");
  const now = () => new Date(time);
  const cache = new PersonCache({ secret: Buffer.alloc(32, 7), now, log: recordedLog() });
  const rooms = new EncryptedRooms(cache, now);
  let asked = 0;
  return {
    cache,
    rooms,
    asked: () => asked,
    pass: (milliseconds: number) => void (time += milliseconds),
    has: async (answer: boolean | Error, who = person("ines"), room = "!a", source = at("https://m.example.org")) =>
      rooms.has(who, source, room, async () => {
        asked += 1;
        if (answer instanceof Error) throw answer;
        return answer;
      }),
  };
}

describe("whether a room is encrypted", () => {
  test("is asked once where it is, and for three seconds where it is not", async () => {
    const { has, pass, asked } = stage();
    expect(await has(false)).toBe(false);
    pass(2999);
    expect([await has(true), asked()]).toEqual([false, 1]);
    pass(1);
    expect([await has(true), asked()]).toEqual([true, 2]);
    pass(365 * 24 * 3_600_000);
    expect([await has(false), asked()]).toEqual([true, 2]);
  });

  test("is yes from the first yes on, whatever an older question still brings", async () => {
    const { rooms, pass } = stage();
    const source = at("https://m.example.org");
    const answers: ((isEncrypted: boolean) => void)[] = [];
    const ask = async () =>
      rooms.has(person("ines"), source, "!a", async () => new Promise<boolean>((done) => answers.push(done)));
    const [early, late] = [ask(), ask()];
    answers[1]?.(true);
    expect(await late).toBe(true);
    answers[0]?.(false);
    expect([await early, await ask()]).toEqual([true, true]);
    pass(60_000);
    expect(await ask()).toBe(true);
  });

  test("is as old as its question, not as its answer", async () => {
    const { has, rooms, pass, asked } = stage();
    const source = at("https://m.example.org");
    const slowly = async () => {
      pass(2500);
      return false;
    };
    expect(await rooms.has(person("ines"), source, "!a", slowly)).toBe(false);
    pass(500);
    expect([await has(true), asked()]).toEqual([true, 1]);
  });

  test("is no answer about another room, person or homeserver (S48)", async () => {
    const { has, asked, cache } = stage();
    await has(false);
    const elsewhere = at("https://other.example.org");
    expect(await has(true, person("ines"), "!b")).toBe(true);
    expect(await has(true, person("deniz"))).toBe(true);
    expect(await has(true, person("ines"), "!a", elsewhere)).toBe(true);
    expect([asked(), cache.isolationViolations]).toEqual([4, 0]);
  });

  test("is unknown where asking failed, and is not taken from before", async () => {
    const { has, pass, asked } = stage();
    await has(false);
    pass(3000);
    for (const _ of [1, 2]) await expect(has(new Error("no answer"))).rejects.toThrow("no answer");
    expect([await has(true), asked()]).toEqual([true, 4]);
  });

  test("is forgotten with the session that learned it", async () => {
    const { has, asked, cache } = stage();
    await has(true);
    cache.endSession("session of ines");
    expect([await has(false, person("ines", "the next")), asked()]).toEqual([false, 2]);
  });
});
