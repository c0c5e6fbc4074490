import { expect, test } from "vitest";
import { loadCatalogue } from "#i18n/load-catalogue.ts";
import { createText, type PageText } from "#i18n/text.ts";
import { joinTopic } from "#i18n/use-text.tsx";
import { ChatError } from "#matrix/model.ts";
import { aNotice, aText } from "#testing/a-talk.ts";
import { pictureSize } from "./picture-size.ts";
import { largerPicture } from "./picture.tsx";
import { dayLine, deliveryLine, failureLine, noticeLine, oneLine, plainLine, typingLine } from "./talk-texts.ts";

async function texts(language: "de" | "en"): Promise<PageText> {
  const text = createText(language, await loadCatalogue(language), "Europe/Berlin");
  await joinTopic(text, "talk");
  return text;
}
const now = new Date("2026-11-23T09:44:00.000Z");

test.each([
  ["2026-11-23T08:00:00.000Z", "Heute, 23. November", "Today, 23 November"],
  ["2026-11-22T23:30:00.000Z", "Heute, 23. November", "Today, 23 November"],
  ["2026-11-22T08:00:00.000Z", "Gestern, 22. November", "Yesterday, 22 November"],
  ["2026-11-20T08:00:00.000Z", "Freitag, 20. November", "Friday 20 November"],
  ["2025-12-31T08:00:00.000Z", "Mittwoch, 31. Dezember 2025", "Wednesday 31 December 2025"],
])("the day of %s is over its messages as %j, in English %j", async (at, german, english) => {
  expect(dayLine(new Date(at), now, await texts("de"))).toBe(german);
  expect(dayLine(new Date(at), now, await texts("en"))).toBe(english);
});

test("what a message says is one honest line, whatever it is", async () => {
  const text = await texts("de");
  const line = (body: Parameters<typeof plainLine>[0]["body"]): string => plainLine({ body }, text);
  expect(line(aText("eins\n\n  zwei\u202e drei"))).toBe("eins zwei drei");
  expect(line({ kind: "redacted" })).toBe("Diese Nachricht wurde entfernt.");
  expect(line({ kind: "encrypted" })).toBe("Verschlüsselte Nachricht; Pforte kann sie nicht lesen.");
  expect(line({ kind: "other", text: null })).toBe("Diese Nachricht zeigt nur das Chat-Programm.");
  expect(line({ kind: "other", text: "Eine Umfrage" })).toBe("Eine Umfrage");
  expect(line({ kind: "file", name: "a\u202eb.odt", download: null, size: 1, type: null, caption: null })).toBe(
    "Datei: ab.odt",
  );
  expect(oneLine("x".repeat(300), 10)).toBe("xxxxxxxxxx …");
});

test("each thing that happens to a room has its sentence", async () => {
  const text = await texts("de");
  const whats = ["joined", "left", "invited", "removed", "banned", "renamed", "encrypted", "replaced"] as const;
  expect(whats.map((what) => noticeLine(aNotice({ what, subject: "Neu" }), text))).toEqual([
    "Ole Friis ist dem Raum beigetreten.",
    "Ole Friis hat den Raum verlassen.",
    "Ole Friis hat Neu eingeladen.",
    "Ole Friis hat Neu aus dem Raum entfernt.",
    "Ole Friis hat Neu ausgesperrt.",
    "Ole Friis hat den Raum in „Neu“ umbenannt.",
    "Ole Friis hat die Verschlüsselung eingeschaltet.",
    "Ole Friis hat den Raum durch einen neuen ersetzt.",
  ]);
  expect(noticeLine(aNotice({ what: "renamed", subject: null }), text)).toBe(
    "Ole Friis hat den Namen des Raums entfernt.",
  );
  expect(noticeLine(aNotice({ what: "invited", subject: null }), text)).toBe("Ole Friis hat eine Person eingeladen.");
});

test("who writes is said of one, of two and of more", async () => {
  const text = await texts("de");
  expect(typingLine([], text)).toBe("");
  expect(typingLine(["Katharina Wendland"], text)).toBe("Katharina Wendland schreibt …");
  expect(typingLine(["A", "B"], text)).toBe("A und B schreiben …");
  expect(typingLine(["A", "B", "C"], text)).toBe("Mehrere Personen schreiben …");
});

test("each reason for which something was not sent or done has its sentence, with the time of the next attempt", async () => {
  const text = await texts("de");
  const failed = { kind: "failed", because: "throttled", retryAt: now.getTime() } as const;
  expect(deliveryLine(failed, false, text)).toBe(
    "Noch nicht gesendet, der Chat ist gerade ausgelastet. Weiter um 10:44 Uhr.",
  );
  expect(deliveryLine({ ...failed, because: "connection" }, false, text)).toBe(
    "Noch nicht gesendet, die Verbindung ist unterbrochen. Nächster Versuch um 10:44 Uhr.",
  );
  const reasons = ["connection", "too_large", "forbidden", "encrypted", "throttled", "gone", "other"] as const;
  const sentences = reasons.map((because) => deliveryLine({ kind: "failed", because, retryAt: null }, false, text));
  expect(new Set(sentences).size).toBe(reasons.length);
  expect(sentences.filter((sentence) => !sentence.startsWith("Nicht gesendet, "))).toEqual([]);
  expect(deliveryLine({ kind: "failed", because: "too_large", retryAt: null }, true, text)).toContain("die Datei");
  expect(failureLine(new ChatError("throttled", "", now.getTime()), text)).toContain("um 10:44 Uhr");
  expect(failureLine(new ChatError("forbidden", ""), text)).toContain("in diesem Raum dürfen Sie das nicht");
  expect(failureLine(new Error("x"), text)).toContain("nicht wie erwartet");
});

test.each([
  [1600, 1200, { width: 320, height: 240 }],
  [1200, 1600, { width: 180, height: 240 }],
  [100, 60, { width: 100, height: 60 }],
  [10_000, 10, { width: 320, height: 48 }],
  [null, 100, { width: 320, height: 240 }],
  [-1, Number.NaN, { width: 320, height: 240 }],
])("a picture of %s × %s has its box before it is there", (width, height, box) => {
  expect(pictureSize(width, height)).toEqual(box);
});

test("a picture is asked for larger where it is opened", () => {
  expect(largerPicture("/chat/thumbnail/chat/example.org/abc?size=small")).toBe(
    "/chat/thumbnail/chat/example.org/abc?size=large",
  );
});
