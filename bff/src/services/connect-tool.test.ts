import { signInByForm } from "@pforte/e2e/world/sign-in-driver";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startSourcesWorld } from "../../test/sources-world.ts";
import type { Principal } from "#storage/principal.ts";
import type { ConnectWish } from "./connect-tool.ts";

const toStart: ConnectWish = { returnTo: "/start", silent: false, device: "portal" };

type World = Awaited<ReturnType<typeof startSourcesWorld>>;

/** Walks the way of the browser from the portal's redirect to the tool and back to the portal. */
async function walk(world: World, principal: Principal, username: string, wish: Partial<ConnectWish> = {}) {
  const start = await world.connect.start(principal, "chat", { ...toStart, ...wish });
  if (start.kind !== "redirect") throw new Error(`The sign-in did not begin: ${start.kind}`);
  const { url } = await signInByForm({
    start: start.address,
    username,
    stopBefore: (each) => each.origin === world.origin,
  });
  const [, , , source = "", , state = ""] = url.pathname.split("/");
  return { source, state, query: url.searchParams };
}

async function connect(world: World, principal: Principal): Promise<void> {
  const { state, query } = await walk(world, principal, principal.username);
  expect(await world.connect.finish(principal, "chat", state, query)).toMatchObject({ kind: "connected" });
}

describe("a homeserver that only offers single sign-on", () => {
  let world: World;

  beforeEach(async () => {
    world = await startSourcesWorld({ flows: ["sso"] });
  });

  afterEach(async () => world[Symbol.asyncDispose]());

  test("asks once, and shows the rooms after the person signed in there", async () => {
    world.matrix.homeserver.createRoom({ name: "Referat 42", members: ["ines", "deniz"] });
    const ines = await world.signIn("ines");
    const before = await world.rooms(ines);
    expect(before.sources[0]?.outcome).toEqual({ state: "needs_sign_in", connect: "/auth/connect/chat" });
    expect(before.counts).toEqual([{ source: "chat", unread: null, highlights: null }]);
    const { source, state, query } = await walk(world, ines, "ines");
    expect(await world.connect.finish(ines, source, state, query)).toEqual({ kind: "connected", returnTo: "/start" });
    const after = await world.rooms(ines);
    expect(after.sources[0]?.outcome.state).toBe("ok");
    expect(after.rooms.map((room) => room.name)).toEqual(["Referat 42"]);
    expect(await world.storage.people.connectedSources(ines.owner)).toEqual(["chat"]);
  });

  test("takes a code once, and only back into the session that asked for it", async () => {
    const ines = await world.signIn("ines");
    const other = await world.signIn("ines");
    const { state, query } = await walk(world, ines, "ines");
    expect(await world.connect.finish(other, "chat", state, query)).toMatchObject({ kind: "failed" });
    expect(await world.connect.finish(ines, "chat", state, query)).toMatchObject({ kind: "failed" });
    expect(await world.connect.finish(ines, "chat", "A".repeat(43), query)).toMatchObject({ kind: "failed" });
    expect(await world.connect.finish(ines, "chat", "../../x", query)).toMatchObject({ kind: "failed" });
    expect((await world.rooms(ines)).sources[0]?.outcome.state).toBe("needs_sign_in");
  });

  test("refuses the account of another person and signs that device out again", async () => {
    const ines = await world.signIn("ines");
    const { state, query } = await walk(world, ines, "tobias");
    expect(await world.connect.finish(ines, "chat", state, query)).toMatchObject({
      kind: "failed",
      why: "other_person",
    });
    expect(world.matrix.devices.of("@tobias:localhost")).toEqual([]);
    expect(await world.storage.people.connectedSources(ines.owner)).toEqual([]);
    expect((await world.rooms(ines)).sources[0]?.outcome.state).toBe("needs_sign_in");
  });

  test("has one device for a session, however often the person connects", async () => {
    const ines = await world.signIn("ines");
    await connect(world, ines);
    const devices = world.matrix.devices.of("@ines:localhost");
    await connect(world, ines);
    expect(devices).toHaveLength(1);
    expect(world.matrix.devices.of("@ines:localhost")).toEqual(devices);
    expect(devices[0]?.id).toMatch(/^[A-Za-z0-9-]{10,}$/u);
    expect(devices[0]?.displayName).toBe("Pforte");
  });

  test.each(["signed_out", "expired"] as const)(
    "stays connected in one browser when the person's session in another ends (%s)",
    async (because) => {
      const [here, there] = [await world.signIn("ines"), await world.signIn("ines")];
      await connect(world, here);
      await connect(world, there);
      await world.signOut(here, because);
      expect(world.matrix.devices.of("@ines:localhost")).toHaveLength(1);
      world.passTime(3000);
      expect((await world.rooms(there)).sources[0]?.outcome.state).toBe("ok");
      await world.signOut(there, because);
      expect(world.matrix.devices.of("@ines:localhost")).toEqual([]);
    },
  );

  test("includes the sign-in at later sign-ins, once per session, and only while the homeserver answers", async () => {
    const ines = await world.signIn("ines");
    expect(await world.sources.connectChain.afterSignIn(ines, "/start")).toBe("/start");
    const { state, query } = await walk(world, ines, "ines");
    await world.connect.finish(ines, "chat", state, query);
    const later = await world.signIn("ines");
    expect(await world.sources.connectChain.afterSignIn(later, "/start")).toBe(
      "/auth/connect/chat?returnTo=%2Fstart&silent=true",
    );
    expect(await world.sources.connectChain.afterSignIn(later, "/start")).toBe("/start");
    const tobias = await world.signIn("tobias");
    expect(await world.sources.connectChain.afterSignIn(tobias, "/start")).toBe("/start");
  });

  test("leaves a silent homeserver out of the sign-in", async () => {
    const ines = await world.signIn("ines");
    await world.storage.people.setConnected(ines.owner, "chat", true);
    await world.matrix.down();
    world.passTime(11_000);
    const at = performance.now();
    expect(await world.sources.connectChain.afterSignIn(ines, "/start")).toBe("/start");
    expect(performance.now() - at).toBeLessThan(1000);
  });

  test("never lets a sign-in that the portal began by itself stand in the way of the page", async () => {
    const ines = await world.signIn("ines");
    const { state } = await walk(world, ines, "ines", { silent: true });
    const end = await world.connect.finish(ines, "chat", state, new URLSearchParams({ loginToken: "wrong" }));
    expect(end).toEqual({ kind: "failed", why: "failed", silent: true, returnTo: "/start" });
  });

  test("begins nothing for a source that is unknown or needs no sign-in of its own", async () => {
    const ines = await world.signIn("ines");
    expect(await world.connect.start(ines, "files", toStart)).toEqual({ kind: "not_found" });
    world.matrix.offer(["jwt"]);
    world.passTime(61_000);
    expect(await world.connect.start(ines, "chat", toStart)).toEqual({ kind: "not_needed" });
  });

  test("is told by the identity provider when the person's session there ended", async () => {
    const ines = await world.signIn("ines");
    const { state, query } = await walk(world, ines, "ines");
    await world.connect.finish(ines, "chat", state, query);
    expect((await world.rooms(ines)).sources[0]?.outcome.state).toBe("ok");
    await world.provider.endPersonSessions(ines.owner.subject);
    await expect.poll(() => world.matrix.devices.of("@ines:localhost")).toEqual([]);
    world.passTime(3000);
    await expect.poll(async () => (await world.rooms(ines)).sources[0]?.outcome.state).toBe("needs_sign_in");
  });
});
