import { signInByForm, tour } from "@pforte/e2e/world/sign-in-driver";
import { listChatRooms } from "@pforte/shared/contract/chat";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { carry } from "../../test/carry.ts";
import { startChatPortal } from "../../test/chat-portal.ts";

type World = Awaited<ReturnType<typeof startChatPortal>>;
type Person = Awaited<ReturnType<World["portal"]["as"]>>;

describe("the sign-in at a homeserver through the browser", () => {
  let world: World;
  let ines: Person;

  beforeEach(async () => {
    world = await startChatPortal("sso");
    ines = await world.portal.as("ines");
  });

  afterEach(async () => world[Symbol.asyncDispose]());

  const connect = async (username: string, path = "/auth/connect/chat") =>
    signInByForm({ start: `${world.portal.origin}${path}`, username, jar: ines.jar, carry });
  const outcome = async () => (await ines.call(listChatRooms, { query: {} })).sources[0]?.outcome;

  test("leads there and back to the page that asked, and leaves no code in an address that is kept", async () => {
    expect(await outcome()).toEqual({ state: "needs_sign_in", connect: "/auth/connect/chat" });
    const start = await ines.get("/auth/connect/chat?returnTo=/");
    expect(start.status).toBe(303);
    expect(start.headers.get("cache-control")).toBe("no-store");
    expect(start.headers.get("referrer-policy")).toBe("no-referrer");
    const end = await connect("ines");
    expect(end.url.href).toBe(`${world.portal.origin}/`);
    expect(end.response?.status).toBe(200);
    expect((await outcome())?.state).toBe("ok");
    expect(world.portal.logLines.join("")).not.toContain("loginToken");
  });

  test("comes by itself with the next sign-in, once, and then not again", async () => {
    await connect("ines");
    const again = await signInByForm({ start: `${world.portal.origin}/`, username: "ines", carry });
    const visited = again.visited.map((address) => new URL(address).pathname);
    expect(visited.filter((path) => path === "/auth/connect/chat")).toHaveLength(1);
  });

  test("is refused for another person's account, with a page that says so", async () => {
    const end = await connect("tobias");
    expect(end.response?.status).toBe(403);
    expect(end.body).toContain("connect_other_person");
    expect(world.matrix.devices.of("@tobias:localhost")).toEqual([]);
    expect((await outcome())?.state).toBe("needs_sign_in");
  });

  test("fails with a page of its own when the homeserver is away or the way back was made up", async () => {
    const madeUp = await ines.get(`/auth/connect/chat/callback/${"A".repeat(43)}?loginToken=x`);
    expect(madeUp.status).toBe(400);
    expect(await madeUp.text()).toContain("connect_failed");
    await world.matrix.down();
    const away = await ines.get(`/auth/connect/chat`);
    expect([303, 502]).toContain(away.status);
    for (const path of ["/auth/connect/none", "/auth/connect/none/callback/x", "/auth/connect/..%2f"]) {
      expect((await ines.get(path)).status).toBeGreaterThanOrEqual(400);
    }
  });

  test("that failed leads home, and not at once into the same sign-in again", async () => {
    const madeUp = await ines.get(`/auth/connect/chat/callback/${"A".repeat(43)}?loginToken=x`);
    const page = await madeUp.text();
    expect(page).toMatch(/href="\/"|"retry":"\/"/u);
    expect(page).not.toContain("/auth/connect/");
  });

  test.each(["https://evil.example/", "//evil.example", "/\\evil.example", "/.//evil.example", "javascript:alert(1)"])(
    "does not come back to %s",
    async (returnTo) => {
      const end = await connect("ines", `/auth/connect/chat?${new URLSearchParams({ returnTo }).toString()}`);
      expect(end.url.href).toBe(`${world.portal.origin}/`);
    },
  );

  test("asks for the portal's own sign-in first", async () => {
    const stranger = await tour({ start: `${world.portal.origin}/auth/connect/chat`, carry });
    expect(stranger.url.origin).toBe(new URL(world.portal.identityProvider.issuer).origin);
    expect(world.matrix.requests.filter((seen) => seen.path.includes("/sso/redirect"))).toEqual([]);
  });
});
