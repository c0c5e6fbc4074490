import { gunzipSync } from "node:zlib";
import type { Home, HomeCategory, HomeItem, HomeTile } from "@pforte/shared/contract/home";
import { describe, expect, it } from "vitest";
import { HomePages } from "./home-pages.ts";

const base: Home = {
  version: 1,
  language: "de",
  appearance: "system",
  singleKeyShortcuts: true,
  sendTyping: true,
  sendReadReceipts: true,
  now: "2026-11-23T08:00:00.000Z",
  timeZone: "Europe/Berlin",
  portal: {
    name: "Portal",
    organisation: "Amt",
    support: { name: "Hilfe", phone: null, email: null, href: null },
    imprint: "https://example.org/",
    privacy: "https://example.org/",
    accessibility: "https://example.org/",
    reportBarrier: null,
    help: null,
    logo: null,
    branded: false,
    welcome: null,
    release: "1",
  },
  person: null,
  announcements: [],
  categories: [],
  dock: [],
  dockIsOwn: false,
  sources: [],
};

function inMaintenance(kind: "tile" | "folder", until: string): HomeCategory {
  const tile: HomeTile = {
    key: "mail",
    name: "E-Mail",
    description: null,
    href: "https://mail.example.org/",
    target: { kind: "new-tab" },
    icon: "mail",
    coloured: false,
    source: null,
    maintenance: { text: "Wird erneuert.", until },
    terms: [],
  };
  const item: HomeItem = kind === "tile" ? { kind, tile } : { kind, key: "more", name: "Mehr", tiles: [tile] };
  return { key: "work", name: "Arbeit", items: [item] };
}

function pages(build: string | null = "one", key = new Uint8Array(32)) {
  const drawn: string[] = [];
  const render = async (data: object) => {
    drawn.push(JSON.stringify(data));
    return `<p>${drawn.length}</p>`;
  };
  return { drawn, pages: new HomePages({ render }, key, build) };
}

describe("drawn start pages", () => {
  it("keep their validator through the day and change it with anything else that they show", () => {
    const { pages: one } = pages();
    const etag = one.etagOf("ines", "/", base);
    expect(one.etagOf("ines", "/", { ...base, now: "2026-11-23T22:59:59.000Z" })).toBe(etag);
    const others = [
      // Half past midnight in Berlin is another day, though not yet in UTC.
      one.etagOf("ines", "/", { ...base, now: "2026-11-23T23:30:00.000Z" }),
      one.etagOf("ines", "/", { ...base, version: 2 }),
      one.etagOf("ines", "/", { ...base, dock: ["mail"] }),
      one.etagOf("tobias", "/", base),
      one.etagOf("ines", "/inbox", base),
      pages("two").pages.etagOf("ines", "/", base),
      pages("one", new Uint8Array(32).fill(1)).pages.etagOf("ines", "/", base),
    ];
    expect(new Set([etag, ...others]).size).toBe(8);
    expect(etag).toMatch(/^W\/"[\w-]{27}"$/u);
  });

  it.each(["tile", "folder"] as const)("change their validator when a maintenance ends (in a %s)", (kind) => {
    const { pages: one } = pages();
    const home = (now: string) => ({ ...base, now, categories: [inMaintenance(kind, "2026-11-23T12:00:00+01:00")] });
    const etag = one.etagOf("ines", "/", home("2026-11-23T08:00:00.000Z"));
    expect(one.etagOf("ines", "/", home("2026-11-23T10:59:59.000Z"))).toBe(etag);
    const after = one.etagOf("ines", "/", home("2026-11-23T11:00:00.000Z"));
    expect(after).not.toBe(etag);
    expect(one.etagOf("ines", "/", home("2026-11-23T15:00:00.000Z"))).toBe(after);
  });

  it("are drawn once per person, and never handed to another under the same validator (S48)", async () => {
    const { pages: one, drawn } = pages();
    const first = await one.draw("ines", "/", base, "same");
    expect(await one.draw("ines", "/", base, "same")).toBe(first);
    const other = await one.draw("tobias", "/", base, "same");
    expect([drawn.length, other.plain.toString()]).toEqual([2, "<p>2</p>"]);
    expect(gunzipSync(first.gzip).toString()).toBe(first.plain.toString());
  });

  it("are drawn for the view that was asked for", async () => {
    const { pages: one, drawn } = pages();
    await one.draw("ines", "/inbox", base, one.etagOf("ines", "/inbox", base));
    await one.draw("ines", "/work", base, one.etagOf("ines", "/work", base));
    expect(drawn.map((data) => (JSON.parse(data) as { path: string }).path)).toEqual(["/inbox", "/work"]);
  });

  it("are drawn again after drawing failed", async () => {
    let isBroken = true;
    const render = async () => (isBroken ? Promise.reject(new Error("broken")) : "ok");
    const one = new HomePages({ render }, new Uint8Array(32), "one");
    await expect(one.draw("ines", "/", base, "etag")).rejects.toThrow("broken");
    isBroken = false;
    expect((await one.draw("ines", "/", base, "etag")).plain.toString()).toBe("ok");
  });

  it("are not kept at all while they are developed", () => {
    const { pages: one } = pages(null);
    expect(one.etagOf("ines", "/", base)).not.toBe(one.etagOf("ines", "/", base));
  });
});
