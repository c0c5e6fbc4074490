import { embeddedHref, readEmbedded } from "@pforte/shared/contract/embedded";
import { linkFindingSchema } from "@pforte/shared/contract/admin-assets";
import type { ConfiguredTile, PortalConfiguration } from "@pforte/shared/contract/portal-configuration";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { names } from "../../test/link-servers.ts";
import type { TestPerson } from "../../test/person.ts";
import { buildTestPortal, type TestPortal } from "../../test/portal.ts";

const embedded = { kind: "embedded" } as const;
const tileOf = (key: string, fields: Partial<ConfiguredTile>): ConfiguredTile => ({
  key,
  name: { de: `Werkzeug ${key}`, en: `Tool ${key}` },
  icon: "tool",
  links: { de: `https://${key}.example.org/start?a=b`, en: `https://${key}.example.com:8443/en` },
  target: embedded,
  groups: [],
  public: false,
  state: { kind: "active" },
  ...fields,
});

function withEmbedded(document: PortalConfiguration): PortalConfiguration {
  const tiles = [
    tileOf("wiki", {}),
    tileOf("shy", {}),
    tileOf("secret", { groups: ["nobody-is-in-this"] }),
    tileOf("hidden", { state: { kind: "hidden" } }),
    tileOf("plain", { target: { kind: "new-tab" } }),
  ];
  return { ...document, tiles: [...document.tiles, ...tiles] };
}

let portal: TestPortal;
let ines: TestPerson;
beforeAll(async () => {
  portal = await buildTestPortal({
    document: withEmbedded,
    overrides: { links: { resolve: names({}), milliseconds: 50 } },
  });
  const checkedAt = new Date().toISOString();
  const finding = {
    address: "https://shy.example.org/start?a=b",
    checkedAt,
    state: "reachable",
    status: 200,
    mayBeFramed: false,
  };
  await portal.portal.storage.administration.links.put(linkFindingSchema.parse(finding));
  ines = await portal.as("ines");
});
afterAll(async () => portal[Symbol.asyncDispose]());

const german = { "accept-language": "de" };
const frameSource = (response: Response) =>
  /(?:^|; )frame-src ([^;]*)/u.exec(response.headers.get("content-security-policy") ?? "")?.[1];

describe("an embedded tile (S36)", () => {
  test("has the tool's own address, its exact origin, and the sandbox of the portal", async () => {
    const reply = await ines.call(readEmbedded, { params: { key: "wiki" } });
    expect(reply).toEqual({
      key: "wiki",
      name: "Werkzeug wiki",
      address: "https://wiki.example.org/start?a=b",
      origin: "https://wiki.example.org",
      mayBeFramed: null,
      sandbox: "allow-scripts allow-same-origin allow-forms allow-popups allow-downloads",
      allow: "clipboard-write; fullscreen",
    });
  });

  test("has a page whose policy frames that one origin, in the language of the page, and nothing else", async () => {
    const page = await ines.get(embeddedHref("wiki"), german);
    expect([page.status, frameSource(page)]).toEqual([200, "https://wiki.example.org"]);
    expect(page.headers.get("content-type")).toContain("text/html");
    expect(page.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    const english = await (await portal.as("tobias")).get(embeddedHref("wiki"), { "accept-language": "en" });
    expect(frameSource(english)).toBe("https://wiki.example.com:8443");
  });

  test("says the same policy when the page is still the one that the browser knows", async () => {
    const page = await ines.get(embeddedHref("wiki"), german);
    const again = await ines.get(embeddedHref("wiki"), { ...german, "if-none-match": page.headers.get("etag") ?? "" });
    expect([again.status, frameSource(again)]).toEqual([304, "https://wiki.example.org"]);
  });

  test("that refuses frames still has its page, which frames nothing and knows it", async () => {
    const page = await ines.get(embeddedHref("shy"), german);
    expect([page.status, frameSource(page)]).toEqual([200, "'none'"]);
    expect(await ines.call(readEmbedded, { params: { key: "shy" } })).toMatchObject({ mayBeFramed: false });
  });

  test.each(["secret", "hidden", "plain", "nothing", "constructor", "%2e%2e%2f"])("is not there as %s", async (key) => {
    const page = await ines.get(`/app/${key}`, german);
    expect([page.status, frameSource(page)]).toEqual([404, "'none'"]);
    const reply = await ines.send("GET", `/api/embedded/${key}`);
    expect(reply.status === 404 || reply.status === 400).toBe(true);
  });

  test("of the portal's own origin is not there", async () => {
    const { configuration, storage } = portal.portal;
    const { document, version } = configuration.current();
    const own = tileOf("own", { links: { de: `${portal.origin}/admin` } });
    await storage.configurations.publish(
      { ...document, tiles: [...document.tiles, own] },
      { actor: "x", note: "x", after: version },
    );
    await expect.poll(() => configuration.current().version).toBe(version + 1);
    expect((await ines.get("/app/own", german)).status).toBe(404);
    await expect(ines.call(readEmbedded, { params: { key: "own" } })).rejects.toMatchObject({ status: 404 });
  });

  test("is for nobody without a session", async () => {
    const page = await portal.nobody.get(embeddedHref("wiki"));
    expect([page.status, page.headers.get("location")]).toEqual([303, "/auth/login?returnTo=%2Fapp%2Fwiki"]);
  });
});

test("pages of administrators may frame the portal itself, every other page nothing (S36)", async () => {
  const katharina = await portal.as("katharina");
  expect(frameSource(await katharina.get("/admin"))).toBe("'self'");
  expect(frameSource(await katharina.get("/admin/tiles/mail"))).toBe("'self'");
  for (const path of ["/", "/inbox", "/files", "/nowhere", "/api/home"]) {
    expect([path, frameSource(await katharina.get(path))]).toEqual([path, "'none'"]);
  }
});
