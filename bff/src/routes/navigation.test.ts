import { Buffer } from "node:buffer";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { send } from "../../test/carry.ts";
import { buildTestPortal, type TestPortal } from "../../test/portal.ts";

const secret = "k3yRing-of-central-Navigation-0815-xYz";
const elsewhere = "https://portal.internal.example.org:8443";
const menuPath = "/univention/portal/navigation.json";

/** What the strictest of the readers checks before it shows anything: one null in a wrong place, and there is no menu at all. */
const strictest = z.object({
  categories: z.array(
    z.object({
      identifier: z.string(),
      display_name: z.string(),
      entries: z.array(
        z.object({
          identifier: z.string(),
          display_name: z.string(),
          icon_url: z.string().nullable(),
          link: z.string(),
          target: z.string(),
          keywords: z.record(z.string(), z.string()),
        }),
      ),
    }),
  ),
});

let portal: TestPortal;
let ahead = 0;
beforeAll(async () => {
  portal = await buildTestPortal({
    overrides: { now: () => new Date(Date.now() + ahead) },
    secrets: { navigationSecret: secret },
    config: { anonymousAccess: true, navigationBases: [elsewhere] },
    document: (document) => ({
      ...document,
      categories: document.categories.map((category) =>
        category.key === "communication" ? { ...category, identifier: "swp.groupware" } : category,
      ),
      tiles: document.tiles.map((tile) => {
        if (tile.key === "mail") {
          const links = { de: "https://groupware.example.org:8443/appsuite/#app=io.ox/mail" };
          const target = { kind: "named-tab", name: "tab_groupware" } as const;
          return { ...tile, identifier: "swp.groupware_mail", links, target };
        }
        if (tile.key === "help") return { ...tile, public: true, icon: `upload:${"ab".repeat(32)}.svg` };
        return tile.key === "chat" ? { ...tile, target: { kind: "embedded" } as const } : tile;
      }),
    }),
  });
  await Promise.all([portal.as("ines"), portal.as("tobias")]);
  await known(2);
});
afterAll(async () => portal[Symbol.asyncDispose]());

/** What is said of people is written down beside their sign-in. */
const known = async (people: number) =>
  vi.waitUntil(async () => (await portal.database.query("select 1 from known_people")).length === people);
const basic = (username: string, given = secret) => ({
  authorization: `Basic ${Buffer.from(`${username}:${given}`).toString("base64")}`,
});
const ask = async (query: string, headers: Record<string, string> = {}) =>
  send(`${portal.origin}${menuPath}${query}`, "GET", headers);

async function menu(query: string, headers: Record<string, string> = {}) {
  const response = await ask(query, headers);
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("application/json; charset=utf-8");
  const { categories } = strictest.parse(await response.json());
  const entries = categories.flatMap((category) => category.entries);
  const find = (identifier: string) => entries.find((entry) => entry.identifier === identifier);
  return { categories, entries, find, names: entries.map((entry) => entry.display_name) };
}

describe("the menu of other tools, as each of them asks for it", () => {
  it("the groupware asks in lower case and finds its own tab again", async () => {
    const { categories, find } = await menu("?language=de-de", basic("ines"));
    expect(categories[0]).toMatchObject({ identifier: "swp.groupware", display_name: "Kommunikation" });
    expect(find("swp.groupware_mail")).toEqual({
      identifier: "swp.groupware_mail",
      icon_url: `${portal.origin}/icons/family/mail.svg`,
      display_name: "Mail",
      link: "https://groupware.example.org:8443/appsuite/#app=io.ox/mail",
      target: "tab_groupware",
      keywords: { de_DE: "E-Mail, Post, Posteingang", en_US: "e-mail, inbox, post" },
    });
  });

  it("the chat asks for the bare language", async () => {
    expect((await menu("?language=de", basic("ines"))).names).toContain("Dateien");
    expect((await menu("?language=en", basic("ines"))).names).toContain("Files");
  });

  it("the file share asks with Basic, with Bearer beside a name, and in older releases for `lang`", async () => {
    const expected = await menu("?language=de-DE", basic("ines"));
    const bearer = { authorization: `Bearer ${secret}`, "x-ucs-username": "ines" };
    expect(await menu("?lang=de_DE", bearer)).toMatchObject({ categories: expected.categories });
    expect(expected.names).toContain("Dateien");
  });

  it("the project tool asks in the three languages of its people, and gets the portal's where there is no such", async () => {
    const [german, english, french] = await Promise.all(
      ["de-DE", "en-US", "fr-FR"].map(async (tag) => (await menu(`?language=${tag}`, basic("ines"))).names),
    );
    expect(german).toContain("Dateien");
    expect(english).toContain("Files");
    expect(french).toEqual(german);
  });

  it("the wiki and the operator's curl name the portal's own address as the base", async () => {
    const base = encodeURIComponent(portal.origin);
    const { entries } = await menu(`?base=${base}&language=de-DE`, basic("Ines"));
    expect(entries.map(({ link }) => link)).toContain(`${portal.origin}/app/chat`);
  });

  it("the service between browsers and tools asks for whoever its session names", async () => {
    const { names } = await menu("?language=de-DE", basic("tobias"));
    expect(names).toContain("Mail");
    expect(names).not.toContain("Dateien");
  });
});

