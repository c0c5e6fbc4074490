import {
  putAnnouncement,
  putMaintenance,
  readLive,
  readProof,
  removeAnnouncement,
  removeMaintenance,
} from "@pforte/shared/contract/admin-live";
import { answerAnnouncement } from "@pforte/shared/contract/announcements";
import { readHome } from "@pforte/shared/contract/home";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TestPerson } from "../../test/person.ts";
import { buildTestPortal, type TestPortal } from "../../test/portal.ts";

let portal: TestPortal;
let katharina: TestPerson;
let ines: TestPerson;
beforeAll(async () => {
  portal = await buildTestPortal({
    config: {
      proofGroup: "/portal-proof",
      session: { idleSeconds: 1800, absoluteSeconds: 36_000, cacheSeconds: 0, perPerson: 20 },
    },
  });
  [katharina, ines] = await Promise.all([portal.as("katharina"), portal.as("ines")]);
});
afterAll(async () => portal[Symbol.asyncDispose]());

const announcement = {
  key: "move",
  severity: "info" as const,
  title: { de: "Umzug" },
  text: { de: "" },
  acknowledgement: {},
};
const maintenance = { tile: "mail", text: { de: "Wartung bis 12 Uhr", en: "Maintenance until noon" } };

/** Without what is written down of sign-ins and of who was turned away. */
const audit = async () =>
  portal.database.query(
    `select action, target, before, after, actor ->> 'name' as name from audit
     where action not like 'session.%' and action <> 'role.denied' order by sequence`,
  );

async function put(path: string, body: object, ifMatch?: string) {
  const headers = ifMatch === undefined ? {} : { "if-match": ifMatch };
  const answer = await katharina.send("PUT", path, { body: JSON.stringify(body), headers });
  return { status: answer.status, etag: answer.headers.get("etag"), code: codeOf(await answer.json()) };
}
const codeOf = (body: unknown) => (typeof body === "object" && body !== null && "code" in body ? body.code : undefined);

