import { announcementSchema } from "@pforte/shared/contract/admin-live";
import { portalConfigurationSchema, type PortalConfiguration } from "@pforte/shared/contract/portal-configuration";
import { beforeEach, expect, test } from "vitest";
import type { KnownPerson } from "../storage/ports/known-people-store.ts";
import { nothingLive, type LiveNow } from "./live-state.ts";
import type { NavigationMenu } from "./navigation-menu.ts";
import { createNavigation, type Navigation, type NavigationQuestion } from "./navigation.ts";

const link = { de: "https://tool.example.org/" };
const tile = (key: string, change: object = {}) => ({ key, name: { de: key }, icon: "mail", links: link, ...change });
const documentWith = (change: object): PortalConfiguration =>
  portalConfigurationSchema.parse({
    portal: {
      name: { de: "Pforte" },
      organisation: { de: "Amt" },
      support: { name: { de: "Hilfe" } },
      imprint: link,
      privacy: link,
      accessibility: link,
      ...change,
    },
    categories: [
      { key: "first", name: { de: "Erste" }, items: [{ tile: "help" }, { folder: "more" }, { tile: "mail" }] },
      { key: "second", name: { de: "Zweite" }, items: [{ tile: "council" }] },
      { key: "third", name: { de: "Dritte" }, items: [] },
    ],
    folders: [{ key: "more", name: { de: "Mehr" }, tiles: ["wiki", "secret", "help"] }],
    tiles: [
      tile("help", { public: true, name: { de: "Hil\u00ADfe", en: "Help" } }),
      tile("mail", { target: { kind: "same-tab" } }),
      tile("wiki", { target: { kind: "embedded" } }),
      tile("secret", { state: { kind: "hidden" } }),
      tile("council", { groups: ["council"] }),
    ],
  });

const groupsOf: Record<string, readonly string[]> = {
  ines: ["staff", "council"],
  jo: ["council", "staff"],
  tobias: ["staff"],
};
let asked: string[] = [];
let version = 1;
let document: PortalConfiguration;
let navigation: Navigation;
let live: LiveNow;

beforeEach(() => {
  asked = [];
  version = 1;
  document = documentWith({});
  live = nothingLive;
  navigation = createNavigation({
    current: () => ({ version, document, publishedAt: new Date(0), actor: "operator:x", note: "" }),
    people: {
      async find(username) {
        asked.push(username);
        const groups = groupsOf[username];
        const owner = { issuer: "https://id.example.org", subject: username };
        const person: KnownPerson = { owner, username, name: username, groups: groups ?? [], seenAt: new Date(0) };
        return groups === undefined ? null : person;
      },
    },
    live: () => live,
    publicOrigin: "https://portal.example.org",
    bases: [],
    anonymousAccess: false,
  });
});

const answer = async (username: string | null, change: Partial<NavigationQuestion> = {}) =>
  navigation.answer({ form: "menu", isTrusted: true, username, language: "de", base: null, ...change });
const entriesOf = async (username: string | null, change: Partial<NavigationQuestion> = {}) => {
  // The menu that this very service has drawn.
  const menu = JSON.parse((await answer(username, change)).bytes.toString()) as NavigationMenu;
  return menu.categories.map(({ identifier, entries }) => [
    identifier,
    entries.map((entry) => entry.identifier).join(" "),
  ]);
};

test("folders stand open where they were, each tile once, and what has no entries is not there", async () => {
  expect(await entriesOf("ines")).toEqual([
    ["first", "help wiki mail"],
    ["second", "council"],
  ]);
  expect(await entriesOf("tobias")).toEqual([["first", "help wiki mail"]]);
});

test("a trusted tool hears the public menu for nobody; others only where the portal shows something before sign-in", async () => {
  expect(await entriesOf(null)).toEqual([["first", "help"]]);
  expect(await entriesOf("stranger")).toEqual([["first", "help"]]);
  expect(await entriesOf(null, { isTrusted: false })).toEqual([]);
});

test("only the configured tiles are told, where there are any", async () => {
  document = documentWith({ navigation: { tiles: ["mail", "council"] } });
  expect(await entriesOf("ines")).toEqual([
    ["first", "mail"],
    ["second", "council"],
  ]);
});

