import { aConfiguration, aTile } from "@pforte/shared/testing/a-configuration";
import type { LinkFinding } from "@pforte/shared/contract/admin-assets";
import type { PortalConfiguration } from "@pforte/shared/contract/portal-configuration";
import { describe, expect, it } from "vitest";
import { contrastOf } from "./contrast.ts";
import { lintOf } from "./lint.ts";
import type { LintInput } from "./lint-finding.ts";
import { placesOf } from "./configuration-places.ts";

function answers(address: string, more: Partial<LinkFinding> = {}): LinkFinding {
  return { address, checkedAt: "2026-01-01T00:00:00Z", state: "reachable", status: 200, mayBeFramed: true, ...more };
}

/** A document in which there is nothing to find. */
function perfect(): PortalConfiguration {
  const document = aConfiguration();
  const [source] = document.sources;
  return {
    ...document,
    categories: document.categories.map((category) =>
      category.key === "documents"
        ? Object.assign(category, { items: [...category.items, { tile: "chat" }] })
        : category,
    ),
    sources: source === undefined ? [] : [{ ...source, name: { de: "Groupware", en: "Groupware" } }],
  };
}

function lint(change: (document: PortalConfiguration) => void = () => undefined, more: Partial<LintInput> = {}) {
  const document = perfect();
  change(document);
  const links = new Map(placesOf(document).addresses.map(({ text }) => [text, answers(text)]));
  return lintOf({
    document,
    links,
    knownGroups: new Set(["Everyone"]),
    knownPictures: new Set(),
    publicOrigin: "https://portal.example.org",
    kinds: () => null,
    ...more,
  }).map(({ rule, severity, path, facts }) => ({ rule, severity, path, facts }));
}

/** Puts another tile into the place of the mail. */
function mail(more: Parameters<typeof aTile>[1]) {
  return (document: PortalConfiguration) => void document.tiles.splice(0, 1, aTile("mail", more));
}

const branded = (branding: NonNullable<PortalConfiguration["portal"]["branding"]>) => (document: PortalConfiguration) =>
  void Object.assign(document.portal, { branding });
const picture = `upload:${"a".repeat(64)}.svg`;

