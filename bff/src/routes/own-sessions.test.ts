import { readHome } from "@pforte/shared/contract/home";
import { endOtherSessions, endOwnSession, readOwnSessions } from "@pforte/shared/contract/own-sessions";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { signInWith, userAgents } from "../../test/browser-of.ts";
import { openStream } from "../../test/open-stream.ts";
import type { TestPerson } from "../../test/person.ts";
import { buildTestPortal, type TestPortal } from "../../test/portal.ts";
import { startSecondReplica } from "../../test/second-replica.ts";
import { aSession } from "../../test/session-record.ts";
import { hashOf } from "../auth/session-id.ts";

let portal: TestPortal;
let ahead = 0;
const now = () => new Date(Date.now() + ahead);
beforeAll(async () => {
  portal = await buildTestPortal({ overrides: { now } });
});
beforeEach(async () => portal.database.query("delete from sessions"));
afterAll(async () => portal[Symbol.asyncDispose]());

const list = async (who: TestPerson) => (await who.call(readOwnSessions)).sessions;
const statusOf = async (who: TestPerson) => (await who.send("GET", "/api/session")).status;
const otherOf = async (who: TestPerson) => (await list(who)).find(({ isCurrent }) => !isCurrent)?.id ?? "";

describe("one's own sessions (S20)", () => {
  test("are listed in plain words, the one that asks first, and nobody else's are among them", async () => {
    const desk = await signInWith(portal, "ines", { says: userAgents.firefoxOnLinux });
    const phone = await signInWith(portal, "ines", { says: userAgents.safariOnIphone });
    await signInWith(portal, "tobias", { says: userAgents.firefoxOnLinux });
    const sessions = await list(desk);
    expect(sessions.map(({ isCurrent, device }) => [isCurrent, device])).toEqual([
      [true, { browser: "firefox", system: "linux" }],
      [false, { browser: "safari", system: "iphone" }],
    ]);
    expect((await list(phone)).map(({ id, isCurrent }) => [id, isCurrent])).toEqual([
      [sessions[1]?.id, true],
      [sessions[0]?.id, false],
    ]);
    for (const { lastUsedAt, signedInAt } of sessions) {
      // Not to the second: the store is written once a minute at most.
      expect(lastUsedAt).toMatch(/:00\.000Z$/u);
      expect(Date.parse(signedInAt)).toBeLessThanOrEqual(Date.now());
    }
  });

  test("stand by when they were signed in, the newest first, whichever is used meanwhile", async () => {
    const people = [
      await signInWith(portal, "ines"),
      await signInWith(portal, "ines"),
      await signInWith(portal, "ines"),
    ];
    const hashes = people.map(({ jar }) => hashOf(jar.get("portal") ?? ""));
    for (const [index, hash] of hashes.entries()) {
      const began = new Date(Date.now() - (20 - index) * 60_000);
      await portal.database.query("update sessions set created_at = $2, last_active_at = $2 where hash = $1", [
        hash,
        began.toISOString(),
      ]);
    }
    const ids = async () => (await list(desk)).map(({ id }) => id);
    const [desk, tablet, phone] = people as [TestPerson, TestPerson, TestPerson];
    const idOf = async (who: TestPerson) => (await list(who)).find(({ isCurrent }) => isCurrent)?.id;
    const order = [await idOf(desk), await idOf(phone), await idOf(tablet)];
    expect(await ids()).toEqual(order);
    for (const hash of [hashes[1] ?? "", hashes[2] ?? "", hashes[1] ?? ""]) {
      await portal.portal.storage.sessions.touch(hash, new Date());
      expect(await ids()).toEqual(order);
    }
  });

  test("say nothing that opens one of them, and nothing that a browser said in its own words", async () => {
    const hostile = `Firefox/1 <img src=x onerror=alert(1)> ${"x".repeat(4000)}`;
    const desk = await signInWith(portal, "ines", { says: hostile });
    const reply = await (await desk.send("GET", "/api/account/sessions")).text();
    const rows = JSON.stringify(await portal.database.query("select * from sessions"));
    const cookie = desk.jar.get("portal") ?? "";
    expect(reply).not.toMatch(new RegExp(`onerror|${cookie}|${hashOf(cookie)}`, "u"));
    expect(rows).not.toMatch(/onerror|xxxx/u);
    expect((await list(desk))[0]?.device).toEqual({ browser: "firefox", system: null });
  });

  test("are not kept alive by looking at them (S19)", async () => {
    const desk = await signInWith(portal, "ines");
    try {
      for (const minutes of [10, 20, 29]) {
        ahead = minutes * 60_000;
        expect(await list(desk)).toHaveLength(1);
      }
      ahead = 30 * 60_000 + 1000;
      expect(await statusOf(desk)).toBe(401);
    } finally {
      ahead = 0;
    }
  });
});

