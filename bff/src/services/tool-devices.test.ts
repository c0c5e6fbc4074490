import { signInByForm } from "@pforte/e2e/world/sign-in-driver";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { startSourcesWorld, type SourcesWorldOptions } from "../../test/sources-world.ts";
import { path } from "#connectors/kit/upstream-path.ts";
import type { ToolDevice } from "#storage/ports/tool-token-store.ts";
import type { Principal } from "#storage/principal.ts";
import { connected } from "./live-sources.ts";
import { toolDevice } from "./tool-device.ts";

type World = Awaited<ReturnType<typeof startSourcesWorld>>;

const whoamiSchema = z.object({ user_id: z.string(), device_id: z.string() });

let world: World;

afterEach(async () => world[Symbol.asyncDispose]());

const start = async (options: SourcesWorldOptions) => void (world = await startSourcesWorld(options));

/** Asks the homeserver who speaks to it. */
async function whoami(principal: Principal, device?: ToolDevice, from = world.sources) {
  const source = from.live.get("chat");
  const ready = source === null ? null : connected(source);
  if (ready === null) throw new Error("The homeserver is not configured.");
  const { http } = from.calls.context(principal, ready, "de", AbortSignal.timeout(15_000), device);
  return http.json(path`/_matrix/client/v3/account/whoami`, whoamiSchema);
}

/** Signs in at the homeserver through the browser, for this device. */
async function connect(principal: Principal, device: ToolDevice, username = principal.username) {
  const wish = { returnTo: "/chat/a", silent: false, device };
  const begun = await world.connect.start(principal, "chat", wish);
  if (begun.kind !== "redirect") throw new Error(`The sign-in did not begin: ${begun.kind}`);
  const { url } = await signInByForm({
    start: begun.address,
    username,
    stopBefore: (each) => each.origin === world.origin,
  });
  return world.connect.finish(principal, "chat", url.pathname.split("/")[5] ?? "", url.searchParams);
}

const names = (user = "@ines:localhost") => world.matrix.devices.of(user).map((device) => device.displayName);
const calls = (end: string) =>
  world.matrix.requests.filter((seen) => seen.method === "POST" && seen.path.endsWith(end)).length;
const ends = ["signed_out", "back_channel", "expired", "replaced", "evicted"] as const;

describe("the chat in the browser", () => {
  beforeEach(async () => start({ accessSeconds: 60 }));

  test("has a device of its own at the homeserver, from its first call on and not before", async () => {
    const ines = await world.signIn("ines");
    const portal = await whoami(ines);
    expect(names()).toEqual(["Pforte"]);
    const page = await whoami(ines, "page");
    expect(names()).toEqual(["Pforte", "Pforte (Chat)"]);
    expect(portal.user_id).toBe(page.user_id);
    expect(portal.device_id).toMatch(/^PFORTE-[0-9A-F]{20}$/u);
    expect(page.device_id).toMatch(/^PFORTE-PAGE-[0-9A-F]{20}$/u);
    expect(page.device_id.slice(-20)).not.toBe(portal.device_id.slice(-20));
    expect(await whoami(ines, "portal")).toEqual(portal);
    expect(calls("/login")).toBe(2);
  });

  test("obtains its device once, however many replicas and requests need it at the same time", async () => {
    const ines = await world.signIn("ines");
    const other = await world.replica();
    const everybody = await Promise.all(
      Array.from({ length: 20 }, async (_, index) =>
        whoami(ines, index % 4 < 2 ? "page" : "portal", index % 2 === 0 ? world.sources : other.sources),
      ),
    );
    expect(new Set(everybody.map((each) => each.device_id)).size).toBe(2);
    expect(calls("/login")).toBe(2);
  });

  test("refreshes its token without touching the one of the portal, and the other way round", async () => {
    const ines = await world.signIn("ines");
    await whoami(ines);
    const before = async (device: ToolDevice) =>
      world.storage.toolTokens.find({ sessionHash: ines.sessionHash, source: "chat", device });
    const portal = await before("portal");
    world.passTime(20_000);
    await whoami(ines, "page");
    world.passTime(11_000);
    await whoami(ines);
    expect([await before("page"), calls("/refresh"), calls("/login")]).toMatchObject([{ version: 1 }, 1, 2]);
    expect((await before("portal"))?.version).toBe((portal?.version ?? 0) + 1);
    world.passTime(20_000);
    await whoami(ines, "page");
    expect([(await before("page"))?.version, calls("/refresh"), calls("/login")]).toEqual([2, 2, 2]);
    expect((await whoami(ines)).device_id).not.toBe((await whoami(ines, "page")).device_id);
  });

  test("signs in anew on its own when the homeserver ended its device, which the portal's survives", async () => {
    const ines = await world.signIn("ines");
    const portal = await whoami(ines);
    const page = await whoami(ines, "page");
    world.matrix.devices.end((each) => each.id === page.device_id);
    expect(await whoami(ines, "page")).toEqual(page);
    expect(await whoami(ines)).toEqual(portal);
    expect(calls("/login")).toBe(3);
  });

  test.each(ends)("takes both devices along when the session ends (%s)", async (because) => {
    const [here, there] = [await world.signIn("ines"), await world.signIn("ines")];
    for (const each of [here, there]) await Promise.all([whoami(each), whoami(each, "page")]);
    expect(names()).toHaveLength(4);
    await world.signOut(here, because);
    expect(names().toSorted()).toEqual(["Pforte", "Pforte (Chat)"]);
    expect((await whoami(there, "page")).user_id).toBe("@ines:localhost");
    await expect(whoami(here, "page")).rejects.toMatchObject({ reason: "sign_in_required" });
    await world.signOut(there, because);
    expect(names()).toEqual([]);
    expect(await world.database.query("select 1 from tool_tokens")).toEqual([]);
  });

  test("has a token that cannot be taken for the portal's, nor the other way round", async () => {
    const ines = await world.signIn("ines");
    const [portal, page] = [await whoami(ines), await whoami(ines, "page")];
    await world.database.query(
      "update tool_tokens t set sealed = o.sealed from tool_tokens o where o.session_hash = t.session_hash and o.source <> t.source",
    );
    expect(await Promise.all([whoami(ines), whoami(ines, "page")])).toEqual([portal, page]);
    expect(calls("/login")).toBe(4);
  });

  test("is refused the account of another person, which leaves the portal's device as it is", async () => {
    const ines = await world.signIn("ines");
    await whoami(ines);
    world.matrix.intercept((seen, response) => {
      if (seen.method !== "POST" || !seen.path.endsWith("/v3/login")) return false;
      const grant = world.matrix.devices.signIn("@tobias:localhost", "FOREIGN", "x", true, null);
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(grant));
      return true;
    });
    await expect(whoami(ines, "page")).rejects.toMatchObject({ reason: "forbidden", code: "other_person" });
    await expect.poll(() => names("@tobias:localhost")).toEqual([]);
    expect((await whoami(ines)).user_id).toBe("@ines:localhost");
  });
});

