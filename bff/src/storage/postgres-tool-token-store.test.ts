import { afterAll, expect, test } from "vitest";
import { aSession, hashOf } from "../../test/session-record.ts";
import { nine, openReplicas } from "../../test/test-storage.ts";
import type { ToolDevice } from "./ports/tool-token-store.ts";

const replicas = await openReplicas();
const { database, storage, other } = replicas;
afterAll(async () => replicas[Symbol.asyncDispose]());

async function signIn(): Promise<string> {
  const session = aSession();
  await storage.sessions.create(session, { replaces: null, cap: 1000 });
  return session.hash;
}

const at = (sessionHash: string, source = "chat", device: ToolDevice = "portal") => ({ sessionHash, source, device });
const token = (sessionHash: string, sealed = "sealed") => ({ ...at(sessionHash), sealed, expiresAt: nine });

test("a token is found as it was written, under its session and source only", async () => {
  const hash = await signIn();
  expect(await storage.toolTokens.find(at(hash))).toBeNull();
  expect(await storage.toolTokens.replace({ ...token(hash), expiresAt: null }, null)).toBe(true);
  expect(await other.toolTokens.find(at(hash))).toEqual({ ...token(hash), expiresAt: null, version: 1 });
  expect(await other.toolTokens.find(at(hash, "files"))).toBeNull();
  expect(await other.toolTokens.find(at(await signIn()))).toBeNull();
});

test("a write wins only against the version that it read", async () => {
  const hash = await signIn();
  expect(await storage.toolTokens.replace(token(hash), 1)).toBe(false);
  expect(await storage.toolTokens.replace(token(hash), null)).toBe(true);
  expect(await storage.toolTokens.replace(token(hash, "again"), null)).toBe(false);
  const written = await Promise.all([
    storage.toolTokens.replace(token(hash, "one"), 1),
    other.toolTokens.replace(token(hash, "two"), 1),
  ]);
  expect(written.filter(Boolean)).toHaveLength(1);
  expect(await storage.toolTokens.find(at(hash))).toMatchObject({ version: 2 });
});

test("a removed token is gone, and a write from before its removal is discarded", async () => {
  const hash = await signIn();
  await storage.toolTokens.replace(token(hash), null);
  await storage.toolTokens.remove(at(hash));
  expect(await storage.toolTokens.find(at(hash))).toBeNull();
  expect(await storage.toolTokens.replace(token(hash, "late"), 1)).toBe(false);
  expect(await storage.toolTokens.replace(token(hash, "new"), null)).toBe(true);
  expect(await storage.toolTokens.replace(token(hash, "late"), 1)).toBe(false);
});

test("the lease goes to one of many on two replicas, before there is any token", async () => {
  const hash = await signIn();
  const asked = await Promise.all(
    Array.from({ length: 20 }, async (_, index) =>
      (index % 2 === 0 ? storage : other).toolTokens.takeLease(at(hash), `holder-${index}`, 10_000),
    ),
  );
  expect(asked.filter(Boolean)).toHaveLength(1);
  expect(await storage.toolTokens.find(at(hash))).toBeNull();
  expect(await storage.toolTokens.takeLease(at(hash, "files"), "x", 10_000)).toBe(true);
});

test("the lease is free after it was given back, after its time, and after the token was written", async () => {
  const hash = await signIn();
  const { toolTokens } = storage;
  expect(await toolTokens.takeLease(at(hash), "a", 10_000)).toBe(true);
  await other.toolTokens.releaseLease(at(hash), "b");
  expect(await other.toolTokens.takeLease(at(hash), "b", 10_000)).toBe(false);
  await toolTokens.releaseLease(at(hash), "a");
  expect(await other.toolTokens.takeLease(at(hash), "b", 50)).toBe(true);
  await expect.poll(async () => toolTokens.takeLease(at(hash), "c", 10_000)).toBe(true);
  expect(await toolTokens.replace(token(hash), null)).toBe(true);
  expect(await other.toolTokens.takeLease(at(hash), "d", 10_000)).toBe(true);
});

test("a session's two devices at a source have a token and a lease each, and both go with its end", async () => {
  const hash = await signIn();
  const page = { ...at(hash, "chat", "page"), sealed: "of the page", expiresAt: null };
  expect(await storage.toolTokens.replace(token(hash), null)).toBe(true);
  expect(await storage.toolTokens.takeLease(at(hash), "a", 10_000)).toBe(true);
  expect(await storage.toolTokens.takeLease(page, "b", 10_000)).toBe(true);
  expect(await storage.toolTokens.replace(page, null)).toBe(true);
  await storage.toolTokens.remove(page);
  expect(await storage.toolTokens.find(at(hash))).toMatchObject({ sealed: "sealed", version: 1 });
  expect(await storage.toolTokens.replace(page, null)).toBe(true);
  const ended = await other.sessions.end(hash, "signed_out");
  expect(ended?.toolTokens.map(({ device, sealed }) => `${device} ${sealed}`).toSorted()).toEqual([
    "page of the page",
    "portal sealed",
  ]);
});

test("the end of a session returns its tokens for tools and leaves none behind", async () => {
  const hash = await signIn();
  await storage.toolTokens.replace(token(hash), null);
  await storage.toolTokens.takeLease(at(hash, "files"), "x", 10_000);
  const ended = await other.sessions.end(hash, "signed_out");
  expect(ended?.toolTokens).toEqual([{ ...token(hash), version: 1 }]);
  expect(await database.query("select * from tool_tokens where session_hash = $1", [hash])).toEqual([]);
});

test("no token is written and no lease taken for a session that ended or never was", async () => {
  const hash = await signIn();
  await storage.sessions.end(hash, "signed_out");
  for (const dead of [hash, hashOf("nobody")]) {
    expect(await storage.toolTokens.replace(token(dead), null)).toBe(false);
    expect(await storage.toolTokens.takeLease(at(dead), "x", 1000)).toBe(false);
  }
});

test("a token that is written while its session ends is either returned by the end or refused, in fifty races", async () => {
  for (let round = 0; round < 50; round += 1) {
    const hash = await signIn();
    const [ended, isWritten] = await Promise.all([
      storage.sessions.end(hash, "signed_out"),
      other.toolTokens.replace(token(hash), null),
    ]);
    expect(ended?.toolTokens).toHaveLength(isWritten ? 1 : 0);
    expect(await database.query("select * from tool_tokens where session_hash = $1", [hash])).toEqual([]);
  }
});

test("a release that knows one device alone works beside this one, and finds its own (F29)", async () => {
  const hash = await signIn();
  const page = { ...at(hash, "chat", "page"), sealed: "of the page", expiresAt: null };
  expect(await storage.toolTokens.replace(page, null)).toBe(true);
  // As the release before wrote, leased, read and ended.
  await database.query(
    `insert into tool_tokens (session_hash, source, sealed, expires_at, version) values ($1, 'chat', 'old', null, 1)
     on conflict (session_hash, source) do update set sealed = excluded.sealed`,
    [hash],
  );
  const found = "select sealed from tool_tokens where session_hash = $1 and source = 'chat'";
  expect(await database.query(found, [hash])).toEqual([{ sealed: "old" }]);
  expect(await storage.toolTokens.find(at(hash))).toMatchObject({ sealed: "old", device: "portal", source: "chat" });
  expect(await storage.toolTokens.find(page)).toMatchObject({ sealed: "of the page", device: "page", source: "chat" });
  await database.query("delete from tool_tokens where session_hash in ($1)", [hash]);
  expect(await storage.toolTokens.find(page)).toBeNull();
});
