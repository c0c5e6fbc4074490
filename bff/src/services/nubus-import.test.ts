import { fileURLToPath } from "node:url";
import { differenceOf } from "@pforte/shared/configuration/difference";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { createTestDatabase, type TestDatabase } from "../../test/database.ts";
import { nubusPortal } from "../../test/nubus-portals.ts";
import { quietLog } from "../../test/quiet-log.ts";
import { createStorage } from "../storage/postgres-storage.ts";
import type { Storage } from "../storage/storage.ts";
import { readConfigurationFile } from "./configuration-file.ts";
import { placesOf } from "./configuration-places.ts";
import { createConfigurationFiles } from "./file-service.ts";
import { lintOf } from "./lint.ts";
import { importNubus } from "./nubus-import.ts";

const example = fileURLToPath(new URL("../../../deploy/portal.example.yaml", import.meta.url));
const publicOrigin = "https://portal.example.org";
const by = { actor: { kind: "operator", name: "ada" }, requestId: null } as const;
const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h8v8H0z"/></svg>');
const options = {
  base: "https://old.example.org/univention/portal/",
  readIcon: async (path: string) => (path.endsWith(".svg") ? svg : null),
  groups: null,
  publicOrigin,
  timeZone: "Europe/Berlin",
};

interface Database {
  readonly database: TestDatabase;
  readonly storage: Storage;
  readonly files: ReturnType<typeof createConfigurationFiles>;
}

async function emptyPortal(): Promise<Database> {
  const database = await createTestDatabase();
  const storage = await createStorage({ databaseUrl: database.url, now: () => new Date(), log: quietLog });
  const files = createConfigurationFiles({
    store: storage.administration.drafts,
    configurations: storage.configurations,
    pictures: storage.administration.pictures,
    kinds: () => null,
    publicOrigin,
  });
  return { database, storage, files };
}

async function close({ storage, database }: Database): Promise<void> {
  await storage.close();
  await database[Symbol.asyncDispose]();
}

async function imported(data: unknown, more: Partial<Parameters<typeof importNubus>[1]> = {}) {
  const result = await importNubus(data, { ...options, ...more });
  if (result === null) throw new Error("It is no portal.");
  return { ...result, document: parse(result.file) };
}

const isThere = nubusPortal("frontend.portal.json") !== null;

