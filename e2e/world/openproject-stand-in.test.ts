import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type IdentityProvider, startIdentityProvider } from "./identity-provider.ts";
import { type OpAccount, opStatuses, opTypes } from "./openproject-model.ts";
import {
  type OpenProjectStandIn,
  type OpenProjectStandInOptions,
  startOpenProjectStandIn,
} from "./openproject-stand-in.ts";
import { ines } from "./people.ts";

const filters = (...conditions: readonly (readonly [string, string, readonly string[]])[]) =>
  `filters=${encodeURIComponent(JSON.stringify(conditions.map(([name, operator, values]) => ({ [name]: { operator, values } }))))}`;

describe("the OpenProject of the world", () => {
  let provider: IdentityProvider;
  let openproject: OpenProjectStandIn;
  let me: OpAccount;
  let helga: OpAccount;

  beforeAll(async () => void (provider = await startIdentityProvider({ clients: [] })));
  afterAll(async () => provider.close());

  const start = async (options: Partial<OpenProjectStandInOptions> = {}) => {
    openproject = await startOpenProjectStandIn({ issuer: provider.issuer, ...options });
    me = openproject.world.account({ name: "Ines Marquardt", login: "ines", sub: ines.sub });
    helga = openproject.world.account({ name: "Helga Brandstetter", login: "helga" });
  };
  beforeEach(async () => start());
  afterEach(async () => openproject.close());

  const token = async (change: Readonly<Record<string, unknown>> = {}) => {
    const at = Math.floor(Date.now() / 1000);
    const claims = { iss: provider.issuer, aud: "opendesk-openproject", sub: ines.sub, scope: "email api_v3" };
    return provider.sign("RS256", {}, { ...claims, iat: at, exp: at + 60, ...change });
  };

  const call = async (
    method: string,
    path: string,
    { body, headers = {}, claims = {} }: { body?: string; headers?: Record<string, string>; claims?: object } = {},
  ) => {
    const authorization = `Bearer ${await token({ ...claims })}`;
    const response = await fetch(`${openproject.address}/api/v3${path === "" ? "" : `/${path}`}`, {
      method,
      headers: { authorization, ...headers },
      // A string would be given a content type of its own.
      ...(body !== undefined && { body: Buffer.from(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.includes("json") === true;
    const json: Record<string, unknown> = isJson ? Object(JSON.parse(text)) : {};
    return { status: response.status, text, json, challenge: response.headers.get("www-authenticate") ?? "" };
  };
  const write = async (method: string, path: string, body: object = {}) =>
    call(method, path, { body: JSON.stringify(body), headers: { "content-type": "application/json" } });

  test.each([
    [
      "an unlinked account",
      { sub: "new" },
      'error="invalid_token", error_description="The user identified by the token is not known"',
    ],
    ["another audience", { aud: "opendesk-nextcloud" }, 'error="invalid_token"'],
    ["another issuer", { iss: "http://localhost:9" }, 'error="invalid_token"'],
    ["an expired token", { exp: 1 }, 'error_description="Signature has expired"'],
    ["a token without the scope", { scope: "email" }, 'error="insufficient_scope"'],
  ])("refuses %s, and says why in the challenge alone", async (_name, claims, challenge) => {
    const refused = await call("GET", "notifications", { claims });
    expect(refused.status).toBe(401);
    expect(refused.challenge).toContain(challenge);
    expect(refused.json).toEqual({
      _type: "Error",
      errorIdentifier: "urn:openproject-org:api:v3:errors:Unauthenticated",
      message: "You need to be authenticated to access this resource.",
    });
  });

  test("refuses a locked account and a call without a token", async () => {
    me.isLocked = true;
    expect((await call("GET", "users/me")).challenge).toContain("locked");
    const anonymous = await fetch(`${openproject.address}/api/v3/users/me`);
    expect(anonymous.status).toBe(401);
    expect(anonymous.headers.get("www-authenticate")).toBe('Bearer realm="OpenProject API", scope="api_v3"');
  });

  test("wants a content type at every write: 406 without one, 415 with another", async () => {
    const { world } = openproject;
    world.create({ id: 7, project: world.project("P", [me, helga]), author: helga, subject: "Pegel", assignee: me });
    for (const [method, path] of [
      ["POST", "notifications/read_ian"],
      ["PATCH", "work_packages/7"],
    ] as const) {
      const bare = await call(method, path, { body: "{}" });
      expect([bare.status, bare.text]).toEqual([406, "Missing content-type header"]);
      const other = await call(method, path, { body: "{}", headers: { "content-type": "text/plain" } });
      expect([other.status, other.json["errorIdentifier"]]).toEqual([
        415,
        "urn:openproject-org:api:v3:errors:TypeNotSupported",
      ]);
    }
  });

  test("lists open work alone unless it is told otherwise, and knows me and my groups", async () => {
    const { world } = openproject;
    const project = world.project("P", [me, helga]);
    const unit = world.group("Referat 42", [me]);
    const of = { project, author: helga };
    world.create({ ...of, subject: "offen", assignee: me });
    world.create({ ...of, subject: "zu", assignee: me, status: opStatuses.done });
    world.create({ ...of, subject: "Gruppe", assignee: unit });
    world.create({ ...of, subject: "fremd" });
    const total = async (query: string) => (await call("GET", `work_packages?${query}`)).json["total"];
    expect(await total("")).toBe(3);
    expect(await total("filters=[]")).toBe(4);
    expect(await total(filters(["assignee", "=", ["me"]]))).toBe(2);
    expect(await total(filters(["assigneeOrGroup", "=", ["me"]], ["status", "o", []]))).toBe(2);
    expect((await call("GET", `work_packages?${filters(["colour", "=", ["red"]])}`)).status).toBe(400);
    expect((await call("GET", "work_packages?filters=no")).status).toBe(400);
    expect((await call("GET", "work_packages?pageSize=0")).json).toMatchObject({ total: 3, count: 0, pageSize: 0 });
    expect((await call("GET", "work_packages?pageSize=2&offset=2")).json).toMatchObject({
      total: 3,
      count: 1,
      offset: 2,
    });
  });

  test("gives a milestone one day, hides what may not be seen, and offers no act that is not allowed", async () => {
    const { world } = openproject;
    const hidden = world.project("Personal", [helga]);
    const parent = world.create({ project: hidden, author: helga, subject: "geheim" });
    const project = world.project("P", [helga], [me]);
    world.create({
      id: 7,
      project,
      author: helga,
      subject: "Stein",
      type: opTypes.milestone,
      dueDate: "2026-12-01",
      parent,
    });
    const { json } = await call("GET", "work_packages/7");
    expect(json).toMatchObject({
      date: "2026-12-01",
      _links: { parent: { href: "urn:openproject-org:api:v3:undisclosed" }, assignee: { href: null } },
    });
    expect(json).not.toHaveProperty("dueDate");
    expect(json).not.toHaveProperty("_links.updateImmediately");
    expect(JSON.stringify(json)).not.toContain("geheim");
    expect((await write("PATCH", "work_packages/7", { lockVersion: 0 })).status).toBe(403);
    expect((await call("GET", `work_packages/${parent.id}`)).status).toBe(404);
  });

  test("takes a status on the version that it has, keeps a journal, and writes nothing where nothing changes", async () => {
    const { world } = openproject;
    const item = world.create({ id: 7, project: world.project("P", [me, helga]), author: helga, subject: "Pegel" });
    const set = async (lockVersion: number | undefined, status: string) =>
      write("PATCH", "work_packages/7", { lockVersion, _links: { status: { href: `/api/v3/statuses/${status}` } } });
    expect((await set(0, "7")).json).toMatchObject({ lockVersion: 1, _links: { status: { title: "In Bearbeitung" } } });
    for (const version of [0, 2, undefined]) {
      const conflict = await set(version, "8");
      expect([conflict.status, conflict.json["errorIdentifier"]]).toEqual([
        409,
        "urn:openproject-org:api:v3:errors:UpdateConflict",
      ]);
    }
    expect((await set(1, "7")).json).toMatchObject({ lockVersion: 1 });
    expect((await set(1, "99")).status).toBe(422);
    expect(world.historyOf(item).map(({ details }) => details)).toEqual([
      [],
      [{ property: "status", from: "Neu", to: "In Bearbeitung" }],
    ]);
    expect((await call("GET", "work_packages/7/activities")).json).toMatchObject({ total: 2 });
  });

  test("allows the statuses of its workflow alone", async () => {
    await openproject.close();
    await start({ workflow: new Map([[1, [7]]]) });
    const { world } = openproject;
    world.create({ id: 7, project: world.project("P", [me, helga]), author: helga, subject: "Pegel" });
    const { json } = await write("POST", "work_packages/7/form");
    expect(JSON.stringify(json)).toContain("In Bearbeitung");
    expect(JSON.stringify(json)).not.toContain("Erledigt");
    const body = { lockVersion: 0, _links: { status: { href: "/api/v3/statuses/12" } } };
    expect((await write("PATCH", "work_packages/7", body)).status).toBe(422);
  });

  test("tells people of what concerns them, and marks it for them alone", async () => {
    const { world } = openproject;
    const item = world.create({
      project: world.project("P", [me, helga]),
      author: helga,
      subject: "Pegel",
      assignee: me,
    });
    world.comment(item, helga, "Bitte lesen", [me]);
    world.comment(item, me, "Gelesen");
    const foreign = world.notify({ recipient: helga, workPackage: item, reason: "watched" });
    const unread = `notifications?${filters(["readIAN", "=", ["f"]])}`;
    const { json } = await call("GET", `${unread}&sortBy=${encodeURIComponent('[["id","desc"]]')}`);
    expect(json).toMatchObject({
      total: 2,
      _embedded: { elements: [{ reason: "mentioned", readIAN: false }, { reason: "assigned" }] },
    });
    expect((await call("GET", `${unread}&groupBy=reason`)).json["groups"]).toMatchObject(
      [
        { value: "assigned", count: 1 },
        { value: "mentioned", count: 1 },
      ].toSorted((one, other) => other.value.localeCompare(one.value)),
    );
    expect((await write("POST", `notifications/${foreign.id}/read_ian`)).status).toBe(404);
    const mine = [...world.notifications.values()].find(({ recipient }) => recipient === me);
    expect((await write("POST", `notifications/${mine?.id}/read_ian`)).status).toBe(204);
    expect((await call("GET", `${unread}&pageSize=0`)).json).toMatchObject({ total: 1, count: 0 });
    expect((await call("GET", `notifications/${mine?.id}`)).json).toMatchObject({
      _links: { unreadIAN: { method: "post" } },
    });
    expect((await write("POST", "notifications/read_ian")).status).toBe(204);
    expect((await call("GET", `${unread}&pageSize=0`)).json["total"]).toBe(0);
    expect((await write("POST", `notifications/unread_ian?${filters(["id", "=", [String(mine?.id)]])}`)).status).toBe(
      204,
    );
    expect((await call("GET", `${unread}&pageSize=0`)).json["total"]).toBe(1);
    expect(foreign.isRead).toBe(false);
    expect((await write("POST", `notifications/read_ian?${filters(["colour", "=", ["red"]])}`)).status).toBe(400);
  });

  test("cannot be asked for date alerts without the licence, and gives them a day and no actor", async () => {
    const asked = `notifications?${filters(["reason", "=", ["dateAlert"]])}`;
    expect((await call("GET", asked)).json["errorIdentifier"]).toBe("urn:openproject-org:api:v3:errors:InvalidQuery");
    await openproject.close();
    await start({ hasDateAlerts: true });
    const { world } = openproject;
    const item = world.create({ project: world.project("P", [me, helga]), author: helga, subject: "Pegel" });
    const dateAlert = { property: "dueDate", value: "2026-12-01" } as const;
    world.notify({ recipient: me, workPackage: item, reason: "dateAlert", dateAlert });
    expect((await call("GET", asked)).json).toMatchObject({
      _embedded: {
        elements: [
          { _links: { actor: { href: null }, activity: { href: null } }, _embedded: { details: [dateAlert] } },
        ],
      },
    });
  });

  test("knows the rest that clients look at", async () => {
    expect((await call("GET", "")).json).toMatchObject({ _type: "Root", instanceName: "Projekte" });
    expect((await call("GET", "users/me")).json).toMatchObject({ id: me.id, login: "ines" });
    for (const path of ["statuses", "types", "priorities", "statuses/7", `users/${helga.id}`]) {
      expect((await call("GET", path)).status).toBe(200);
    }
    expect((await call("GET", "__proto__")).status).toBe(404);
    const health = await fetch(`${openproject.address}/health_checks/default`);
    expect(health.status).toBe(200);
    expect(openproject.counts.get("GET /api/v3/statuses")).toBe(1);
  });
});
