import { endpoint } from "@pforte/shared/contract/endpoint";
import { readSession } from "@pforte/shared/contract/session";
import { delay, http, HttpResponse } from "msw";
import { expect, test } from "vitest";
import { z } from "zod";
import { fail, network, reply } from "#testing/server.ts";
import { ApiError, codeOf, isSignedOut } from "./api-error.ts";
import { call } from "./call.ts";

const renameRoom = endpoint({
  method: "PATCH",
  path: "/api/rooms/:room/name",
  scope: "person",
  activity: true,
  params: z.object({ room: z.string() }),
  query: z.object({ limit: z.coerce.number().default(20), kinds: z.array(z.string()).optional() }),
  body: z.object({ name: z.string() }),
  reply: z.object({ ok: z.boolean() }),
});
const session = {
  person: { name: "Ines Marquardt", username: "ines" },
  endsAt: "2026-11-23T19:00:00.000Z",
  idleEndsAt: "2026-11-23T11:00:00.000Z",
};

test("sends path, query, body and the portal's header as the endpoint declares them", async () => {
  let seen: Request | null = null;
  network.use(
    reply(renameRoom, (request) => {
      seen = request.clone();
      return { ok: true };
    }),
  );
  const input = { params: { room: "a/b ?" }, query: { limit: 5, kinds: ["x", "y"] }, body: { name: "Ümläut" } };
  expect(await call(renameRoom, input)).toEqual({ ok: true });
  expect(seen).toMatchObject({
    method: "PATCH",
    url: `${location.origin}/api/rooms/a%2Fb%20%3F/name?limit=5&kinds=x&kinds=y`,
  });
  const request = seen as unknown as Request;
  expect(request.headers.get("x-portal")).toBe("1");
  expect(request.headers.get("content-type")).toBe("application/json");
  expect(await request.json()).toEqual({ name: "Ümläut" });
});

test("outlives its page where that is wanted, unless a browser would refuse to send so much", async () => {
  const outlives: boolean[] = [];
  network.use(
    reply(renameRoom, (request) => {
      outlives.push(request.keepalive);
      return { ok: true };
    }),
  );
  const rename = async (name: string, keepalive?: boolean) =>
    call(renameRoom, { params: { room: "a" }, query: {}, body: { name } }, undefined, keepalive ? { keepalive } : {});
  await rename("kurz");
  await rename("kurz", true);
  await rename("x".repeat(70_000), true);
  expect(outlives).toEqual([false, true, false]);
});

test("sends no body and no content type where none is declared", async () => {
  let type: string | null = "";
  network.use(
    reply(readSession, (request) => {
      type = request.headers.get("content-type");
      return session;
    }),
  );
  await call(readSession, {});
  expect(type).toBeNull();
});

test("throws what the server said, with status, code and request id", async () => {
  network.use(fail(readSession, 503, "storage_unavailable", { retryAfterSeconds: 7 }));
  const error = await call(readSession, {}).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(ApiError);
  expect(error).toMatchObject({
    status: 503,
    failure: { code: "storage_unavailable", requestId: "req-1", retryAfterSeconds: 7 },
  });
  expect(isSignedOut(error)).toBe(false);
});

test("knows a 401 as signed out", async () => {
  network.use(fail(readSession, 401, "signed_out"));
  expect(isSignedOut(await call(readSession, {}).catch((caught: unknown) => caught))).toBe(true);
});

test.each([
  [
    "a proxy's page",
    () => new HttpResponse("<h1>Bad Gateway</h1>", { status: 502, headers: { "content-type": "text/html" } }),
    502,
  ],
  ["a page with status 200", () => HttpResponse.html("<title>Sign in</title>"), 200],
  ["broken JSON", () => new HttpResponse("{", { status: 500, headers: { "content-type": "application/json" } }), 500],
  ["JSON of somebody else", () => HttpResponse.json({ error: "no" }, { status: 500 }), 500],
  ["a redirect", () => new HttpResponse(null, { status: 302, headers: { location: "/elsewhere" } }), 0],
  ["no network", () => HttpResponse.error(), 0],
] as const)("calls %s an unreachable portal", async (_, answer, status) => {
  network.use(http.get(readSession.path, answer));
  const error = await call(readSession, {}).catch((caught: unknown) => caught);
  expect(error).toMatchObject({ status, failure: { code: "portal_unreachable", requestId: null } });
  expect(codeOf(error)).toBe("portal_unreachable");
});

test("lets a call that was called off end as such and not as a failure", async () => {
  network.use(http.get(readSession.path, () => delay("infinite")));
  const controller = new AbortController();
  const answer = call(readSession, {}, controller.signal);
  controller.abort(new Error("left"));
  await expect(answer).rejects.toThrow("left");
});