describe("an immediate change", () => {
  test("takes effect only on the version that its author read (S62), and is written down each time", async () => {
    const path = "/api/admin/announcements/move";
    const body = { announcement };
    expect(await put(path, body)).toMatchObject({ status: 428, code: "precondition_required" });
    expect(await put(path, body, '"3"')).toMatchObject({ status: 412, code: "version_stale" });
    expect(await put(path, body, "*")).toMatchObject({ status: 400 });
    expect(await put(path, body, '"0"')).toEqual({ status: 200, etag: '"1"', code: undefined });
    expect(await put(path, body, '"0"')).toMatchObject({ status: 412 });
    expect(await put(path, body, '"1"')).toMatchObject({ status: 200, etag: '"2"' });
    const stale = await katharina.send("DELETE", path, { headers: { "if-match": '"1"' } });
    expect(stale.status).toBe(412);
    expect(await katharina.call(removeAnnouncement, { params: { key: "move" }, ifMatch: 2 })).toEqual({ version: 3 });
    expect((await audit()).slice(-3)).toMatchObject([
      { action: "announcement.changed", target: "announcements/move", before: null, name: expect.any(String) },
      { action: "announcement.changed", after: { announcement: { key: "move" }, revision: 1 } },
      { action: "announcement.removed", before: { revision: 1 }, after: null },
    ]);
  });

  test("has no fields but its own, and is about what its address says (S63)", async () => {
    const path = "/api/admin/announcements/move";
    const bodies = [
      { announcement: { ...announcement, revision: 7 } },
      { announcement, revision: 7 },
      { announcement: { ...announcement, changedBy: "somebody" } },
      { announcement: { ...announcement, key: "other" } },
      { announcement: { ...announcement, tile: "no-such-tile" } },
      { announcement: { ...announcement, public: true } },
      { announcement: { ...announcement, from: "2027-01-02T00:00:00Z", until: "2027-01-01T00:00:00Z" } },
    ];
    for (const body of bodies) expect([body, (await put(path, body, '"0"')).status]).toEqual([body, 400]);
    expect(
      (await put("/api/admin/maintenances/mail", { maintenance: { ...maintenance, tile: "files" } }, '"0"')).status,
    ).toBe(400);
    expect(
      (await put("/api/admin/maintenances/gone", { maintenance: { ...maintenance, tile: "gone" } }, '"0"')).status,
    ).toBe(404);
    expect((await put("/api/admin/sources-off/gone", { switch: { source: "gone" } }, '"0"')).status).toBe(404);
    expect(await katharina.call(readLive)).toMatchObject({ announcements: [], maintenances: [], sourcesOff: [] });
  });

  test("neither waits for a draft nor publishes one", async () => {
    const before = portal.portal.configuration.current();
    const { drafts } = portal.portal.storage.administration;
    const actor = { kind: "person", issuer: "i", subject: "s", name: "Somebody" } as const;
    const { version } = await drafts.read();
    const draft = await drafts.append(version, [{ op: "remove-tile", key: "mail" }], {
      actor,
      requestId: null,
    });
    await katharina.call(putMaintenance, { params: { key: "mail" }, ifMatch: 0, body: { maintenance } });
    const home = await ines.call(readHome);
    expect(JSON.stringify(home)).toContain("Wartung bis 12 Uhr");
    expect([home.version, portal.portal.configuration.current()]).toEqual([before.version, before]);
    expect(await drafts.read()).toEqual(draft);
    await drafts.discard(draft?.version ?? 0, { actor, requestId: null });
    await katharina.call(removeMaintenance, { params: { key: "mail" }, ifMatch: 1 });
  });

  test("asks for a fresh sign-in, while looking at what holds does not (S61)", async () => {
    const other = await portal.as("katharina");
    const older = "update sessions set auth_time = auth_time - interval '16 minutes' where username = 'katharina'";
    await portal.database.query(older);
    const before = (await audit()).length;
    for (const [method, path, body] of [
      ["PUT", "/api/admin/announcements/move", { announcement }],
      ["PUT", "/api/admin/maintenances/mail", { maintenance }],
      ["PUT", "/api/admin/sources-off/files", { switch: { source: "files" } }],
      ["DELETE", "/api/admin/announcements/move", undefined],
      ["POST", "/api/admin/people/end-sessions", { issuer: "i", subject: "s" }],
    ] as const) {
      const answer = await other.send(method, path, {
        headers: { "if-match": '"0"' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      expect([path, answer.status, codeOf(await answer.json())]).toEqual([path, 401, "step_up"]);
    }
    expect(await other.call(readLive)).toMatchObject({ announcements: [], maintenances: [], sourcesOff: [] });
    expect((await audit()).length).toBe(before);
    await portal.database.query(older.replace("-", "+"));
  });

  test("is refused to people who are no administrators", async () => {
    for (const [method, path] of [
      ["GET", "/api/admin/live"],
      ["PUT", "/api/admin/announcements/move"],
      ["DELETE", "/api/admin/announcements/move"],
      ["PUT", "/api/admin/maintenances/mail"],
      ["PUT", "/api/admin/sources-off/files"],
      ["GET", "/api/admin/announcements/move/proof"],
      ["GET", "/api/admin/people/presence"],
      ["POST", "/api/admin/people/find"],
    ] as const) {
      const answer = await ines.send(method, path, {
        headers: { "if-match": '"0"' },
        ...(method === "PUT" || method === "POST" ? { body: "{}" } : {}),
      });
      expect([path, answer.status]).toEqual([path, 403]);
    }
  });
});

describe("the maintenance of a tile", () => {
  test("is on the tile in both languages for its period, before whatever the document says", async () => {
    const shown = async (language: string) => {
      const answer = await ines.send("GET", "/api/home", { headers: { "accept-language": language } });
      const home = readHome.reply.parse(await answer.json());
      const tiles = home.categories.flatMap(({ items }) =>
        items.flatMap((item) => (item.kind === "tile" ? [item.tile] : item.tiles)),
      );
      return tiles.find(({ key }) => key === "mail")?.maintenance ?? null;
    };
    const until = new Date(Date.now() + 3_600_000).toISOString();
    const params = { key: "mail" };
    const etag = (await ines.get("/")).headers.get("etag");
    await katharina.call(putMaintenance, { params, ifMatch: 0, body: { maintenance: { ...maintenance, until } } });
    expect(await shown("de")).toEqual({ text: "Wartung bis 12 Uhr", until });
    expect(await shown("en")).toEqual({ text: "Maintenance until noon", until });
    expect((await ines.get("/")).headers.get("etag")).not.toBe(etag);
    const { maintenances } = await katharina.call(readLive);
    const version = maintenances[0]?.version ?? 0;
    const over = { ...maintenance, until: new Date(Date.now() - 1000).toISOString() };
    await katharina.call(putMaintenance, { params, ifMatch: version, body: { maintenance: over } });
    expect(await shown("de")).toBeNull();
    expect((await audit()).slice(-2)).toMatchObject([
      { action: "maintenance.changed" },
      { target: "maintenances/mail" },
    ]);
  });
});

describe("the proof of who confirmed", () => {
  test("counts for every administrator, and names people only to those with the role, each look written down", async () => {
    await katharina.call(putAnnouncement, {
      params: { key: "duty" },
      ifMatch: 0,
      body: { announcement: { ...announcement, key: "duty" } },
    });
    const revision = (await ines.call(readHome)).announcements.find(({ key }) => key === "duty")?.revision ?? 0;
    await ines.call(answerAnnouncement, { body: { key: "duty", revision, answer: "confirmed" } });
    await expect
      .poll(async () => (await katharina.call(readLive)).announcements[0]?.confirmed)
      .toEqual({ count: 1, of: 2 });
    expect(await katharina.call(readLive)).toMatchObject({
      mayReadProof: false,
      announcements: [{ phase: "running" }],
    });
    const looks = async () => (await audit()).filter(({ action }) => action === "announcement.proof_read").length;
    await expect(katharina.call(readProof, { params: { key: "duty" } })).rejects.toThrow("403 forbidden");
    expect((await katharina.get("/admin/announcements/duty/proof.csv")).status).toBe(403);
    expect(await looks()).toBe(0);
    const denied = "select target from audit where action = 'role.denied' and target like '%proof%' order by target";
    await expect
      .poll(async () => (await portal.database.query(denied)).map(({ target }) => target))
      .toEqual([
        "GET /admin/announcements/:key/proof.csv",
        "GET /api/admin/announcements/:key/proof",
        "GET /api/admin/announcements/:key/proof",
      ]);
    const other = await portal.as("katharina");
    await portal.database.query(
      "update sessions set groups = array_append(groups, '/portal-proof') where username = 'katharina'",
    );
    await expect.poll(async () => (await other.call(readLive)).mayReadProof).toBe(true);
    expect(await other.call(readProof, { params: { key: "duty" } })).toEqual({
      confirmed: [{ name: "Ines Marquardt", username: "ines", at: expect.any(String), revision }],
      of: 2,
      keptUntil: null,
    });
    expect(await looks()).toBe(1);
    await portal.database.query(`update announcement_answers set name = '=HYPERLINK("x")'`);
    const csv = await other.get("/admin/announcements/duty/proof.csv");
    expect([csv.headers.get("content-type"), csv.headers.get("cache-control")]).toEqual([
      "text/csv; charset=utf-8; header=present",
      "no-store",
    ]);
    expect(csv.headers.get("content-disposition")).toContain('attachment; filename="duty.csv"');
    const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(await csv.arrayBuffer());
    expect(text).toMatch(/^\uFEFFname,username,confirmed_at,revision\r\n"'=HYPERLINK\(""x""\)",ines,[^,]+,\d+\r\n$/u);
    expect(await looks()).toBe(2);
    expect((await other.get("/admin/announcements/unknown/proof.csv")).status).toBe(404);
    expect((await other.send("GET", "/api/admin/announcements/unknown/proof")).status).toBe(404);
    const { announcements } = await other.call(readLive);
    const removed = {
      params: { key: "duty" },
      ifMatch: announcements.find(({ announcement: { key } }) => key === "duty")?.version ?? 0,
    };
    await other.call(removeAnnouncement, removed);
    expect((await other.send("GET", "/api/admin/announcements/duty/proof")).status).toBe(404);
    expect(await (await other.get("/admin/announcements/duty/proof.csv")).text()).toContain("ines");
  });
});