describe("the linter", () => {
  it("finds nothing where there is nothing", () => {
    expect(lint()).toEqual([]);
  });

  it.each<[string, (document: PortalConfiguration) => void, object]>([
    [
      "a name without English",
      mail({ name: { de: "E-Mail" } }),
      { rule: "missing_language", path: "tiles/mail", facts: { field: "name", language: "en" } },
    ],
    [
      "keywords in English alone",
      mail({ keywords: { en: ["post"] } }),
      { rule: "missing_language", path: "tiles/mail", facts: { field: "keywords", language: "de" } },
    ],
    [
      "a welcome without English",
      branded({ welcome: { de: "Moin" } }),
      { rule: "missing_language", path: "portal/branding", facts: { field: "branding.welcome", language: "en" } },
    ],
    [
      "the name of whom to ask without English",
      (document) => void Object.assign(document.portal.support, { name: { de: "Hilfe" } }),
      { rule: "missing_language", path: "portal/support" },
    ],
    [
      "two tiles of one name",
      mail({ name: { de: "CALENDAR", en: "Mail" } }),
      { rule: "duplicate_name", path: "tiles/calendar", facts: { language: "de", name: "Calendar", other: "mail" } },
    ],
    [
      "two tiles of one name in English alone",
      mail({ name: { de: "E-Mail", en: "Calendar (en)" } }),
      { rule: "duplicate_name", path: "tiles/calendar", facts: { language: "en", other: "mail" } },
    ],
    [
      "a pale colour of a tile",
      mail({ colour: "#ffe680" }),
      { rule: "low_contrast", severity: "warning", path: "tiles/mail", facts: { ratio: "1.1" } },
    ],
    [
      "an accent on which white cannot be read",
      branded({ accent: "#777777" }),
      { rule: "low_contrast", severity: "error", path: "portal/branding", facts: { ratio: "4.4" } },
    ],
    [
      "a background on which text cannot be read",
      branded({ background: { light: "#ffffff", dark: "#bbbbbb" } }),
      { rule: "low_contrast", severity: "error", facts: { field: "branding.background.dark" } },
    ],
    [
      "a link in clear text",
      mail({ links: { de: "http://mail.example.org/" } }),
      { rule: "plain_http", severity: "error", path: "tiles/mail" },
    ],
    [
      "a tile that no known group may see",
      mail({ groups: ["Nobody", "No one"] }),
      { rule: "invisible_tile", path: "tiles/mail", facts: { groups: "Nobody, No one" } },
    ],
    [
      "a group that nobody was seen with",
      mail({ groups: ["Everyone", "Nobody"] }),
      { rule: "unknown_group", path: "tiles/mail", facts: { group: "Nobody" } },
    ],
    [
      "a tile that stands nowhere",
      (document) => void document.tiles.push(aTile("wiki")),
      { rule: "unplaced_tile", path: "tiles/wiki" },
    ],
    [
      "a folder of hidden tiles",
      (document) => {
        document.tiles.forEach((tile) =>
          ["text", "table"].includes(tile.key) ? Object.assign(tile, { state: { kind: "hidden" } }) : tile,
        );
      },
      { rule: "empty_folder", path: "folders/office" },
    ],
    [
      "a category without anything",
      (document) => void document.categories.push({ key: "new", name: { de: "Neu", en: "New" }, items: [] }),
      { rule: "empty_category", path: "categories/new" },
    ],
    [
      "a picture that nobody has",
      mail({ icon: picture }),
      { rule: "missing_picture", severity: "error", path: "tiles/mail", facts: { picture } },
    ],
    [
      "a frame of the portal in itself",
      mail({ target: { kind: "embedded" }, links: { de: "https://portal.example.org/other" } }),
      { rule: "own_origin_frame", severity: "error", path: "tiles/mail" },
    ],
    [
      "a tile that names no source",
      mail({ source: "nothing" }),
      { rule: "broken_reference", severity: "error", path: "tiles/mail" },
    ],
    [
      "a pinned tile that is not there",
      (document) => void document.portal.dock.push("nothing"),
      { rule: "broken_reference", severity: "error", path: "portal/dock" },
    ],
  ])("finds %s, once", (_what, change, expected) => {
    const found = lint(change);
    expect(found).toHaveLength(1);
    expect(found).toMatchObject([expected]);
  });

  it("wants a logo described in both languages, and its picture to be there", () => {
    const logo = branded({ logo: { light: picture, dark: picture, text: { de: "Wappen" } } });
    expect(lint(logo, { knownPictures: new Set([picture]) })).toMatchObject([
      { rule: "missing_alternative_text", path: "portal/branding" },
    ]);
    expect(lint(logo)).toMatchObject([{ rule: "missing_picture" }, { rule: "missing_alternative_text" }]);
  });

  it("asks the kind of each source", () => {
    expect(lint(undefined, { kinds: () => "its settings do not fit" })).toMatchObject([
      {
        rule: "broken_source",
        severity: "error",
        path: "sources/groupware",
        facts: { message: "its settings do not fit" },
      },
    ]);
  });

  it("knows a link that was never asked from one that did not answer and one that the portal may not ask", () => {
    const address = "https://mail.example.org/";
    const known = (finding: LinkFinding | null) =>
      new Map(
        placesOf(perfect()).addresses.flatMap(({ text }) => {
          const found = text === address ? finding : answers(text);
          return found === null ? [] : [[text, found] as const];
        }),
      );
    const rules = [
      null,
      answers(address, { state: "refused" }),
      answers(address, { state: "unreachable", status: 502 }),
    ]
      .map((finding) => lint(undefined, { links: known(finding) }))
      .map((found) => found.map(({ rule, facts }) => [rule, facts.status]));
    expect(rules).toEqual([
      [["unchecked_link", "unknown"]],
      [["unchecked_link", "refused"]],
      [["unreachable_link", "502"]],
    ]);
  });

  it("says when a tool does not let itself be framed, and nothing where that is unknown", () => {
    const embedded = mail({ target: { kind: "embedded" } });
    const linked = (mayBeFramed: boolean | null) => {
      const links = new Map(placesOf(perfect()).addresses.map(({ text }) => [text, answers(text, { mayBeFramed })]));
      return lint(embedded, { links });
    };
    expect(linked(false)).toMatchObject([{ rule: "not_frameable", severity: "warning", path: "tiles/mail" }]);
    expect(linked(null)).toEqual([]);
  });

  it("looks at hidden tiles only for what is broken", () => {
    const hidden = mail({ state: { kind: "hidden" }, groups: ["Nobody"], target: { kind: "embedded" } });
    expect(
      lint(hidden, {
        links: new Map(placesOf(aConfiguration({ tiles: [] })).addresses.map(({ text }) => [text, answers(text)])),
      }).filter(({ path }) => path === "tiles/mail"),
    ).toEqual([]);
  });

  it("gives the same finding the same id, whatever a ratio or a status says today", () => {
    const id = (status: number | null) => {
      const document = perfect();
      const links = new Map(
        placesOf(document).addresses.map(({ text }) => [text, answers(text, { state: "unreachable", status })]),
      );
      return lintOf({
        document,
        links,
        knownGroups: new Set(),
        knownPictures: new Set(),
        publicOrigin: "https://portal.example.org",
        kinds: () => null,
      }).map((finding) => finding.id);
    };
    expect(id(404)).toEqual(id(null));
    expect(new Set(id(404)).size).toBe(id(404).length);
  });

  it("says errors first", () => {
    const found = lint((document) => {
      document.tiles.splice(0, 1, aTile("mail", { name: { de: "M" }, icon: picture }));
    });
    expect(found.map(({ severity }) => severity)).toEqual(["error", "warning"]);
  });
});

describe("contrast", () => {
  it.each([
    ["#000000", "#ffffff", 21],
    ["#ffffff", "#ffffff", 1],
    // Well-known limits of grey on white.
    ["#767676", "#ffffff", 4.54],
    ["#949494", "#ffffff", 3.03],
  ])("of %s to %s is %f", (one, other, ratio) => {
    expect(contrastOf(one, other)).toBeCloseTo(ratio, 2);
    expect(contrastOf(other, one)).toBeCloseTo(ratio, 2);
  });
});