describe.runIf(isThere)("the incumbent's portals", () => {
  let portal: Database;
  beforeAll(async () => {
    portal = await emptyPortal();
    const first = await readConfigurationFile(example, () => null);
    await portal.storage.configurations.publish(first, { actor: "operator:first-start", note: "first", after: null });
  });
  afterAll(async () => close(portal));

  it.each(["frontend.portal.json", "portal-server.portal.json"] as const)(
    "are taken over and published without an error; exported and applied to an empty database nothing differs: %s",
    async (file) => {
      const { file: text, report } = await imported(nubusPortal(file));
      await portal.files.apply(text, "Umzug", by);
      const published = (await portal.storage.configurations.current())?.document;
      if (published === undefined) throw new Error("Nothing is published.");
      const pictures = placesOf(published).pictures.map((picture) => picture.text);
      const known = await portal.storage.administration.pictures.known(pictures.map((name) => name.slice(7)));
      expect(known.size).toBe(new Set(pictures).size);
      const findings = lintOf({
        document: published,
        links: new Map(),
        knownGroups: new Set(),
        knownPictures: new Set(pictures),
        publicOrigin,
        kinds: () => null,
      });
      expect(findings.filter(({ severity }) => severity === "error")).toEqual([]);

      const exported = (await portal.files.export()) ?? "";
      const other = await emptyPortal();
      try {
        expect(await other.files.apply(exported, "Umzug", by)).toEqual({ version: 1, isChanged: true });
        const there = (await other.storage.configurations.current())?.document;
        expect(there && differenceOf(published, there)).toEqual([]);
        expect(await other.files.export()).toBe(exported);
        expect(await other.files.apply(exported, "noch einmal", by)).toEqual({ version: 1, isChanged: false });
      } finally {
        await close(other);
      }
      expect(report).toMatch(/entry univentionblog as tiles\/univentionblog/u);
    },
  );

  it("stand in the order in which they were shown, each tile in its first place, with what was in menus at the end", async () => {
    const { document, report, announcements } = await imported(nubusPortal("frontend.portal.json"));
    expect(document.portal).toMatchObject({ name: { de: "Univention Portal DE", en: "Univention Portal EN" } });
    expect(document.categories).toEqual([
      {
        key: "domain-service",
        name: { de: "Applikationen", en: "Applications" },
        items: [{ folder: "folder" }],
        identifier: "domain-service",
      },
      {
        key: "domain-admin",
        name: { de: "Verwaltung", en: "Administration" },
        items: [{ tile: "umc-domain" }, { tile: "owncloud-userdoc" }],
        identifier: "domain-admin",
      },
      {
        key: "more-links",
        name: { de: "Weitere Links", en: "More links" },
        items: [{ tile: "self-service-password-change" }, { folder: "certificates" }, { folder: "help" }],
      },
    ]);
    expect(document.folders).toMatchObject([
      { key: "folder", tiles: ["owncloud-admindoc", "univentionblog"] },
      { key: "certificates", tiles: ["root-cert", "certificate-revocation"] },
      { key: "help", tiles: ["univentionforum", "univentionfeedback", "univentionwebsite"] },
    ]);
    const named = (key: string) => document.tiles.find((tile: { key: string }) => tile.key === key);
    expect(named("owncloud-admindoc")).toMatchObject({
      target: { kind: "embedded" },
      icon: expect.stringMatching(/^upload:[0-9a-f]{64}\.svg$/u),
    });
    expect(named("univentionblog")).toMatchObject({
      links: { de: "https://www.univention.de/news/blog-de", en: "https://www.univention.com/news/blog-en" },
      keywords: { de: ["bar"], en: ["foo"] },
      target: { kind: "new-tab" },
      icon: "tool",
    });
    expect(named("self-service-password-change")).toMatchObject({
      links: { de: "https://old.example.org/univention/portal/#/selfservice/passwordchange" },
      groups: ["Domain Users"],
      target: { kind: "same-tab" },
    });
    expect(announcements.map(({ key, severity, public: isPublic }) => [key, severity, isPublic])).toEqual([
      ["test-announcement-a", "info", true],
      ["test-announcement-b", "info", true],
      ["test-announcement-c", "success", true],
      ["test-announcement-d", "warning", true],
      ["test-announcement-e", "danger", true],
    ]);
    for (const line of [
      "name of folder help in fr_FR",
      "name of the portal in fr_FR",
      "./data/icons/univentionblog.png (entry univentionblog): it is not in the folder of icons",
      "further addresses of entry univentionfeedback: https://www.univention.com/feedback/?umc=portal",
      "entry univentionblog: it stands in folder folder and not in category domain-admin as well",
      "user_links (self-service-password-change): there are no such menus",
      "showUmc",
      "ensureLogin (false)",
    ]) {
      expect(report).toContain(line);
    }
  });

  it("lose entries for signing in, and take the best of several addresses", async () => {
    const { document, report } = await imported(nubusPortal("portal-server.portal.json"), {
      groups: nubusPortal("portal-server.groups.json"),
    });
    const named = (key: string) => document.tiles.find((tile: { key: string }) => tile.key === key);
    expect(named("etherpad-lite").links).toEqual({ de: "https://ucs-3058.univention.test/etherpad/" });
    expect(named("umc-domain")).toMatchObject({ public: true });
    expect(named("login-saml")).toBeUndefined();
    expect(report).toContain("entry login-saml: signing in and out is the portal's own");
    expect(report).toContain("entry login-ucs: signing in and out is the portal's own");
    expect(report).toContain("http://10.200.115.10/etherpad/");
    expect(report).not.toContain("nobody is in its group Domain Users");
  });
});
