import Fastify from "fastify";
import { serializerCompiler, validatorCompiler } from "fastify-type-provider-zod";
import { endpoint } from "@pforte/shared/contract/endpoint";
import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { failureBody, portalErrorOf, statusOfError } from "#plugins/failure-of.ts";
import { serve } from "./serve.ts";

const readThing = endpoint({
  method: "GET",
  path: "/api/things/:id",
  scope: "open",
  activity: false,
  params: z.strictObject({ id: z.string().max(5) }),
  query: z.strictObject({ limit: z.coerce.number().int().max(9).default(3) }),
  reply: z.object({
    id: z.string(),
    nested: z.object({ name: z.string() }),
    list: z.array(z.object({ a: z.number() })),
  }),
});
const closedThing = endpoint({
  method: "DELETE",
  path: "/api/things",
  scope: "person",
  activity: true,
  reply: z.object({}),
});

function anApp() {
  const app = Fastify();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.decorate("languageOf", async () => "de");
  app.decorateRequest("signedIn", null);
  app.setErrorHandler(async (error, request, reply) => {
    const meant = portalErrorOf(error);
    return meant === null
      ? reply.code(500).serializer(JSON.stringify).send({ bug: true })
      : reply.code(statusOfError(meant)).serializer(JSON.stringify).send(failureBody(meant, request.id));
  });
  apps.push(app);
  return app;
}
const apps: ReturnType<typeof Fastify>[] = [];
afterEach(async () => {
  await Promise.all(apps.splice(0).map(async (app) => app.close()));
});

describe("a served endpoint", () => {
  it("hands over what was parsed and sends only what the contract declares (S43)", async () => {
    const app = anApp();
    const secret = { password: "p", token: "t", internalUrl: "u" };
    serve(app, readThing, async ({ params, query, language, signal }) => ({
      ...secret,
      id: `${params.id}-${query.limit}-${language}-${signal.aborted}`,
      nested: { name: "n", ...secret },
      list: [{ a: 1, ...secret }],
    }));
    const answer = await app.inject({ url: "/api/things/x" });
    expect(answer.json()).toEqual({ id: "x-3-de-false", nested: { name: "n" }, list: [{ a: 1 }] });
  });

  it.each(["/api/things/toolong", "/api/things/x?limit=10", "/api/things/x?other=1", "/api/things/x?limit=1&limit=2"])(
    "refuses %s",
    async (url) => {
      const app = anApp();
      serve(app, readThing, async () => ({ id: "", nested: { name: "" }, list: [] }));
      const answer = await app.inject({ url });
      expect([answer.statusCode, answer.json().code]).toEqual([400, "bad_request"]);
    },
  );

  it("fails as a bug when the handler breaks the contract, and leaks nothing of it", async () => {
    const app = anApp();
    // What a careless transform could produce; the types would refuse it.
    serve(app, readThing, async () => Object({ id: 1, secret: "s3cret" }));
    const answer = await app.inject({ url: "/api/things/x" });
    expect([answer.statusCode, answer.body]).toEqual([500, '{"bug":true}']);
  });

  it("is never handled without the person whom it needs, and takes no body that it does not declare", async () => {
    const app = anApp();
    let calls = 0;
    serve(app, closedThing, async () => {
      calls += 1;
      return {};
    });
    expect((await app.inject({ method: "DELETE", url: "/api/things" })).statusCode).toBe(401);
    const withBody = await app.inject({ method: "DELETE", url: "/api/things", payload: { a: 1 } });
    expect([withBody.statusCode, calls]).toEqual([400, 0]);
  });
});
