import { randomUUID } from "node:crypto";
import { portalClientId } from "@pforte/e2e/world/clients";
import { tobias } from "@pforte/e2e/world/people";
import { auditEntrySchema, auditExportPath, readAudit } from "@pforte/shared/contract/admin-audit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { send } from "../../test/carry.ts";
import { buildTestPortal, type TestPortal } from "../../test/portal.ts";
import type { TestPerson } from "../../test/person.ts";

let portal: TestPortal;
let katharina: TestPerson;
beforeAll(async () => {
  portal = await buildTestPortal();
  katharina = await portal.as("katharina");
});
afterAll(async () => portal[Symbol.asyncDispose]());

const page = async (query = {}) => katharina.call(readAudit, { query });
const actions = async (query = {}) => (await page(query)).entries.map(({ action }) => action);
const tamper = async (statement: string) => {
  await portal.database.query("alter table audit disable trigger user");
  await portal.database.query(statement);
  await portal.database.query("alter table audit enable trigger user");
};

describe("the audit", () => {
  it("has sign-ins, failed sign-ins and sign-outs, each with its request (S65)", async () => {
    const ines = await portal.as("ines");
    const begun = await portal.nobody.get("/auth/login");
    const [name = ""] = begun.headers.getSetCookie()[0]?.split("=") ?? [];
    const refused = `/auth/callback?error=access_denied&state=${name.replace("tx-", "")}.x`;
    expect((await portal.nobody.get(refused)).status).toBe(400);
    const out = await ines.send("POST", "/auth/logout", {
      headers: { "content-type": "application/x-www-form-urlencoded", "sec-fetch-dest": "document" },
      body: "",
    });
    expect(out.status).toBe(303);
    const sessions = { action: ["session.signed_in", "session.sign_in_failed", "session.signed_out"] };
    await expect
      .poll(async () => actions(sessions))
      .toEqual(["session.signed_out", "session.sign_in_failed", "session.signed_in", "session.signed_in"]);
    const { entries } = await page(sessions);
    expect(entries.map(({ actor }) => ("name" in actor ? actor.name : actor.kind))).toEqual([
      "Ines Marquardt",
      "portal",
      "Ines Marquardt",
      "Katharina Wendland",
    ]);
    expect(entries.every(({ requestId }) => requestId !== null)).toBe(true);
    expect(entries[1]?.after).toMatchObject({ code: expect.stringMatching(/^sign_in_/u) });
  });

  it("has sign-outs at the identity provider as well (S65)", async () => {
    await portal.as("tobias");
    const { issuer } = portal.identityProvider;
    const at = Math.floor(Date.now() / 1000);
    const payload = {
      iss: issuer,
      aud: portalClientId,
      sub: tobias.sub,
      iat: at,
      exp: at + 120,
      jti: randomUUID(),
      events: { "http://schemas.openid.net/event/backchannel-logout": {} },
    };
    const token = await portal.identityProvider.sign("PS256", { typ: "logout+jwt" }, payload);
    const form = { "content-type": "application/x-www-form-urlencoded" };
    const body = new URLSearchParams({ logout_token: token }).toString();
    expect((await send(`${portal.origin}/auth/backchannel-logout`, "POST", form, body)).status).toBe(200);
    const newest = async () => (await page({ action: "session.signed_out" })).entries[0];
    await expect.poll(async () => (await newest())?.actor).toMatchObject({ issuer, subject: tobias.sub });
    expect((await newest())?.after).toEqual({ because: "identity_provider" });
  });

  it("is filtered, read in pages, and says whether it holds together", async () => {
    const { audit } = portal.portal.storage.administration;
    const facts = { actor: { kind: "portal" }, action: "source.switched", before: null, after: null } as const;
    for (let at = 0; at < 60; at += 1) await audit.append({ ...facts, target: `sources/${at}`, requestId: null });
    const first = await page({ target: "sources" });
    expect([first.entries.length, first.isIntact]).toEqual([50, true]);
    const second = await page({ target: "sources", before: first.next });
    expect([second.entries.length, second.next, second.isIntact]).toEqual([10, null, true]);
    expect(await actions({ actor: "Wendland", action: "session.signed_in" })).toEqual(["session.signed_in"]);
    expect(await actions({ until: "2020-01-01T00:00:00+02:00" })).toEqual([]);
    const bad = await katharina.send("GET", `${readAudit.path}?action=everything`);
    expect(bad.status).toBe(400);
  });

  it("is exported as a line for each row, oldest first, with the same filters", async () => {
    const reply = await katharina.get(`${auditExportPath}?target=sources`);
    expect(reply.headers.get("content-type")).toBe("application/jsonl; charset=utf-8");
    expect(reply.headers.get("content-disposition")).toMatch(/^attachment; filename="audit-\d{4}-\d\d-\d\d\.jsonl"/u);
    const lines = (await reply.text()).trimEnd().split("\n");
    const rows = lines.map((line) => auditEntrySchema.parse(JSON.parse(line)));
    expect(rows.map(({ target }) => target)).toEqual(Array.from({ length: 60 }, (_, at) => `sources/${at}`));
    const all = (await (await katharina.get(auditExportPath)).text()).trimEnd().split("\n");
    const sequences = all.map((line) => auditEntrySchema.parse(JSON.parse(line)).sequence);
    expect(sequences).toEqual(Array.from({ length: all.length }, (_, at) => at + 1));
  });

  it("says so when a row was changed behind its back", async () => {
    const { entries } = await page({ target: "sources" });
    const { sequence } = entries[20] ?? { sequence: 0 };
    await tamper(`update audit set target = 'sources/other' where sequence = ${sequence}`);
    expect([(await page({ target: "sources" })).isIntact, (await page({ target: "none" })).isIntact]).toEqual([
      false,
      true,
    ]);
  });

  it("is for administrators alone", async () => {
    const stranger = await portal.as("tobias");
    expect((await stranger.send("GET", readAudit.path)).status).toBe(403);
    expect((await stranger.get(auditExportPath)).status).toBe(403);
    expect((await portal.nobody.get(auditExportPath)).status).toBe(303);
  });
});
