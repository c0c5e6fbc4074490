import { changePreferences } from "@pforte/shared/contract/preferences";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createEventIds } from "#services/event-id.ts";
import { ownerDigest } from "#storage/principal.ts";
import { openStream } from "../../test/open-stream.ts";
import type { TestPerson } from "../../test/person.ts";
import { buildTestPortal, type TestPortal } from "../../test/portal.ts";

let portal: TestPortal;
let ines: TestPerson;
let tobias: TestPerson;
let passed = 0;
beforeAll(async () => {
  portal = await buildTestPortal({
    config: { session: { idleSeconds: 1800, absoluteSeconds: 36_000, cacheSeconds: 1, perPerson: 20 } },
    overrides: { now: () => new Date(Date.now() + passed), eventHub: { tickMilliseconds: 100 } },
  });
  [ines, tobias] = await Promise.all([portal.as("ines"), portal.as("tobias")]);
});
afterAll(async () => portal[Symbol.asyncDispose]());

const open = async (who: TestPerson, headers: Readonly<Record<string, string>> = {}) =>
  openStream(portal.origin, who, headers);

describe("the event stream", () => {
  it("begins with resync, under all headers, and nothing that a proxy would keep", async () => {
    const opened = await open(ines);
    await expect.poll(opened.events).toEqual([{ type: "resync" }]);
    expect(opened.stream.headers).toMatchObject({
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store",
      "x-accel-buffering": "no",
      "x-content-type-options": "nosniff",
      "content-security-policy": expect.stringContaining("default-src 'none'"),
      vary: "Cookie",
    });
    await opened.close();
  });

  it("tells a person's own changes, and nobody else's (S72)", async () => {
    const [mine, theirs] = [await open(ines), await open(tobias)];
    await ines.call(changePreferences, { body: { appearance: "dark" } });
    await expect.poll(mine.events).toEqual([{ type: "resync" }, { type: "preferences_changed" }]);
    const owner = ownerDigest({ issuer: portal.config.oidc.issuer, subject: "somebody else" });
    await portal.portal.storage.bus.publish({ type: "source_changed", owner, source: "chat" });
    await tobias.call(changePreferences, { body: { appearance: "light" } });
    await expect.poll(theirs.events).toEqual([{ type: "resync" }, { type: "preferences_changed" }]);
    expect(mine.events()).toHaveLength(2);
    await Promise.all([mine.close(), theirs.close()]);
  });

  it("answers a foreign, forged or stale id with a resync (S72)", async () => {
    const first = await open(ines);
    await expect.poll(first.ids).toHaveLength(1);
    const [own = ""] = first.ids();
    await first.close();
    const future = createEventIds(portal.secrets.identifierKey).make(await ownerOf("ines"), 2 ** 40);
    const others = [
      future,
      "1",
      "../../etc",
      own.replace(/^./u, (letter) => (letter === "A" ? "B" : "A")),
      "x".repeat(3000),
    ];
    for (const [who, ids] of [
      [ines, others],
      [tobias, [own, ...others]],
    ] as const) {
      for (const id of ids) {
        const again = await open(who, { "last-event-id": id });
        await expect.poll(again.events).toEqual([{ type: "resync" }]);
        expect(again.ids()[0]).not.toBe(id);
        await again.close();
      }
    }
  });

  it("goes on after its last id with what was missed, and with nothing that was seen (S72)", async () => {
    const first = await open(ines);
    await expect.poll(first.ids).toHaveLength(1);
    await ines.call(changePreferences, { body: { appearance: "light" } });
    await expect.poll(first.ids).toHaveLength(2);
    await first.close();
    await ines.call(changePreferences, { body: { appearance: "dark" } });
    const again = await open(ines, { "last-event-id": first.ids().at(-1) ?? "" });
    // The version of this portal's own start may be so new that it is told once more.
    const missed = () => again.events().filter(({ type }) => type !== "configuration_published");
    await expect.poll(missed).toEqual([{ type: "preferences_changed" }]);
    await again.close();
    const third = await open(ines, { "last-event-id": again.ids().at(-1) ?? "" });
    await expect.poll(() => third.stream.text).toContain(": continued\n\n");
    expect(third.stream.text).not.toMatch(/resync|preferences/u);
    await third.close();
  });

  it("is opened six times per session and no seventh time (S71)", async () => {
    const six = await Promise.all(Array.from({ length: 6 }, async () => open(ines)));
    expect(six.map(({ stream }) => stream.status)).toEqual([200, 200, 200, 200, 200, 200]);
    const seventh = await open(ines);
    await expect.poll(() => seventh.stream.text).toContain("too_many_streams");
    expect([seventh.stream.status, seventh.stream.headers["retry-after"]]).toEqual([503, "30"]);
    await Promise.all(six.map(async (opened) => opened.close()));
    const after = await open(ines);
    expect(after.stream.status).toBe(200);
    await after.close();
  });

  it("is dropped when its reader does not read (S71)", { timeout: 30_000 }, async () => {
    const cookie = ines.jar.header(new URL(portal.origin)) ?? "";
    const socket = connect(Number(new URL(portal.origin).port), "localhost");
    socket.on("error", () => undefined);
    const { host } = new URL(portal.origin);
    socket.write(`GET /api/events HTTP/1.1\r\nHost: ${host}\r\nCookie: ${cookie}\r\nX-Portal: 1\r\n\r\n`);
    socket.pause();
    const count = async () =>
      Number(/pforte_event_streams (\d+)/u.exec((await portal.portal.ops.inject("/metrics")).body)?.[1]);
    await expect.poll(count).toBe(1);
    const owner = await ownerOf("ines");
    for (let round = 0; round < 100 && (await count()) > 0; round += 1) {
      await Promise.all(
        Array.from({ length: 50 }, async (_, at) => {
          const source = `${round}-${at}-${"x".repeat(4000)}`;
          return portal.portal.storage.bus.publish({ type: "source_changed", owner, source });
        }),
      );
    }
    await expect.poll(count, { timeout: 10_000 }).toBe(0);
    socket.destroy();
  });

  it("ends within two seconds of its session's end, wherever that was heard (S26)", async () => {
    const leaving = await portal.as("katharina");
    const opened = await open(leaving);
    const started = performance.now();
    await portal.identityProvider.endPersonSessions("0a6f1c52-6e0f-4d3e-9c58-2f6a1b7d4e03");
    await expect.poll(() => opened.stream.hasEnded, { timeout: 2000, interval: 20 }).toBe(true);
    expect(performance.now() - started).toBeLessThan(2000);
    expect(opened.events().at(-1)).toEqual({ type: "session_ended", because: "signed_out" });
    expect((await open(leaving)).stream.status).toBe(401);
  });

  it("does not keep an idle session alive, and ends with it (S19)", async () => {
    const idle = await portal.as("katharina");
    const opened = await open(idle);
    passed = 31 * 60_000;
    await expect.poll(() => opened.stream.hasEnded, { timeout: 5000 }).toBe(true);
    expect(opened.events().at(-1)).toEqual({ type: "session_ended", because: "expired" });
    expect((await open(idle)).stream.status).toBe(401);
    passed = 0;
  });
});

async function ownerOf(username: string): Promise<string> {
  const { people } = await import("@pforte/e2e/world/people");
  const subject = people.find((person) => person.username === username)?.sub ?? "";
  return ownerDigest({ issuer: portal.config.oidc.issuer, subject });
}
