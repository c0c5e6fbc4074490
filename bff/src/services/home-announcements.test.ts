import type { Announcement } from "@pforte/shared/contract/admin-live";
import { portalConfigurationSchema } from "@pforte/shared/contract/portal-configuration";
import { defaultPreferences } from "@pforte/shared/contract/preferences";
import { describe, expect, test } from "vitest";
import type { AnnouncementAnswer, LiveItem } from "#storage/ports/live-store.ts";
import { notesOf } from "./announcement-notes.ts";
import { homeOf } from "./home.ts";
import type { KnownAnnouncement } from "./live-items.ts";
import { type LiveNow, nothingLive } from "./live-state.ts";

const at = new Date("2026-11-23T08:00:00Z");
const links = { de: "https://tool.example.org/" };
const text = (de: string) => ({ de });
const document = portalConfigurationSchema.parse({
  portal: {
    name: text("Portal"),
    organisation: text("Amt"),
    support: { name: text("Hilfe") },
    imprint: links,
    privacy: links,
    accessibility: links,
  },
  categories: [
    {
      key: "all",
      name: text("Alle"),
      items: [{ tile: "mail" }, { tile: "inside" }, { tile: "gone" }, { tile: "closed" }],
    },
  ],
  tiles: [
    {
      key: "mail",
      name: text("Post"),
      icon: "mail",
      links,
      source: "post",
      state: { kind: "maintenance", text: text("lange") },
    },
    { key: "inside", name: text("Innen"), icon: "mail", links, target: { kind: "embedded" } },
    { key: "gone", name: text("Fort"), icon: "mail", links, state: { kind: "hidden" } },
    { key: "closed", name: text("Zu"), icon: "mail", links, groups: ["board"], source: "secret" },
  ],
  sources: ["post", "secret"].map((key) => ({
    key,
    kind: "matrix",
    name: text(key),
    address: "https://m.example.org",
  })),
});

const item = (kind: LiveItem["kind"], key: string, version = 1): LiveItem => ({
  kind,
  key,
  version,
  body: null,
  changedAt: at,
  changedBy: { kind: "portal" },
});

function announced(key: string, changes: Partial<Announcement> = {}, revision = 1): KnownAnnouncement {
  const base: Announcement = {
    key,
    severity: "info",
    title: text(key),
    text: { de: "" },
    groups: [],
    public: false,
    isSticky: false,
  };
  return { item: item("announcement", key), announcement: { ...base, ...changes }, revision };
}

function home(live: Partial<LiveNow>, answers: Omit<AnnouncementAnswer, "at">[] = [], groups: readonly string[] = []) {
  return homeOf({
    configuration: { version: 7, document },
    viewer: { name: "Ines Marquardt", isAdministrator: false, groups },
    preferences: defaultPreferences,
    live: { ...nothingLive, ...live },
    answers: answers.map((one) => ({ ...one, at })),
    language: "de",
    now: at,
    timeZone: "Europe/Berlin",
    release: "1",
    capabilitiesOf: () => ["chat"],
  });
}

const keys = ({ announcements }: ReturnType<typeof home>) => announcements.map(({ key }) => key);
const tiles = ({ categories }: ReturnType<typeof home>) =>
  categories.flatMap(({ items }) => items.flatMap((one) => (one.kind === "tile" ? [one.tile] : one.tiles)));
const maintenances = (...about: readonly string[]) =>
  new Map(about.map((tile) => [tile, { item: item("maintenance", tile), maintenance: { tile, text: text("jetzt") } }]));

describe("what holds now, on the start page", () => {
  test("is said most severe first, then by when it began", () => {
    const announcements = [
      announced("success", { severity: "success" }),
      announced("old", { from: "2026-11-20T08:00:00Z" }),
      announced("danger", { severity: "danger" }),
      announced("new", { from: "2026-11-22T08:00:00Z" }),
      announced("warning", { severity: "warning" }),
    ];
    expect(keys(home({ announcements }))).toEqual(["danger", "warning", "new", "old", "success"]);
  });

  test("is said to any of its groups, until it was answered at this revision as it asks to be", () => {
    const announcements = [
      announced("group", { groups: ["board", "staff"] }),
      announced("duty", { acknowledgement: {} }),
      announced("again", {}, 2),
    ];
    const given = (announcement: string, revision: number, answer: "put_away" | "confirmed") => ({
      announcement,
      revision,
      answer,
    });
    expect(keys(home({ announcements }))).toEqual(["duty", "again"]);
    expect(keys(home({ announcements }, [], ["staff"]))).toEqual(["group", "duty", "again"]);
    const some = [given("duty", 1, "put_away"), given("again", 1, "put_away"), given("group", 1, "put_away")];
    expect(keys(home({ announcements }, some, ["staff"]))).toEqual(["duty", "again"]);
    const all = [...some, given("duty", 1, "confirmed"), given("again", 2, "confirmed")];
    expect(keys(home({ announcements }, all, ["staff"]))).toEqual([]);
  });

  test("leads to its tile as that opens, where this person sees it", () => {
    const announcements = ["inside", "mail", "gone", "closed"].map((tile) => announced(tile, { tile }));
    expect(home({ announcements }).announcements.map(({ tile }) => tile)).toEqual([
      { key: "inside", name: "Innen", href: "/app/inside" },
      { key: "mail", name: "Post", href: "https://tool.example.org/" },
      null,
      null,
    ]);
  });

  test("sets a tile into maintenance before what the document says, and brings no hidden one back", () => {
    expect(
      tiles(home({ maintenances: maintenances("mail", "gone") })).map(({ key, maintenance }) => [
        key,
        maintenance?.text,
      ]),
    ).toEqual([
      ["mail", "jetzt"],
      ["inside", undefined],
    ]);
    expect(tiles(home({})).map(({ maintenance }) => maintenance?.text)).toEqual(["lange", undefined]);
  });

  test("names a source that is off to those alone who have it", () => {
    const sourcesOff = new Map(
      ["post", "secret"].map((source) => [source, { item: item("source_off", source, 3), switch: { source } }]),
    );
    const shown = home({ sourcesOff });
    expect([keys(shown), shown.sources, tiles(shown)[0]?.source]).toEqual([["off:post"], [], "post"]);
    expect(keys(home({ sourcesOff }, [], ["board"]))).toEqual(["off:post", "off:secret"]);
    const putAway = { announcement: "off:post", revision: 3, answer: "put_away" } as const;
    expect(keys(home({ sourcesOff }, [putAway]))).toEqual([]);
    expect(keys(home({ sourcesOff }, [{ ...putAway, revision: 2 }]))).toEqual(["off:post"]);
  });
});

test("its entry in the inbox leads where its tile leads, to the page around an embedded tool as well", () => {
  const hrefs = ["mail", "inside"].map((key) => {
    const tile = document.tiles.find((one) => one.key === key) ?? null;
    const [note] = notesOf({ known: announced("move", { tile: key }), tile, language: "de", timeZone: "UTC", now: at });
    return note?.object?.href;
  });
  expect(hrefs).toEqual([links.de, "/app/inside"]);
});
