import { afterAll, describe, expect, test } from "vitest";
import { createTestDatabase } from "../../test/database.ts";
import { aSession, hashOf, sealedTokens } from "../../test/session-record.ts";
import { nine, openReplicas, openTestStorage } from "../../test/test-storage.ts";
import type { SessionRecord } from "./ports/session-store.ts";

const replicas = await openReplicas();
const { database, storage, other } = replicas;
afterAll(async () => replicas[Symbol.asyncDispose]());

let people = 0;
/** A session of somebody nobody else in this file is. */
function ofSomebody(changes: Partial<SessionRecord> = {}): SessionRecord {
  people += 1;
  const owner = { issuer: "https://id.example.org/realms/pforte", subject: `person-${people}` };
  return aSession({ owner, providerSession: `sid-${people}`, ...changes });
}

const alone = { replaces: null, cap: 10 } as const;
const refreshed = (mark: string) => ({
  tokens: sealedTokens(mark),
  person: { username: "new", name: "New Name", groups: ["b"], isAdministrator: true },
  authTime: null,
  acr: "2",
});

describe("finding a session", () => {
  test("what was created is found as it was", async () => {
    const session = ofSomebody();
    expect(await storage.sessions.create(session, alone)).toEqual([]);
    expect(await other.sessions.find(session.hash, nine)).toEqual(session);
  });

  test("a session without refresh token, provider session, time or level of sign-in is found as it was", async () => {
    const session = ofSomebody({
      providerSession: null,
      authTime: null,
      acr: null,
      tokens: { ...sealedTokens("x"), refresh: null },
    });
    await storage.sessions.create(session, alone);
    expect(await storage.sessions.find(session.hash, nine)).toEqual(session);
  });

  test("nothing is found under an unknown hash, or at the absolute end", async () => {
    const session = ofSomebody();
    await storage.sessions.create(session, alone);
    expect(await storage.sessions.find(hashOf("unknown"), nine)).toBeNull();
    expect(await storage.sessions.find(session.hash, new Date(session.endsAt.getTime() - 1))).not.toBeNull();
    expect(await storage.sessions.find(session.hash, session.endsAt)).toBeNull();
  });

  test("an act moves the last activity forward and never back", async () => {
    const session = ofSomebody();
    await storage.sessions.create(session, alone);
    await storage.sessions.touch(session.hash, nine);
    await storage.sessions.touch(session.hash, session.createdAt);
    expect((await storage.sessions.find(session.hash, nine))?.lastActiveAt).toEqual(nine);
  });

  test("the database, copied out as text, holds no session id in clear (S17)", async () => {
    const id = "kQ3vJ8sZp1xW5nYb7tRf2cLd9mHg4aEu6iOo0PqXyZA";
    await storage.sessions.create(ofSomebody({ hash: hashOf(id) }), alone);
    const tables = await database.query(
      "select table_name from information_schema.tables where table_schema = 'public'",
    );
    const dumps = tables.map(async ({ table_name: name }) =>
      database.query(`select t::text as row from ${String(name)} t`),
    );
    const dump = JSON.stringify(await Promise.all(dumps));
    expect(dump).toContain(hashOf(id));
    expect(dump).not.toContain(id);
  });

  test("something that is not a hash is refused by the database itself (S17)", async () => {
    await expect(storage.sessions.create(ofSomebody({ hash: "an-id-in-clear" }), alone)).rejects.toThrow(/check/u);
  });
});

