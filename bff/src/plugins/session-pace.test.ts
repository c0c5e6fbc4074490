import { readSession } from "@pforte/shared/contract/session";
import Fastify from "fastify";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildTestPortal, type TestPortal } from "../../test/portal.ts";
import { verifiedPrincipal } from "../storage/principal.ts";
import { PortalError } from "./portal-error.ts";
import { registerSessionPace } from "./session-pace.ts";

const perMinute = 60;

describe("the pace of a session (S45)", () => {
  let portal: TestPortal;
  let ahead = 0;
  beforeAll(async () => {
    portal = await buildTestPortal({
      config: { requestsPerMinute: perMinute },
      overrides: { now: () => new Date(Date.now() + ahead) },
    });
  });
  afterAll(async () => portal[Symbol.asyncDispose]());

  it("ends an abuser with 429 and when to go on, and leaves everybody else behind the same address alone", async () => {
    const [abuser, other] = [await portal.as("ines"), await portal.as("katharina")];
    const send = async () => abuser.send("GET", "/api/session", { headers: { "x-portal": "1" } });
    for (let count = 0; count < perMinute; count += 1) expect((await send()).status).toBe(200);
    // All at once, so that hardly anything is earned meanwhile.
    const refused = (await Promise.all(Array.from({ length: 20 }, send))).filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(10);
    for (const { headers } of refused) expect(Number(headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
    await expect(other.call(readSession)).resolves.toBeDefined();
    ahead += 60_000;
    await expect(abuser.call(readSession)).resolves.toBeDefined();
  });

  it("refuses an abuser a moment later, so that one who asks again at once costs others little, but keeps no crowd waiting", async () => {
    const abuser = await portal.as("ines");
    const send = async (): Promise<number> => {
      const began = performance.now();
      const { status } = await abuser.send("GET", "/api/session", { headers: { "x-portal": "1" } });
      return status === 429 ? performance.now() - began : 0;
    };
    await Promise.all(Array.from({ length: perMinute }, send));
    const took = (await Promise.all(Array.from({ length: 60 }, send))).filter((each) => each > 0);
    // The clock of a timer may be a little ahead of the one that looks.
    const rested = took.filter((each) => each > 190);
    expect(took.length).toBeGreaterThan(50);
    expect(rested.length).toBeGreaterThanOrEqual(20);
  });

  it("does not count pages and what they are made of", async () => {
    const person = await portal.as("tobias");
    for (let count = 0; count < perMinute + 5; count += 1) {
      expect((await person.get("/")).status).toBe(200);
    }
  });

  it("lets two thousand people behind one address work as people do", async () => {
    let session = "";
    const app = Fastify();
    app.decorateRequest("signedIn", null);
    app.addHook("onRequest", (request, _reply, done) => {
      const owner = { issuer: "https://id.example.org", subject: session };
      const facts = { username: session, name: session, groups: [], isAdministrator: false };
      const principal = verifiedPrincipal({ owner, sessionHash: session, ...facts });
      request.signedIn = { principal, idleEndsAt: new Date(), endsAt: new Date(), authTime: null, acr: null };
      done();
    });
    registerSessionPace(app, { requestsPerMinute: perMinute, now: () => new Date() });
    app.setErrorHandler((error, _request, reply) => reply.code(error instanceof PortalError ? 429 : 500).send());
    const access = { scope: "person", kind: "api", activity: false } as const;
    app.get("/api/x", { config: { access } }, async () => "");
    const refused: string[] = [];
    for (let person = 0; person < 2000; person += 1) {
      session = `session-${person}`;
      for (let count = 0; count < 5; count += 1) {
        if ((await app.inject("/api/x")).statusCode !== 200) refused.push(session);
      }
    }
    expect(refused).toEqual([]);
  });
});
