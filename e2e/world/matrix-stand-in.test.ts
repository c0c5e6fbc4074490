import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { matrixClient } from "./clients.ts";
import { type IdentityProvider, startIdentityProvider } from "./identity-provider.ts";
import { type MatrixStandIn, startMatrixStandIn } from "./matrix-stand-in.ts";
import { tour } from "./sign-in-driver.ts";

type Body = Readonly<Record<string, unknown>>;

describe("the homeserver of the world", () => {
  let time: number;
  let matrix: MatrixStandIn;

  beforeEach(async () => {
    time = Date.parse("2026-03-02T09:00:00Z");
    matrix = await startMatrixStandIn({ issuer: null, now: () => new Date(time), accessSeconds: 60 });
  });

  afterEach(async () => matrix.close());

  const call = async (token: string | null, method: string, path: string, body?: Body) => {
    const response = await fetch(`${matrix.address}/_matrix/client${path}`, {
      method,
      headers: token === null ? {} : { authorization: `Bearer ${token}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    // Every answer of this API is a JSON object.
    return { status: response.status, headers: response.headers, body: (await response.json()) as Body };
  };

  const signIn = (user: string) => {
    const grant = matrix.devices.signIn(`@${user}:localhost`, "DEVICE", "Test", true, null);
    return { access: grant.access_token, refresh: "refresh_token" in grant ? grant.refresh_token : "" };
  };

  test("ends a refresh token only when the access token that came for it is used", async () => {
    const { refresh } = signIn("ines");
    const first = await call(null, "POST", "/v3/refresh", { refresh_token: refresh });
    const second = await call(null, "POST", "/v3/refresh", { refresh_token: refresh });
    expect([first.status, second.status]).toEqual([200, 200]);
    await call(String(second.body["access_token"]), "GET", "/v3/account/whoami");
    const third = await call(null, "POST", "/v3/refresh", { refresh_token: refresh });
    expect(third).toMatchObject({ status: 403, body: { errcode: "M_FORBIDDEN" } });
    expect(await call(null, "POST", "/v3/refresh", { refresh_token: "made-up" })).toMatchObject({ status: 401 });
  });

  test("logs an expired token out softly and an unknown one for good", async () => {
    const { access } = signIn("ines");
    time += 61_000;
    const expired = await call(access, "GET", "/v3/sync");
    expect(expired).toMatchObject({ status: 401, body: { errcode: "M_UNKNOWN_TOKEN", soft_logout: true } });
    const unknown = await call("syt_none", "GET", "/v3/sync");
    expect(unknown).toMatchObject({ status: 401, body: { errcode: "M_UNKNOWN_TOKEN", soft_logout: false } });
    expect(await call(null, "GET", "/v3/sync")).toMatchObject({ status: 401, body: { errcode: "M_MISSING_TOKEN" } });
  });

  test("ends all tokens of a device with it", async () => {
    const [one, other] = [signIn("ines"), signIn("ines")];
    expect((await call(one.access, "POST", "/v3/logout", {})).status).toBe(200);
    expect((await call(other.access, "GET", "/v3/account/whoami")).status).toBe(401);
    expect((await call(null, "POST", "/v3/refresh", { refresh_token: other.refresh })).status).toBe(401);
  });

  test("takes the same transaction of a device as one message", async () => {
    const room = matrix.homeserver.createRoom({ name: "Raum", members: ["ines", "deniz"] });
    const { access } = signIn("ines");
    const send = async (transaction: string) => {
      const path = `/v3/rooms/${encodeURIComponent(room)}/send/m.room.message/${transaction}`;
      return (await call(access, "PUT", path, { msgtype: "m.text", body: "Hallo" })).body["event_id"];
    };
    const [first, again, second] = [await send("t1"), await send("t1"), await send("t2")];
    expect(again).toBe(first);
    expect(second).not.toBe(first);
  });

  test("lets nobody into a room who is not in it", async () => {
    const room = matrix.homeserver.createRoom({ name: "Raum", members: ["deniz"] });
    const { access } = signIn("ines");
    const path = `/v3/rooms/${encodeURIComponent(room)}`;
    expect((await call(access, "PUT", `${path}/send/m.room.message/t1`, { body: "x" })).status).toBe(403);
    expect((await call(access, "POST", `${path}/join`, {})).status).toBe(403);
    expect((await call(access, "GET", "/v3/sync")).body["rooms"]).toBeUndefined();
  });

  test("asks for patience in the header and in the body", async () => {
    matrix.rateLimit({ milliseconds: 2500 });
    const limited = await call(null, "GET", "/versions");
    expect(limited).toMatchObject({ status: 429, body: { errcode: "M_LIMIT_EXCEEDED", retry_after_ms: 2500 } });
    expect(limited.headers.get("retry-after")).toBe("3");
  });

  test("limits one kind of calls alone, and uploads by their size", async () => {
    const { access } = signIn("ines");
    matrix.rateLimit({ milliseconds: 1000, only: "search" });
    expect(await call(access, "POST", "/v3/user_directory/search", { search_term: "x" })).toMatchObject({
      status: 429,
    });
    expect(await call(access, "GET", "/v3/joined_rooms")).toMatchObject({ status: 200 });
    matrix.setUploadLimit(10);
    const upload = async (body: string) =>
      fetch(`${matrix.address}/_matrix/media/v3/upload`, {
        method: "POST",
        headers: { authorization: `Bearer ${access}`, "content-type": "text/plain" },
        body,
      });
    expect((await upload("zehn Bytes")).status).toBe(200);
    const refused = await upload("elf Bytes !");
    expect([refused.status, await refused.json()]).toMatchObject([413, { errcode: "M_TOO_LARGE" }]);
  });

  test("is away and comes back at the same address", async () => {
    await matrix.down();
    await expect(call(null, "GET", "/versions")).rejects.toThrow("fetch failed");
    await matrix.up();
    expect((await call(null, "GET", "/versions")).status).toBe(200);
  });
});

describe("the sign-in at the homeserver of the world", () => {
  let provider: IdentityProvider;
  let matrix: MatrixStandIn;
  const secret = "a-secret-of-the-test-that-is-long-enough";

  beforeEach(async () => {
    const draft = await startMatrixStandIn({ issuer: null });
    await draft.close();
    provider = await startIdentityProvider({ clients: [matrixClient(draft.address, secret)] });
    const returnTo = ["http://localhost:9/"];
    matrix = await startMatrixStandIn({ port: draft.port, issuer: provider.issuer, clientSecret: secret, returnTo });
  });

  afterEach(async () => {
    await matrix.close();
    await provider.close();
  });

  const login = async (body: Body) => {
    const response = await fetch(`${matrix.address}/_matrix/client/v3/login`, {
      method: "POST",
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Body };
  };

  test("takes a token of the identity provider for itself alone", async () => {
    const at = Math.floor(Date.now() / 1000);
    const claims = { iss: provider.issuer, aud: "opendesk-matrix", opendesk_username: "Ines", iat: at, exp: at + 60 };
    const sign = async (change: Body) => provider.sign("RS256", {}, { ...claims, ...change });
    const withToken = async (token: string) =>
      login({ type: "org.matrix.login.jwt", token, device_id: "D", refresh_token: true });
    expect(await withToken(await sign({}))).toMatchObject({
      status: 200,
      body: { user_id: "@ines:localhost", device_id: "D" },
    });
    for (const change of [
      { aud: "opendesk-nextcloud" },
      { iss: "http://localhost:9" },
      { exp: at - 60, iat: at - 120 },
    ]) {
      expect(await withToken(await sign(change))).toMatchObject({ status: 403, body: { errcode: "M_FORBIDDEN" } });
    }
    expect((await withToken("made-up")).status).toBe(403);
  });

  test("comes back from single sign-on with a code that works once, without a page only where that is allowed", async () => {
    const start = (returnTo: string) =>
      `${matrix.address}/_matrix/client/v3/login/sso/redirect/oidc-keycloak?redirectUrl=${encodeURIComponent(returnTo)}`;
    const isBack = (url: URL) => url.port === "9";
    const { url } = await tour({ start: start("http://localhost:9/back/x"), username: "ines", stopBefore: isBack });
    const token = url.searchParams.get("loginToken");
    expect(await login({ type: "m.login.token", token })).toMatchObject({
      status: 200,
      body: { user_id: "@ines:localhost" },
    });
    expect(await login({ type: "m.login.token", token })).toMatchObject({ status: 403 });
    const asked = await tour({ start: start("http://elsewhere.example/"), username: "ines", stopBefore: isBack });
    expect(asked.body).toContain("Continue");
  });
});
