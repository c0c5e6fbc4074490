import { readdir } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { failureSchema } from "@pforte/shared/errors/failure";
import { buildTestPortal, type TestPortal } from "../../test/portal.ts";
import { rawRequest } from "../../test/raw-request.ts";

let portal: TestPortal;
beforeAll(async () => {
  portal = await buildTestPortal();
});
afterAll(async () => portal[Symbol.asyncDispose]());

/** What the reviewed list says of a route, as one line. */
const lineOf = ({ method, path, access }: TestPortal["portal"]["routes"][number]) =>
  [
    `${method} ${path} ${access.scope} ${access.kind}`,
    ...(access.activity ? ["activity"] : []),
    ...(access.isFresh === true ? ["fresh"] : []),
    ...(access.isMatched === true ? ["if-match"] : []),
    ...(access.isGateway === true ? ["gateway"] : []),
  ].join(" ");

const isBounded = (limit: number | null) => limit !== null && limit <= 64 * 1024;

const targetOf = (path: string) => path.replaceAll(/:\w+/gu, "x");

describe("the routes of the portal", () => {
  it("are those of the reviewed list, each with who may call it (S41)", async () => {
    const lines = portal.portal.routes.map(lineOf).toSorted();
    await expect(`${lines.join("\n")}\n`).toMatchFileSnapshot("./routes.reviewed.txt");
  });

  it("answer nobody with 401 or the way to sign in, unless they are open (S41)", async () => {
    const closed = portal.portal.routes.filter(({ access }) => access.scope !== "open");
    expect(closed.length).toBeGreaterThan(5);
    for (const { path } of closed.filter(({ access }) => access.kind === "page")) {
      const page = await portal.nobody.get(targetOf(path));
      expect([path, page.status, await page.text()]).toEqual([path, 303, ""]);
      expect(page.headers.get("location")).toMatch(/^\/auth\/login(?:\?|$)/u);
    }
    for (const { method, path } of closed) {
      const target = targetOf(path);
      const call = await portal.nobody.send(method, target, method === "GET" ? {} : { body: "{}" });
      expect([path, call.status, failureSchema.parse(await call.json()).code]).toEqual([path, 401, "signed_out"]);
    }
  });

  it("are not reached by other spellings, of any route, without a session (S41)", async () => {
    const { host, port } = new URL(portal.origin);
    const closed = portal.portal.routes.filter(({ access }) => access.scope !== "open");
    const spellings = closed.flatMap(({ method, path }) => {
      const target = targetOf(path);
      return [
        `/${target}`,
        `${target}/`,
        `${target};jsessionid=1`,
        `/assets/..${target}`,
        `/assets/%2e%2e${target}`,
        target.replace("/", "/%2f"),
        `${target}%00`,
        `${target}%2f..`,
        target.toUpperCase(),
        target.replace("/", "/./"),
        `\\${target}`,
      ].map((spelling) => [method, spelling] as const);
    });
    const waiting = spellings.values();
    const answers: (readonly [string, string, number])[] = [];
    // Some at a time: a thousand sockets at once would test the machine.
    const ask = async () => {
      for (const [method, spelling] of waiting) {
        const lines = [`${method} ${spelling} HTTP/1.1`, `Host: ${host}`, "X-Portal: 1"];
        // oxlint-disable-next-line no-await-in-loop
        const { status } = await rawRequest(Number(port), lines);
        answers.push([method, spelling, status]);
      }
    };
    await Promise.all(Array.from({ length: 50 }, ask));
    expect(answers).toHaveLength(spellings.length);
    for (const [method, spelling, status] of answers) {
      expect([method, spelling, status >= 400 || status === 303]).toEqual([method, spelling, true]);
    }
  });

  it("have a reply schema wherever they speak JSON, but where they pass on what a tool says (S43)", () => {
    const api = portal.portal.routes.filter(({ path }) => path.startsWith("/api/"));
    expect(api.length).toBeGreaterThan(20);
    const without = api.filter(({ schemas }) => !schemas.has("response"));
    const streams = without.filter(({ access }) => access.isGateway !== true);
    expect(streams.filter(({ access }) => access.kind !== "stream" && access.kind !== "transfer")).toEqual([]);
    const json = portal.portal.routes.filter(({ access }) => access.kind === "api" && access.isGateway !== true);
    expect(json.filter(({ schemas }) => !schemas.has("response"))).toEqual([]);
  });

  it("of the gateway each have a fixed path, a form of every part, and limits (S43)", () => {
    const gateway = portal.portal.routes.filter(({ access }) => access.isGateway === true);
    expect(gateway.length).toBeGreaterThan(30);
    const fixed = /^\/api\/chat\/matrix\/:source\/_matrix\/client(?:\/(?::\w+|[\w.]+))+\/?$/u;
    for (const { method, path, access, schemas, bodyLimit } of gateway) {
      const writes = method === "PUT" || method === "POST";
      expect({
        route: `${method} ${path}`,
        isFixed: fixed.test(path),
        access: `${access.scope} ${access.kind}`,
        schemas: [...schemas.keys()].toSorted(),
        isBounded: writes ? isBounded(bodyLimit) : bodyLimit === null,
      }).toEqual({
        route: `${method} ${path}`,
        isFixed: true,
        access: "person api",
        schemas: [...(method === "GET" ? [] : ["body"]), "params", "querystring"],
        isBounded: true,
      });
    }
  });

  it("serve every endpoint of the contract exactly once", async () => {
    const folder = new URL("../../../shared/src/contract/", import.meta.url);
    const modules = await Promise.all(
      (await readdir(folder)).map(async (name): Promise<Record<string, unknown>> => import(new URL(name, folder).href)),
    );
    const isEndpoint = z.object({ method: z.string(), path: z.string(), scope: z.string(), activity: z.boolean() });
    const declared = modules.flatMap((module) =>
      Object.values(module).flatMap((value) => isEndpoint.safeParse(value).data ?? []),
    );
    const served = portal.portal.routes.filter(({ access }) => access.kind === "api" && access.isGateway !== true);
    expect(declared.map(({ method, path }) => `${method} ${path}`).toSorted()).toEqual(
      served.map(({ method, path }) => `${method} ${path}`).toSorted(),
    );
  });

  it("cannot be registered without saying who may call them (S41)", async () => {
    const { default: Fastify } = await import("fastify");
    const { registerRouteRegister } = await import("#plugins/route-register.ts");
    const app = Fastify();
    registerRouteRegister(app);
    expect(() => app.get("/forgotten", async () => "open to all")).toThrow(/does not say who may call it/u);
  });
});