describe("a new session", () => {
  test("kills the one that it replaces in the same transaction (S11)", async () => {
    const before = ofSomebody();
    const after = ofSomebody({ owner: before.owner });
    await storage.sessions.create(before, alone);
    const ended = await storage.sessions.create(after, { replaces: before.hash, cap: 10 });
    expect(ended).toEqual([
      {
        hash: before.hash,
        owner: before.owner,
        providerSession: before.providerSession,
        tokens: before.tokens,
        because: "replaced",
        toolTokens: [],
      },
    ]);
    expect(await storage.sessions.find(before.hash, nine)).toBeNull();
    expect(await storage.sessions.find(after.hash, nine)).toEqual(after);
  });

  test("that cannot be written leaves the one it would have replaced alive (S11)", async () => {
    const before = ofSomebody();
    await storage.sessions.create(before, alone);
    const twin = { ...ofSomebody(), hash: "not-a-hash" };
    await expect(storage.sessions.create(twin, { replaces: before.hash, cap: 10 })).rejects.toThrow(/check/u);
    expect(await storage.sessions.find(before.hash, nine)).toEqual(before);
  });

  test("under the hash of an ended one is refused: the tombstone stays", async () => {
    const session = ofSomebody();
    await storage.sessions.create(session, alone);
    await storage.sessions.end(session.hash, "signed_out");
    await expect(storage.sessions.create(session, alone)).rejects.toThrow(/duplicate key/u);
    expect(await storage.sessions.find(session.hash, nine)).toBeNull();
  });

  test("evicts the oldest of the person beyond the cap, and nobody else's", async () => {
    const first = ofSomebody();
    const second = ofSomebody({ owner: first.owner, createdAt: new Date(first.createdAt.getTime() + 1000) });
    const third = ofSomebody({ owner: first.owner, createdAt: new Date(first.createdAt.getTime() + 2000) });
    const stranger = ofSomebody({ owner: { ...first.owner, issuer: "https://other.example.org" } });
    for (const session of [stranger, second, first]) {
      await storage.sessions.create(session, alone);
    }
    const ended = await storage.sessions.create(third, { replaces: null, cap: 2 });
    expect(ended?.map(({ hash, because }) => [hash, because])).toEqual([[first.hash, "evicted"]]);
    expect(await storage.sessions.find(second.hash, nine)).not.toBeNull();
    expect(await storage.sessions.find(stranger.hash, nine)).not.toBeNull();
  });

  test("keeps the cap when a person signs in many times at once on two replicas", async () => {
    const { owner } = ofSomebody();
    const sessions = Array.from({ length: 12 }, () => ofSomebody({ owner }));
    await Promise.all(
      sessions.map(async (session, index) =>
        (index % 2 === 0 ? storage : other).sessions.create(session, { replaces: null, cap: 3 }),
      ),
    );
    const found = await Promise.all(sessions.map(async ({ hash }) => storage.sessions.find(hash, nine)));
    expect(found.filter((session) => session !== null)).toHaveLength(3);
  });
});

describe("ending", () => {
  test("returns the tokens once, and leaves a tombstone without any", async () => {
    const session = ofSomebody();
    await storage.sessions.create(session, alone);
    const [one, two] = await Promise.all([
      storage.sessions.end(session.hash, "signed_out"),
      other.sessions.end(session.hash, "back_channel"),
    ]);
    const ended = [one, two].filter((end) => end !== null);
    expect(ended.map(({ tokens }) => tokens)).toEqual([session.tokens]);
    const rows = await database.query(
      "select ended_because, access_token, refresh_token, id_token from sessions where hash = $1",
      [session.hash],
    );
    expect(rows).toEqual([
      { ended_because: ended[0]?.because, access_token: null, refresh_token: null, id_token: null },
    ]);
  });

  test("of an unknown session ends nothing", async () => {
    expect(await storage.sessions.end(hashOf("nobody"), "signed_out")).toBeNull();
  });
});