describe("the chat at a homeserver with single sign-on only", () => {
  beforeEach(async () => start({ flows: ["sso"] }));

  test("asks for a sign-in of its own, which the portal's does not replace", async () => {
    const ines = await world.signIn("ines");
    expect(await connect(ines, "portal")).toMatchObject({ kind: "connected" });
    await expect(whoami(ines, "page")).rejects.toMatchObject({ code: "needs_sign_in" });
    expect(names()).toEqual(["Pforte"]);
    expect(await connect(ines, "page")).toEqual({ kind: "connected", returnTo: "/chat/a" });
    expect(names()).toEqual(["Pforte", "Pforte (Chat)"]);
    const devices = [await whoami(ines), await whoami(ines, "page")].map((each) => each.device_id);
    expect(new Set(devices).size).toBe(2);
  });

  test("can be signed in before the card is, which still asks for its own", async () => {
    const ines = await world.signIn("ines");
    await connect(ines, "page");
    expect((await whoami(ines, "page")).device_id).toMatch(/^PFORTE-PAGE-/u);
    await expect(whoami(ines)).rejects.toMatchObject({ code: "needs_sign_in" });
  });

  test.each(ends)("takes both devices along when the session ends (%s)", async (because) => {
    const ines = await world.signIn("ines");
    await connect(ines, "portal");
    await connect(ines, "page");
    await world.signOut(ines, because);
    expect(names()).toEqual([]);
  });

  test("loses both devices when the identity provider ends the person's session, and asks again", async () => {
    const ines = await world.signIn("ines");
    await connect(ines, "portal");
    await connect(ines, "page");
    await world.provider.endPersonSessions(ines.owner.subject);
    await expect.poll(() => names()).toEqual([]);
    await expect(whoami(ines, "page")).rejects.toMatchObject({ code: "needs_sign_in" });
    await connect(ines, "page");
    expect(names()).toEqual(["Pforte (Chat)"]);
  });

  test("is refused another person's account, and that device is signed out again", async () => {
    const ines = await world.signIn("ines");
    await connect(ines, "portal");
    expect(await connect(ines, "page", "tobias")).toMatchObject({ kind: "failed", why: "other_person" });
    expect([names("@tobias:localhost"), names()]).toEqual([[], ["Pforte"]]);
    await expect(whoami(ines, "page")).rejects.toMatchObject({ code: "needs_sign_in" });
  });

  test("is not part of the sign-in at the portal: only the portal's own device comes by itself", async () => {
    const ines = await world.signIn("ines");
    await connect(ines, "page");
    const later = await world.signIn("ines");
    const address = await world.sources.connectChain.afterSignIn(later, "/start");
    expect(address).toBe("/auth/connect/chat?returnTo=%2Fstart&silent=true");
  });
});

test("the portal's device keeps the id that it had before there were two, so that no session leaves one behind", async () => {
  await start({});
  const principal = { ...(await world.signIn("ines")), owner: { issuer: "i", subject: "s" }, sessionHash: "h" };
  const id = (device: ToolDevice) => toolDevice(new Uint8Array(32).fill(7), principal, "chat", device).id;
  expect([id("portal"), id("page")]).toEqual(["PFORTE-D212155AAAC8F7EFD395", "PFORTE-PAGE-209DE24CC5971D9BE148"]);
});
