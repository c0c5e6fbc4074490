import type { ConfigurationChange } from "@pforte/shared/configuration/difference";
import { expect, test } from "vitest";
import { loadCatalogue } from "#i18n/load-catalogue.ts";
import { createText } from "#i18n/text.ts";
import { joinTopic } from "#i18n/use-text.tsx";
import { differenceText } from "./difference-text.ts";

const files = { key: "files", de: "Dateien", en: "Files" };
const contacts = { key: "contacts", de: "Kontakte", en: null };
const documents = { key: "documents", de: "Dokumente", en: "Documents" };
const talk = { key: "talk", de: "Kommunikation", en: "Communication" };
const office = { key: "office", de: "Büro", en: "Office" };
const first = { in: "category", named: documents, at: 1 } as const;
const third = { in: "category", named: talk, at: 3 } as const;
const inFolder = { in: "folder", named: office, at: 2 } as const;
const changed = { kind: "changed", what: "tile", named: contacts } as const;

async function say(language: "de" | "en", change: ConfigurationChange): Promise<string> {
  const text = createText(language, await loadCatalogue(language), "Europe/Berlin");
  await joinTopic(text, "adminPublish");
  return differenceText(change, text);
}

test.each<[ConfigurationChange, string, string]>([
  [
    { kind: "moved", what: "tile", named: files, from: first, to: third },
    "„Dateien“ verschoben: von Dokumente, Platz 1, nach Kommunikation, Platz 3",
    "“Files” moved: from Documents, position 1, to Communication, position 3",
  ],
  [
    { kind: "moved", what: "tile", named: files, from: first, to: { ...first, at: 4 } },
    "„Dateien“ verschoben: in Dokumente von Platz 1 auf Platz 4",
    "“Files” moved in Documents from position 1 to position 4",
  ],
  [
    { kind: "moved", what: "category", named: talk, from: { ...third, at: 2 }, to: { ...third, at: 1 } },
    "Kategorie „Kommunikation“ verschoben: von Platz 2 auf Platz 1",
    "Category “Communication” moved from position 2 to position 1",
  ],
  [
    { kind: "moved", what: "tile", named: files, from: null, to: inFolder },
    "„Dateien“ eingeordnet: Ordner Büro, Platz 2",
    "“Files” placed: folder Office, position 2",
  ],
  [
    { kind: "moved", what: "tile", named: files, from: inFolder, to: null },
    "„Dateien“ herausgenommen, stand in Ordner Büro, Platz 2",
    "“Files” taken out, was in folder Office, position 2",
  ],
  [
    { kind: "added", what: "tile", named: files, position: third },
    "Kachel „Dateien“ neu: Kommunikation, Platz 3",
    "Tile “Files” added: Communication, position 3",
  ],
  [
    { kind: "removed", what: "category", named: talk, position: third },
    "Kategorie „Kommunikation“ entfernt",
    "Category “Communication” removed",
  ],
  [
    { ...changed, field: "name.en", before: null, after: "Contacts" },
    "Name (Englisch) von „Kontakte“: neu „Contacts“",
    "Name (English) of “Kontakte”: now “Contacts”",
  ],
  [
    { ...changed, field: "links.de", before: "https://a.example/", after: "https://b.example/" },
    "Adresse (Deutsch) von „Kontakte“: bisher „https://a.example/“, jetzt „https://b.example/“",
    "Address (German) of “Kontakte”: was “https://a.example/”, now “https://b.example/”",
  ],
  [
    { ...changed, field: "colour", before: "#aa0000", after: null },
    "Farbe von „Kontakte“: entfernt, war „#aa0000“",
    "Colour of “Kontakte”: removed, was “#aa0000”",
  ],
  [
    { ...changed, field: "groups", before: null, after: "Referat 42" },
    "Sichtbarkeit von „Kontakte“: bisher alle Angemeldeten, jetzt „Referat 42“",
    "Visibility of “Kontakte”: was everybody signed in, now “Referat 42”",
  ],
])("$1 is told in both languages", async (change, de, en) => {
  expect(await say("de", change)).toBe(de);
  expect(await say("en", change)).toBe(en);
});