describe("refreshing", () => {
  test("the lease goes to one of many that ask on two replicas", async () => {
    const session = ofSomebody();
    await storage.sessions.create(session, alone);
    const asked = await Promise.all(
      Array.from({ length: 20 }, async (_, index) =>
        (index % 2 === 0 ? storage : other).sessions.takeRefreshLease(session.hash, 1, `holder-${index}`, 10_000),
      ),
    );
    expect(asked.filter(Boolean)).toHaveLength(1);
  });

  test("the lease is free again when it is given back, and when its time is over", async () => {
    const session = ofSomebody();
    await storage.sessions.create(session, alone);
    const { sessions } = storage;
    expect(await sessions.takeRefreshLease(session.hash, 1, "a", 10_000)).toBe(true);
    await other.sessions.releaseRefreshLease(session.hash, "b");
    expect(await sessions.takeRefreshLease(session.hash, 1, "b", 10_000)).toBe(false);
    await sessions.releaseRefreshLease(session.hash, "a");
    expect(await sessions.takeRefreshLease(session.hash, 1, "b", 50)).toBe(true);
    await expect.poll(async () => sessions.takeRefreshLease(session.hash, 1, "c", 10_000)).toBe(true);
  });

  test("writes tokens and what the provider says, and frees the lease for the next version only", async () => {
    const session = ofSomebody();
    await storage.sessions.create(session, alone);
    await storage.sessions.takeRefreshLease(session.hash, 1, "a", 10_000);
    expect(await storage.sessions.replaceTokens(session.hash, 1, refreshed("second"))).toBe(true);
    expect(await other.sessions.find(session.hash, nine)).toEqual({ ...session, ...refreshed("second"), version: 2 });
    expect(await other.sessions.takeRefreshLease(session.hash, 1, "b", 10_000)).toBe(false);
    expect(await other.sessions.takeRefreshLease(session.hash, 2, "b", 10_000)).toBe(true);
  });

  test("of one version is written once", async () => {
    const session = ofSomebody();
    await storage.sessions.create(session, alone);
    const written = await Promise.all([
      storage.sessions.replaceTokens(session.hash, 1, refreshed("one")),
      other.sessions.replaceTokens(session.hash, 1, refreshed("two")),
    ]);
    expect(written.filter(Boolean)).toHaveLength(1);
  });

  test("never undoes a finished end, in fifty races (S26)", async () => {
    for (let round = 0; round < 50; round += 1) {
      const session = ofSomebody();
      await storage.sessions.create(session, alone);
      const [ended, isWritten] = await Promise.all([
        storage.sessions.end(session.hash, "signed_out"),
        other.sessions.replaceTokens(session.hash, 1, refreshed("late")),
      ]);
      // Whoever ended it got the tokens that were valid then, so that those are the ones that are revoked.
      expect(ended?.tokens).toEqual(isWritten ? sealedTokens("late") : session.tokens);
      expect(await other.sessions.find(session.hash, nine)).toBeNull();
      expect(await other.sessions.replaceTokens(session.hash, isWritten ? 2 : 1, refreshed("later"))).toBe(false);
      expect(await storage.sessions.takeRefreshLease(session.hash, isWritten ? 2 : 1, "x", 1000)).toBe(false);
    }
  });
});

describe("sweeping", () => {
  test("ends what is past its end or idle, keeps tombstones until their absolute end (S26)", async () => {
    await using fresh = await createTestDatabase();
    await using swept = await openTestStorage(fresh);
    const living = ofSomebody({ lastActiveAt: new Date("2026-03-02T08:45:00Z") });
    const idle = ofSomebody({ lastActiveAt: new Date("2026-03-02T08:29:00Z") });
    const past = ofSomebody({ endsAt: new Date("2026-03-02T08:59:00Z"), lastActiveAt: nine });
    const ended = ofSomebody();
    for (const session of [living, idle, past, ended]) {
      await swept.sessions.create(session, alone);
    }
    await swept.sessions.end(ended.hash, "signed_out");
    const expired: string[] = [];
    swept.bus.subscribe((message) => {
      if (message.type === "session_ended" && message.because === "expired") {
        expired.push(message.sessionHash);
      }
    });

    const over = await swept.sessions.endOver(nine, 1800);
    expect(new Set(over.map(({ hash, because }) => `${because} ${hash}`))).toEqual(
      new Set([`expired ${idle.hash}`, `expired ${past.hash}`]),
    );
    expect(await swept.sessions.endOver(nine, 1800)).toEqual([]);
    expect(await swept.sessions.sweep(nine)).toBe(1);
    const rows = await fresh.query("select hash from sessions");
    expect(new Set(rows.map(({ hash }) => hash))).toEqual(new Set([living.hash, idle.hash, ended.hash]));
    await expect.poll(() => new Set(expired)).toEqual(new Set([idle.hash, past.hash]));

    expect(await swept.sessions.endOver(ended.endsAt, 1_000_000)).toHaveLength(1);
    expect(await swept.sessions.sweep(ended.endsAt)).toBe(3);
    expect(await fresh.query("select hash from sessions")).toEqual([]);
  });
});
