import { expect, test } from "vitest";
import { createTestDatabase } from "../../test/database.ts";
import { quietLog } from "../../test/quiet-log.ts";
import { aSession, hashOf } from "../../test/session-record.ts";
import { nine, openTestStorage } from "../../test/test-storage.ts";
import type { EndedSession } from "./ports/session-store.ts";
import { startSweeping } from "./sweeping.ts";

test("what is over goes by itself, and what is not stays", async () => {
  await using database = await createTestDatabase();
  await using storage = await openTestStorage(database);
  const living = aSession({ lastActiveAt: nine });
  const idle = aSession();
  for (const session of [living, idle]) {
    await storage.sessions.create(session, { replaces: null, cap: 5 });
  }
  const dead = aSession({ endsAt: nine });
  await storage.sessions.create(dead, { replaces: null, cap: 5 });
  await storage.sessions.end(dead.hash, "signed_out");
  await storage.toolTokens.replace(
    { sessionHash: idle.hash, source: "chat", device: "portal", sealed: "s", expiresAt: null },
    null,
  );
  await storage.loginTransactions.put({ hash: hashOf("old"), sealed: "sealed", expiresAt: nine });
  await storage.replays.claim("old", nine);

  const tidied: EndedSession[] = [];
  const stop = startSweeping({
    storage,
    idleSeconds: 1800,
    proofRetentionSeconds: 365 * 86_400,
    onEnded: (ended) => void tidied.push(...ended),
    now: () => nine,
    log: quietLog,
    everyMilliseconds: 10,
  });
  const others = "select hash from login_transactions union all select key_hash from replays";
  await expect.poll(async () => database.query(others)).toEqual([]);
  await stop();
  const left = await database.query("select hash, ended_because from sessions order by ended_because");
  // The idle one stays as a tombstone, so that nothing late brings it back.
  expect(left).toEqual([
    { hash: idle.hash, ended_because: "expired" },
    { hash: living.hash, ended_because: null },
  ]);
  expect(tidied).toMatchObject([
    { hash: idle.hash, because: "expired", tokens: idle.tokens, toolTokens: [{ source: "chat", sealed: "s" }] },
  ]);
});

test("a round that fails is reported and the next one does its work", async () => {
  await using database = await createTestDatabase();
  await using storage = await openTestStorage(database);
  let fails = 2;
  const warnings: string[] = [];
  const sessions = {
    ...storage.sessions,
    sweep: async (at: Date) => {
      fails -= 1;
      if (fails >= 0) {
        throw new Error("not now");
      }
      return storage.sessions.sweep(at);
    },
  };
  await storage.replays.claim("old", nine);
  const log = { ...quietLog, warn: (_: object, message: string) => void warnings.push(message) };
  const stop = startSweeping({
    storage: { ...storage, sessions },
    idleSeconds: 1800,
    proofRetentionSeconds: 365 * 86_400,
    onEnded: () => undefined,
    now: () => nine,
    log,
    everyMilliseconds: 10,
  });
  await expect.poll(async () => database.query("select * from replays")).toEqual([]);
  await stop();
  expect(warnings).toEqual(["What is over could not be deleted.", "What is over could not be deleted."]);
});