describe("the menu", () => {
  it("is the public one without credentials, for a name that nobody has, and without a name (S64)", async () => {
    const questions = [{}, basic("nobody"), basic(""), { authorization: `Bearer ${secret}` }];
    for (const headers of questions) {
      // One after the other: each is a question of its own.
      const { categories } = await menu("?language=de", headers);
      expect(categories.map(({ entries }) => entries.map(({ identifier }) => identifier))).toEqual([["help"]]);
    }
  });

  it.each([
    ["another secret", () => basic("ines", `${secret}x`)],
    ["no secret", () => basic("ines", "")],
    ["another token", () => ({ authorization: "Bearer x", "x-ucs-username": "ines" })],
    ["a scheme that is none", () => ({ authorization: "Digest username=ines" })],
    ["what is no base64", () => ({ authorization: "Basic %%%" })],
  ])("is refused with 401 for %s", async (_what, headers) => {
    const response = await ask("?language=de", headers());
    expect([response.status, response.headers.get("www-authenticate")]).toEqual([
      401,
      'Basic realm="navigation", charset="UTF-8"',
    ]);
    expect(await response.text()).not.toContain("categories");
  });

  it("is nobody's for a browser with a session: a page of another site would read it otherwise", async () => {
    const ines = await portal.as("ines");
    const response = await ines.get(`${menuPath}?language=de`);
    expect(strictest.parse(await response.json()).categories).toHaveLength(1);
  });

  it("puts only the portal's own origins before its links; for any other the portal's", async () => {
    const iconAt = async (base: string) =>
      (await menu(`?base=${encodeURIComponent(base)}`, basic("ines"))).find("help")?.icon_url;
    const file = `/icons/${"ab".repeat(32)}.svg`;
    expect(await iconAt(`${elsewhere}/`)).toBe(`${elsewhere}${file}`);
    for (const base of [
      "https://evil.example",
      "javascript:alert(1)",
      "//evil.example",
      elsewhere.replace(":8443", ""),
    ]) {
      expect(await iconAt(base)).toBe(`${portal.origin}${file}`);
    }
  });

  it("stands folders open in their place, and says nothing of tiles that are not this person's", async () => {
    const { categories } = await menu("?language=de", basic("ines"));
    const applications = categories.find(({ identifier }) => identifier === "applications");
    const { document } = portal.portal.configuration.current();
    const folder = document.folders[0]?.tiles ?? [];
    const shown = applications?.entries.map(({ identifier }) => identifier) ?? [];
    expect(shown.slice(-folder.length)).toEqual(folder);
    expect(shown.length).toBeGreaterThan(folder.length);
  });

  it("is not sent again while it is the same, and is kept by its caller alone", async () => {
    const first = await ask("?language=de", basic("ines"));
    const etag = first.headers.get("etag") ?? "";
    expect(first.headers.get("cache-control")).toBe("private, no-cache");
    expect(first.headers.get("vary")).toBe("Authorization, X-Ucs-Username");
    const again = await ask("?language=de", { ...basic("ines"), "if-none-match": etag });
    expect([again.status, await again.text()]).toEqual([304, ""]);
    const other = await ask("?language=de", { ...basic("tobias"), "if-none-match": etag });
    expect(other.status).toBe(200);
  });
});

describe("the portal as data, for those who still read it", () => {
  const read = async (path: string, headers: Record<string, string> = {}) => {
    const response = await send(`${portal.origin}${path}`, "GET", headers);
    expect(response.status).toBe(200);
    const body: unknown = await response.json();
    return body;
  };
  const portalJson = z.looseObject({
    username: z.string().nullable(),
    entries: z.array(
      z.looseObject({
        dn: z.string(),
        name: z.record(z.string(), z.string()),
        allowedGroups: z.array(z.string()).max(0),
        links: z.array(z.object({ locale: z.enum(["de_DE", "en_US"]), value: z.url() })).min(1),
        target: z.string().nullable(),
      }),
    ),
    folders: z.array(z.looseObject({ dn: z.string(), entries: z.array(z.string()) })),
    categories: z.array(z.looseObject({ dn: z.string(), entries: z.array(z.string()).min(1) })),
    portal: z.looseObject({ content: z.array(z.tuple([z.string(), z.array(z.string())])), ensureLogin: z.boolean() }),
    may_edit_portal: z.literal(false),
    announcements: z.array(z.unknown()),
  });

  it("has for a person what they may see, all of it in lists that fit together, and no groups (S64)", async () => {
    const body = portalJson.parse(await read("/univention/portal/portal.json", basic("tobias")));
    expect(body.username).toBe("tobias");
    const known = new Set([...body.entries, ...body.folders].map(({ dn }) => dn));
    const named = [...body.categories, ...body.folders].flatMap(({ entries }) => entries);
    expect(named.filter((dn) => !known.has(dn))).toEqual([]);
    expect(known).toContain("cn=swp.groupware_mail,cn=entry,cn=portals,cn=univention");
    expect(JSON.stringify(body)).not.toMatch(/files\.example|managed-by-attribute/u);
  });

  it("has for nobody the public tiles only", async () => {
    const body = portalJson.parse(await read("/univention/portal/portal.json"));
    expect(body.username).toBeNull();
    expect(body.entries.map(({ dn }) => dn)).toEqual(["cn=help,cn=entry,cn=portals,cn=univention"]);
  });

  it("says its languages and its name", async () => {
    expect(await read("/univention/languages.json")).toEqual([
      { id: "de-DE", label: "Deutsch", default: true },
      { id: "en-US", label: "English" },
    ]);
    expect(await read("/univention/meta.json")).toEqual({
      fqdn: "localhost",
      title: "Pforte",
      cookieBanner: { show: false },
    });
  });
});

describe("who was not seen for a week", () => {
  it("gets the public menu like anybody who is not known", async () => {
    await portal.as("katharina");
    await known(3);
    ahead = 8 * 24 * 3_600_000;
    // Nobody has asked for her menu before: what was found for a name is believed for a minute.
    const { names } = await menu("?language=de", basic("KATHARINA"));
    ahead = 0;
    expect(names).toHaveLength(1);
  });
});
