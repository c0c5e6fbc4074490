import { randomUUID } from "node:crypto";
import { afterAll, describe, expect, test } from "vitest";
import { aSession, hashOf } from "../../test/session-record.ts";
import { nine, openReplicas } from "../../test/test-storage.ts";
import type { Meant, ProviderLogout, SessionRecord } from "./ports/session-store.ts";

const replicas = await openReplicas();
const { database, storage, other } = replicas;
afterAll(async () => replicas[Symbol.asyncDispose]());

const issuer = "https://id.example.org/realms/pforte";
const options = { replaces: null, cap: 10 } as const;

function ofSomebody(changes: Partial<SessionRecord> = {}): SessionRecord {
  const name = randomUUID();
  return aSession({ owner: { issuer, subject: `person-${name}` }, providerSession: `sid-${name}`, ...changes });
}

const logout = (meant: Meant): ProviderLogout => ({
  meant,
  jti: randomUUID(),
  until: new Date("2026-03-02T09:10:00Z"),
});
const allOf = ({ owner }: SessionRecord) => logout({ issuer, sid: null, subject: owner.subject });
const oneOf = ({ providerSession }: SessionRecord, subject: string | null = null) =>
  logout({ issuer, sid: providerSession ?? "", subject });
const isThere = async ({ hash }: SessionRecord) => (await storage.sessions.find(hash, nine)) !== null;

/** A time by the clock of the database, as a sign-in that is taken up now gets it. */
async function takenNow(): Promise<Date> {
  const hash = hashOf(randomUUID());
  await storage.loginTransactions.put({ hash, sealed: "sealed", expiresAt: new Date(nine.getTime() + 60_000) });
  return (await storage.loginTransactions.take(hash, nine))?.takenAt ?? new Date(Number.NaN);
}

describe("a logout of the provider", () => {
  test("by session reaches every session of it, of this issuer only", async () => {
    const one = ofSomebody();
    const two = ofSomebody({ owner: one.owner, providerSession: one.providerSession });
    const elsewhere = ofSomebody({
      owner: { issuer: "https://other.example.org", subject: one.owner.subject },
      providerSession: one.providerSession,
    });
    for (const session of [one, two, elsewhere]) {
      await storage.sessions.create(session, options);
    }
    const ended = await other.sessions.endByLogout(oneOf(one));
    expect(new Set(ended?.map(({ hash }) => hash))).toEqual(new Set([one.hash, two.hash]));
    expect(ended?.map(({ because }) => because)).toEqual(["back_channel", "back_channel"]);
    expect(await isThere(elsewhere)).toBe(true);
  });

  test("by session and subject ends nothing when the subject is somebody else", async () => {
    const session = ofSomebody();
    await storage.sessions.create(session, options);
    expect(await storage.sessions.endByLogout(oneOf(session, "somebody-else"))).toEqual([]);
    expect(await isThere(session)).toBe(true);
    expect(await storage.sessions.endByLogout(oneOf(session, session.owner.subject))).toHaveLength(1);
  });

  test("by subject ends all sessions of the person", async () => {
    const one = ofSomebody();
    const two = ofSomebody({ owner: one.owner });
    await storage.sessions.create(one, options);
    await storage.sessions.create(two, options);
    expect(await storage.sessions.endByLogout(allOf(one))).toHaveLength(2);
    expect(await storage.sessions.endByLogout(allOf(one))).toEqual([]);
  });

  test("counts once, also when it is heard by two replicas at a time (S25)", async () => {
    const session = ofSomebody();
    await storage.sessions.create(session, options);
    const heard = allOf(session);
    const answers = await Promise.all(
      Array.from({ length: 10 }, async (_each, index) =>
        (index % 2 === 0 ? storage : other).sessions.endByLogout(heard),
      ),
    );
    expect(answers.filter((ended) => ended !== null).map((ended) => ended.length)).toEqual([1]);
  });

  test("that the database could not finish may be tried again (S25)", async () => {
    const session = ofSomebody();
    await storage.sessions.create(session, options);
    const heard = oneOf(session);
    await database.query(`create function refuse_end() returns trigger language plpgsql as
      $$ begin raise exception 'the disk is full'; end $$`);
    await database.query("create trigger refuse_end before update on sessions execute function refuse_end()");
    await expect(storage.sessions.endByLogout(heard)).rejects.toThrow("the disk is full");
    await database.query("drop trigger refuse_end on sessions");
    expect(await isThere(session)).toBe(true);
    expect(await storage.sessions.endByLogout(heard)).toHaveLength(1);
    expect(await isThere(session)).toBe(false);
  });
});

describe("a sign-in that was under way when the provider ended its session", () => {
  test.each([
    ["the session", (record: SessionRecord) => oneOf(record)],
    ["the person's session", (record: SessionRecord) => oneOf(record, record.owner.subject)],
    ["the person", allOf],
  ])("makes none, when the logout named %s (S25)", async (_name, logoutOf) => {
    const replaced = ofSomebody();
    await storage.sessions.create(replaced, options);
    const record = ofSomebody();
    const startedAt = await takenNow();
    await other.sessions.endByLogout(logoutOf(record));
    expect(await storage.sessions.create(record, { replaces: replaced.hash, cap: 10, startedAt })).toBeNull();
    expect([await isThere(record), await isThere(replaced)]).toEqual([false, true]);
    expect(await storage.sessions.create(record, options)).toBeNull();
    expect(await storage.sessions.create(record, { ...options, startedAt: await takenNow() })).toEqual([]);
  });

  test("is not disturbed by a logout of somebody else, or of another of their sessions (S25)", async () => {
    const record = ofSomebody();
    const startedAt = await takenNow();
    await storage.sessions.endByLogout(oneOf(record, "somebody-else"));
    await storage.sessions.endByLogout(oneOf(ofSomebody(), record.owner.subject));
    await storage.sessions.endByLogout(
      logout({ issuer: "https://other.example.org", sid: null, subject: record.owner.subject }),
    );
    expect(await storage.sessions.create(record, { ...options, startedAt })).toEqual([]);
  });

  test("never outlives the logout, whichever of the two comes first (S25)", async () => {
    for (let round = 0; round < 40; round += 1) {
      const record = ofSomebody();
      const startedAt = await takenNow();
      await Promise.all([
        storage.sessions.create(record, { ...options, startedAt }),
        other.sessions.endByLogout(round % 2 === 0 ? oneOf(record) : allOf(record)),
      ]);
      expect(await isThere(record)).toBe(false);
    }
  });
});

test("logouts are forgotten when no sign-in can be left of their time", async () => {
  const [fresh, old] = [ofSomebody(), ofSomebody()];
  await storage.sessions.endByLogout(oneOf(old));
  await database.query("update provider_logouts set at = at - interval '11 minutes'");
  await storage.sessions.endByLogout(oneOf(fresh));
  await storage.sessions.sweep(nine);
  expect(await database.query("select count(*)::integer as left from provider_logouts")).toEqual([{ left: 1 }]);
});