test("a tile inside the portal leads to its page there, and no entry takes the place of the tool's own page", async () => {
  const { bytes } = await answer("tobias", { language: "en" });
  expect(JSON.parse(bytes.toString())).toEqual({
    categories: [
      {
        identifier: "first",
        display_name: "Erste",
        entries: [
          ["help", "Help", "https://tool.example.org/"],
          ["wiki", "wiki", "https://portal.example.org/app/wiki"],
          ["mail", "mail", "https://tool.example.org/"],
        ].map(([identifier, name, address]) => ({
          identifier,
          icon_url: "https://portal.example.org/icons/family/mail.svg",
          display_name: name,
          link: address,
          target: "_blank",
          keywords: {},
        })),
      },
    ],
  });
});

test("a body is drawn once for all of the same groups, and anew when something is published", async () => {
  const first = await answer("ines");
  expect(await answer("jo")).toBe(first);
  expect(await answer("ines")).toBe(first);
  expect(await answer("ines", { language: null })).toBe(first);
  expect((await answer("tobias")).etag).not.toBe(first.etag);
  document = documentWith({ navigation: { tiles: ["mail"] } });
  expect(await answer("ines")).toBe(first);
  version = 2;
  expect((await answer("ines")).etag).not.toBe(first.etag);
});

test("bodies that were drawn take a bounded room, however many people they are drawn for", async () => {
  const words = Array.from({ length: 40 }, (_, at) => `${at}${"x".repeat(50)}`);
  const tiles = Array.from({ length: 500 }, (_, at) => tile(`t${at}`, { keywords: { de: words, en: words } }));
  document = { ...document, tiles: documentWith({}).tiles.concat(portalConfigurationSchema.shape.tiles.parse(tiles)) };
  const first = await answer("tobias", { form: "portal" });
  expect(first.bytes.length * 40).toBeGreaterThan(64 * 1024 * 1024);
  expect(await answer("tobias", { form: "portal" })).toBe(first);
  for (let at = 0; at < 40; at += 1) {
    groupsOf[`person-${at}`] = ["staff"];
    await answer(`person-${at}`, { form: "portal" });
  }
  expect(await answer("tobias", { form: "portal" })).not.toBe(first);
});

test("a name is looked up once a minute, whatever its case", async () => {
  await answer("ines");
  await answer("INES");
  expect(asked).toEqual(["ines"]);
});

test("what names a person is never told of another one of the same groups", async () => {
  const nameIn = async (username: string | null) => {
    const body = JSON.parse((await answer(username, { form: "portal" })).bytes.toString()) as { username: unknown };
    return body.username;
  };
  expect([await nameIn("ines"), await nameIn("jo"), await nameIn("stranger"), await nameIn(null)]).toEqual([
    "ines",
    "jo",
    null,
    null,
  ]);
});

test("what is announced now is told to those whom it is for, and to nobody for whom", async () => {
  const announced = (key: string, change: object): LiveNow["announcements"][number] => ({
    item: { kind: "announcement", key, version: 1, body: {}, changedAt: new Date(0), changedBy: { kind: "portal" } },
    revision: 1,
    announcement: announcementSchema.parse({
      key,
      severity: "warning",
      title: { de: key },
      text: { de: "" },
      ...change,
    }),
  });
  const toldTo = async (username: string | null, isTrusted = true) => {
    const { bytes } = await answer(username, { form: "portal", isTrusted });
    const body = JSON.parse(bytes.toString()) as {
      announcements: { name: string; severity: string; allowedGroups: unknown[] }[];
    };
    return body.announcements.map((one) => [one.name, one.severity, ...one.allowedGroups].join(" "));
  };
  expect(await toldTo("ines")).toEqual([]);
  live = {
    ...nothingLive,
    announcements: [announced("move", { public: true }), announced("session", { groups: ["council"] })],
  };
  expect(await toldTo("ines")).toEqual(["move warn", "session warn"]);
  expect(await toldTo("tobias")).toEqual(["move warn"]);
  expect(await toldTo(null)).toEqual(["move warn"]);
  expect(await toldTo(null, false)).toEqual([]);
});
