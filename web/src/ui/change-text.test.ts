import { inboxReasonSchema } from "@pforte/shared/contract/inbox";
import { aChange, anInboxItem } from "@pforte/shared/testing/an-inbox";
import { expect, test } from "vitest";
import { catalogue as german } from "#i18n/de.ts";
import { catalogue as english } from "#i18n/en.ts";
import { createText } from "#i18n/text.ts";
import { changeLine } from "./change-text.ts";

const de = createText("de", german, "Europe/Berlin");
const en = createText("en", english, "Europe/Berlin");
const item = anInboxItem();

test.each([
  [{ reason: "mentioned", text: "Bitte prüfen" }, " erwähnt Sie: Bitte prüfen"],
  [{ reason: "changed", text: "Status „Neu“" }, ": Status „Neu“"],
  [{ reason: "changed", text: null }, " hat etwas geändert"],
  [{ reason: "assigned", text: "fällig am 25.11." }, " hat Ihnen das Arbeitspaket zugewiesen · fällig am 25.11."],
  [{ reason: "invited", actor: null, text: null }, "Einladung in diesen Raum"],
  [{ reason: "portal", actor: null, text: "Bitte bestätigen" }, "Bitte bestätigen"],
] as const)("%j reads “%s”", (some, line) => {
  expect(changeLine(item, aChange(some), de).line).toBe(line);
});

test("each reason has words of its own in both languages, with and without somebody", () => {
  for (const text of [de, en]) {
    for (const actor of ["Ada", null]) {
      const lines = inboxReasonSchema.options.map(
        (reason) => changeLine(item, aChange({ reason, actor, text: null }), text).line,
      );
      expect(new Set(lines).size).toBe(lines.length);
      expect(lines.filter((line) => /reason\./u.test(line))).toEqual([]);
    }
  }
});
