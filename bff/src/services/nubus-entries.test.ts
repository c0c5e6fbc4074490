import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { importNubus } from "./nubus-import.ts";

const publicOrigin = "https://portal.example.org";
const options = {
  base: "https://old.example.org/univention/portal/",
  readIcon: null,
  groups: null,
  publicOrigin,
  timeZone: "Europe/Berlin",
};

async function imported(data: unknown, more: Partial<Parameters<typeof importNubus>[1]> = {}) {
  const result = await importNubus(data, { ...options, ...more });
  if (result === null) throw new Error("It is no portal.");
  return { ...result, document: parse(result.file) };
}

describe("moving in from Nubus", () => {
  const dn = (name: string, type = "entry") => `cn=${name},cn=${type},cn=portals,cn=univention,dc=example,dc=org`;
  const entry = (name: string, more: object = {}) => ({
    dn: dn(name),
    name: { de_DE: name },
    description: [],
    keywords: [],
    links: [{ locale: "de_DE", value: `https://${name.toLowerCase().replaceAll(/[^a-z]/gu, "")}.example.org:8443/a` }],
    allowedGroups: [],
    linkTarget: "newwindow",
    ...more,
  });
  const portalOf = (entries: object[], more: object = {}) => ({
    portal: { name: { en_US: "Portal" }, categories: [dn("c", "category")], defaultLinkTarget: "newwindow" },
    entries,
    folders: [],
    categories: [
      {
        dn: dn("c", "category"),
        display_name: { de_DE: "C" },
        entries: entries.map((one) => ("dn" in one ? one.dn : "")),
      },
    ],
    announcements: [],
    ...more,
  });
  const tile = async (more: object, settings: Partial<Parameters<typeof importNubus>[1]> = {}) => {
    const { document, report } = await imported(portalOf([entry("one", more)]), settings);
    return { tile: document.tiles[0], report };
  };

  it.each<[string, object, object]>([
    [
      "its name in other systems",
      { dn: dn("swp.groupware_mail") },
      { key: "swp-groupware-mail", identifier: "swp.groupware_mail" },
    ],
    ["the name of its tab", { target: "tab_groupware" }, { target: { kind: "named-tab", name: "tab_groupware" } }],
    ["a frame", { linkTarget: "embedded" }, { target: { kind: "embedded" } }],
    ["the same window", { linkTarget: "samewindow" }, { target: { kind: "same-tab" } }],
    ["that it is off", { activated: false }, { state: { kind: "hidden" } }],
    ["that everybody sees it", { anonymous: true }, { public: true }],
    ["its groups by their names", { allowedGroups: [String.raw`cn=A\, B,cn=groups,dc=x`] }, { groups: ["A, B"] }],
    ["its colour", { backgroundColor: "#1D4D8C" }, { colour: "#1d4d8c" }],
    ["a port in its link", {}, { links: { de: "https://one.example.org:8443/a" } }],
  ])("keeps of an entry %s", async (_what, more, expected) => {
    expect((await tile(more)).tile).toMatchObject(expected);
  });

  it.each<[string, object, RegExp]>([
    [
      "a relative link without the portal's address",
      { links: [{ locale: "de_DE", value: "/x" }] },
      /entry one: no address can be used \(\/x\)/u,
    ],
    [
      "an address that is none of the web",
      { links: [{ locale: "de_DE", value: "javascript:1" }] },
      /entry one: no address can be used/u,
    ],
    [
      "a link in clear text",
      { links: [{ locale: "de_DE", value: "http://one.example.org/" }] },
      /called by https from now on/u,
    ],
    ["a colour in words", { backgroundColor: "red" }, /background colour red of entry one/u],
    ["a way to open that nobody knows", { linkTarget: "hologram" }, /linkTarget hologram is unknown/u],
    ["a tab of an impossible name", { target: "a b" }, /a tab cannot be called a b/u],
    ["a field that nobody knows", { sparkle: true }, /sparkle of one: it is not known here/u],
    ["an entry that cannot be read", { links: "nothing" }, /one \(entries\): links/u],
    [
      "a module of the management console",
      { dn: "umc:module:users:users/self" },
      /entry umc:module:users:users\/self: it is a module/u,
    ],
    ["an entry without German", { name: { en_US: "One" } }, /name of entry one: there is no German/u],
  ])("names %s", async (_what, more, line) => {
    const { report } = await tile(more, { base: null });
    expect(report).toMatch(line);
  });

  it("opens in a tab what would be the portal itself in a frame", async () => {
    const links = [{ locale: "de_DE", value: "/apps/x" }];
    const { tile: own } = await tile({ linkTarget: "embedded", links }, { base: `${publicOrigin}/univention/portal/` });
    expect(own).toMatchObject({ links: { de: `${publicOrigin}/apps/x` }, target: { kind: "new-tab" } });
  });

  it("names groups that nobody is in, by the server's own list of people", async () => {
    const { report } = await tile(
      { allowedGroups: ["cn=Known,dc=x", "cn=Gone,dc=x"] },
      { groups: { ada: ["cn=known,dc=x"] } },
    );
    expect(report).toContain("entry one: nobody is in its group Gone");
    expect(report).not.toContain("group Known");
  });

  it("flattens folders in folders, and names what the data lacks", async () => {
    const folder = (name: string, entries: string[]) => ({ dn: dn(name, "folder"), name: { de_DE: name }, entries });
    const data = portalOf([entry("one"), entry("two")], {
      categories: {
        c: { dn: dn("c", "category"), display_name: { de_DE: "C" }, entries: [dn("outer", "folder"), dn("nowhere")] },
        d: { dn: dn("unused", "category"), display_name: { de_DE: "D" }, entries: [] },
      },
      folders: [
        folder("outer", [dn("one"), dn("inner", "folder"), dn("lost")]),
        folder("inner", [dn("two"), dn("outer", "folder")]),
      ],
      feature_toggles: { newsfeed: true },
    });
    const { document, report } = await imported(data);
    expect(document.folders).toMatchObject([{ key: "outer", tiles: ["one", "two"] }]);
    for (const line of [
      "folder inner: folders hold no folders",
      `${dn("nowhere")} in category c: the data names it and does not have it`,
      `${dn("lost")} in folder outer: the data names it and does not have it`,
      "category unused: the portal does not show it",
      "feature_toggles (of the portal's data): it is not known here",
    ]) {
      expect(report).toContain(line);
    }
  });

  it("takes announcements in both spellings of their times, days in the portal's own zone", async () => {
    const announcement = (more: object) => ({ name: "move", title: { de_DE: "Umzug" }, message: [], ...more });
    const of = async (more: object) =>
      (await imported(portalOf([], { announcements: [announcement(more)] }))).announcements[0];
    expect(
      await of({ startTime: "2026-07-01", endTime: "2026-12-31", severity: "warn", isSticky: true }),
    ).toMatchObject({
      severity: "warning",
      isSticky: true,
      text: { de: "" },
      from: "2026-06-30T22:00:00.000Z",
      until: "2026-12-31T22:59:59.000Z",
    });
    expect(await of({ visibleFrom: "2026-07-01T10:00:00+02:00", visibleUntil: "2020-01-01" })).not.toHaveProperty(
      "until",
    );
    expect(await of({ needsConfirmation: true })).toMatchObject({ public: false, acknowledgement: {} });
    expect(await of({ allowedGroups: ["cn=Everyone,dc=x"] })).toMatchObject({ public: false, groups: ["Everyone"] });
  });

  it("tells data that is no portal", async () => {
    expect(await importNubus({ hello: 1 }, options)).toBeNull();
  });
});
