import {
  portalConfigurationSchema,
  type ConfiguredTile,
  type PortalConfiguration,
} from "@pforte/shared/contract/portal-configuration";
import { homeSchema } from "@pforte/shared/contract/home";
import { defaultPreferences } from "@pforte/shared/contract/preferences";
import { describe, expect, it } from "vitest";
import { nothingLive } from "./live-state.ts";
import { homeOf, initialsOf, type HomeInput } from "./home.ts";

const address = { de: "https://tool.example.org/de", en: "https://tool.example.org/en" };

function aTile(key: string, changes: Partial<ConfiguredTile> = {}): object {
  return { key, name: { de: `${key}-de`, en: `${key}-en` }, icon: "mail", links: address, ...changes };
}

function aDocument(changes: Partial<Record<keyof PortalConfiguration, unknown>> = {}): PortalConfiguration {
  return portalConfigurationSchema.parse({
    portal: {
      name: { de: "Portal" },
      organisation: { de: "Amt", en: "Office" },
      support: { name: { de: "Hilfe" } },
      imprint: address,
      privacy: address,
      accessibility: address,
      dock: ["secret", "everybody", "grouped"],
    },
    categories: [
      { key: "first", name: { de: "Erste", en: "First" }, items: [{ tile: "everybody" }, { folder: "inner" }] },
      { key: "second", name: { de: "Zweite" }, items: [{ tile: "grouped" }] },
    ],
    folders: [{ key: "inner", name: { de: "Mappe" }, tiles: ["secret", "open"] }],
    tiles: [
      aTile("everybody"),
      aTile("grouped", { groups: ["a", "b"], source: "chat", colour: "#112233" }),
      aTile("secret", { groups: ["nobody"], source: "hidden-source", keywords: { de: ["geheim"] } }),
      aTile("open", { public: true, groups: ["a"] }),
    ],
    sources: [
      { key: "chat", kind: "matrix", name: { de: "Chat" }, address: "https://matrix.example.org" },
      { key: "hidden-source", kind: "matrix", name: { de: "Verborgen" }, address: "https://other.example.org" },
    ],
    ...changes,
  });
}

function home(changes: Partial<HomeInput> = {}, document = aDocument()) {
  return homeOf({
    configuration: { version: 7, document },
    viewer: { name: "Ines Marquardt", isAdministrator: false, groups: ["b"] },
    preferences: defaultPreferences,
    live: nothingLive,
    answers: [],
    language: "de",
    now: new Date("2026-11-23T08:00:00Z"),
    timeZone: "Europe/Berlin",
    release: "1.2.3",
    capabilitiesOf: () => ["chat"],
    ...changes,
  });
}

const keysOf = ({ categories }: ReturnType<typeof home>) =>
  categories.map(({ key, items }) => [
    key,
    items.map((item) => (item.kind === "tile" ? item.tile.key : [item.key, item.tiles.map((tile) => tile.key)])),
  ]);

describe("home", () => {
  it("names an icon of the family by its name, and an uploaded picture by its address", () => {
    const icon = `upload:${"a".repeat(64)}.webp`;
    const document = aDocument({
      tiles: [aTile("everybody", { icon }), aTile("grouped", { groups: ["b"] })],
      folders: [],
    });
    const icons = home({}, document).categories.flatMap(({ items }) =>
      items.map((item) => (item.kind === "tile" ? item.tile.icon : null)),
    );
    expect(icons).toEqual([`/icons/${"a".repeat(64)}.webp`, "mail"]);
  });

  it("shows the tiles of any of the person's groups, in the configured order, and nothing else", () => {
    expect(keysOf(home())).toEqual([
      ["first", ["everybody", ["inner", ["open"]]]],
      ["second", ["grouped"]],
    ]);
  });

  it("mentions a tile that the person may not see nowhere, nor its folder mates' source", () => {
    const text = JSON.stringify(home());
    for (const hidden of ["secret", "geheim", "hidden-source", "Verborgen", "nobody"]) {
      expect(text).not.toContain(hidden);
    }
  });

  it("drops folders and categories of which nothing is left", () => {
    const empty = home({ viewer: { name: "T", isAdministrator: false, groups: [] } });
    expect(keysOf(empty)).toEqual([["first", ["everybody", ["inner", ["open"]]]]]);
    const document = aDocument({ folders: [{ key: "inner", name: { de: "Mappe" }, tiles: ["secret"] }] });
    expect(keysOf(home({}, document))[0]).toEqual(["first", ["everybody"]]);
  });

  it("shows public tiles only, no person and no source, without a session", () => {
    const anonymous = home({ viewer: null });
    expect(keysOf(anonymous)).toEqual([["first", [["inner", ["open"]]]]]);
    expect(anonymous).toMatchObject({ person: null, sources: [], dock: [] });
  });

  it("never shows a hidden tile, not even a public one", () => {
    const hidden = { kind: "hidden" } as const;
    const document = aDocument({
      tiles: [aTile("everybody", { state: hidden, public: true }), aTile("grouped"), aTile("open"), aTile("secret")],
    });
    expect(JSON.stringify(home({}, document))).not.toContain("everybody");
  });

  it("keeps the configured dock until the person has one of their own, and only what they see of either", () => {
    expect(home()).toMatchObject({ dock: ["everybody", "grouped"], dockIsOwn: false });
    const own = home({ preferences: { ...defaultPreferences, dock: ["secret", "grouped", "gone", "grouped"] } });
    expect(own).toMatchObject({ dock: ["grouped"], dockIsOwn: true });
    expect(home({ preferences: { ...defaultPreferences, dock: [] } })).toMatchObject({ dock: [], dockIsOwn: true });
  });

  it("speaks one language and falls back to German, while the filter knows the words of all", () => {
    const english = home({ language: "en" });
    const [category] = english.categories;
    expect([category?.name, english.portal.organisation, english.portal.name]).toEqual(["First", "Office", "Portal"]);
    const [item] = category?.items ?? [];
    expect(item).toMatchObject({
      kind: "tile",
      tile: { name: "everybody-en", href: address.en, terms: ["everybody-de", "everybody-en"] },
    });
  });

  it("offers the sources behind visible tiles with what they can feed", () => {
    expect(home().sources).toEqual([{ key: "chat", name: "Chat", capabilities: ["chat"] }]);
    expect(home({ viewer: { name: "T", isAdministrator: false, groups: [] } }).sources).toEqual([]);
  });

  it("fits the contract", () => {
    expect(homeSchema.parse(home())).toEqual(home());
  });
});

describe("initials", () => {
  it.each([
    ["Ines Marquardt", "IM"],
    ["  Anna  Maria   von Öhlen ", "AÖ"],
    ["Cher", "C"],
    ["(extern) élodie", "EÉ"],
    ["", ""],
  ])("of %j are %j", (name, initials) => {
    expect(initialsOf(name)).toBe(initials);
  });
});