describe("a session that its person ends in another one (S20)", () => {
  test("is over on every replica within two seconds, its page is told why, and everything else goes on", async () => {
    await using second = await startSecondReplica(portal, { now });
    const desk = await signInWith(portal, "ines");
    const phone = await signInWith(portal, "ines");
    const tablet = await signInWith(portal, "ines");
    const tobias = await signInWith(portal, "tobias");
    expect((await second.read(phone, readHome)).person?.name).toBe("Ines Marquardt");
    const stream = await openStream(portal.origin, phone);
    const phoneId = (await list(phone)).find(({ isCurrent }) => isCurrent)?.id ?? "";
    const before = portal.identityProvider.counts.revocation;

    expect(await desk.call(endOwnSession, { body: { id: phoneId } })).toEqual({ ended: 1 });

    // Two seconds are the promise (S26).
    await expect
      .poll(() => stream.events().at(-1), { timeout: 2000 })
      .toEqual({ type: "session_ended", because: "signed_out", isElsewhere: true });
    // Where its page goes then.
    expect(await (await phone.get("/signed-out?ended")).text()).toContain('"isEndedElsewhere":true');
    const there = async () =>
      second.read(phone, readHome).then(
        () => "alive",
        () => "over",
      );
    await expect.poll(there, { timeout: 2000 }).toBe("over");
    expect(await Promise.all([phone, desk, tablet, tobias].map(statusOf))).toEqual([401, 200, 200, 200]);
    await expect.poll(() => portal.identityProvider.counts.revocation).toBe(before + 1);
    expect(await desk.call(endOwnSession, { body: { id: phoneId } })).toEqual({ ended: 0 });
  });

  test("is said to be so in its own browser alone: the address by itself tells nobody anything", async () => {
    const [desk, phone, gone] = [
      await signInWith(portal, "ines"),
      await signInWith(portal, "ines"),
      await signInWith(portal, "tobias"),
    ];
    const isTold = async (who: TestPerson) =>
      (await (await who.get("/signed-out?ended")).text()).includes('"isEndedElsewhere":true');
    await portal.portal.storage.sessions.end(hashOf(gone.jar.get("portal") ?? ""), "signed_out");
    await desk.call(endOtherSessions);
    const ended = phone.jar.get("portal") ?? "";
    const asWritten = async (cookie: string) =>
      (await (await portal.nobody.get("/signed-out?ended", { cookie })).text()).includes("isEndedElsewhere");
    expect([await isTold(phone), await isTold(phone)]).toEqual([true, true]);
    expect(await Promise.all([desk, gone, portal.nobody].map(isTold))).toEqual([false, false, false]);
    const written = [ended.slice(1), `${ended}x`, hashOf(ended), `"${ended}"`, `${ended}; portal=${ended}`];
    for (const value of written) expect([value, await asWritten(`portal=${value}`)]).toEqual([value, false]);
    expect(await asWritten(`portal=${ended}`)).toBe(true);
    expect(await (await phone.get("/signed-out")).text()).not.toContain("isEndedElsewhere");
  });

  test("all others are ended at once, and each is in the audit as a sign-out from elsewhere", async () => {
    const desk = await signInWith(portal, "ines");
    const others = [await signInWith(portal, "ines"), await signInWith(portal, "ines")];
    const tobias = await signInWith(portal, "tobias");
    const rows = async () =>
      portal.database.query(
        "select after from audit where action = 'session.signed_out' and after ->> 'because' = 'elsewhere'",
      );
    const before = (await rows()).length;
    expect(await desk.call(endOtherSessions)).toEqual({ ended: 2 });
    expect(await Promise.all([...others, desk, tobias].map(statusOf))).toEqual([401, 401, 200, 200]);
    expect(await list(desk)).toHaveLength(1);
    await expect.poll(async () => (await rows()).length).toBe(before + 2);
    expect(await desk.call(endOtherSessions)).toEqual({ ended: 0 });
  });

  test("is never another person's, nor the one that asks, whatever id is named", async () => {
    const desk = await signInWith(portal, "ines");
    const tobias = await signInWith(portal, "tobias");
    const [own] = await list(desk);
    const [foreign] = await list(tobias);
    const cookie = tobias.jar.get("portal") ?? "";
    for (const id of [own?.id, foreign?.id, cookie, hashOf(cookie), "%", "*", "' or 1=1 --"]) {
      expect(await desk.call(endOwnSession, { body: { id: id ?? "" } })).toEqual({ ended: 0 });
    }
    expect(await Promise.all([desk, tobias].map(statusOf))).toEqual([200, 200]);
  });

  test("cannot end the one that ended it: of two that end each other, one stays", async () => {
    for (let round = 0; round < 5; round += 1) {
      const [desk, phone] = [await signInWith(portal, "tobias"), await signInWith(portal, "tobias")];
      await Promise.all([
        desk.send("POST", "/api/account/sessions/end-others"),
        phone.send("POST", "/api/account/sessions/end-others"),
      ]);
      const alive = (await Promise.all([desk, phone].map(statusOf))).filter((status) => status === 200);
      expect(alive).toHaveLength(1);
      await portal.database.query("delete from sessions");
    }
  });

  test("ends also where the identity provider does not answer", async () => {
    const [desk, phone] = [await signInWith(portal, "ines"), await signInWith(portal, "ines")];
    portal.identityProvider.pause();
    try {
      expect(await desk.call(endOwnSession, { body: { id: await otherOf(desk) } })).toEqual({ ended: 1 });
      expect(await statusOf(phone)).toBe(401);
    } finally {
      portal.identityProvider.resume();
    }
  });
});

test("of twenty sessions the oldest gives way to the twenty-first, and its page is told (S20)", async () => {
  const oldest = await signInWith(portal, "ines");
  const stream = await openStream(portal.origin, oldest);
  const [row] = await portal.database.query("select issuer, subject from sessions");
  const owner = { issuer: String(row?.["issuer"]), subject: String(row?.["subject"]) };
  for (let count = 1; count < 20; count += 1) {
    const at = now();
    const endsAt = new Date(at.getTime() + 36_000_000);
    const record = aSession({ owner, createdAt: at, lastActiveAt: at, endsAt, providerSession: null });
    await portal.portal.storage.sessions.create(record, { replaces: null, cap: 20 });
  }
  expect([await statusOf(oldest), (await list(oldest)).length]).toEqual([200, 20]);
  const newest = await signInWith(portal, "ines");
  expect(await Promise.all([oldest, newest].map(statusOf))).toEqual([401, 200]);
  expect(await list(newest)).toHaveLength(20);
  await expect.poll(() => stream.events().at(-1), { timeout: 2000 }).toMatchObject({ type: "session_ended" });
});
