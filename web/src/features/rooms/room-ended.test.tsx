import { expect, test } from "vitest";
import { renderPart } from "#testing/render-portal.tsx";
import { expectNoBarriers } from "#testing/accessibility.ts";
import { RoomEnded, type RoomOver } from "./room-ended.tsx";

const ends: readonly (readonly [RoomOver, string, string, string])[] = [
  [{ kind: "left" }, "Raum verlassen", "Sie haben diesen Raum verlassen.", "/chat"],
  [
    { kind: "removed", by: "Ole Friis", reason: null },
    "Nicht mehr im Raum",
    "Ole Friis hat Sie aus diesem Raum entfernt.",
    "/chat",
  ],
  [
    { kind: "removed", by: null, reason: null },
    "Nicht mehr im Raum",
    "Sie gehören nicht mehr zu diesem Raum.",
    "/chat",
  ],
  [{ kind: "banned", by: "Ole Friis", reason: "Werbung" }, "Ausgeschlossen", "Begründung: Werbung", "/chat"],
  [{ kind: "banned", by: null, reason: "" }, "Ausgeschlossen", "Sie sind aus diesem Raum ausgeschlossen", "/chat"],
  [
    { kind: "replaced", room: "!neu:example.org" },
    "Der Raum ist umgezogen",
    "Das Gespräch geht in einem neuen Raum weiter.",
    "/chat/matrix%3A!neu%3Aexample.org",
  ],
  [{ kind: "replaced", room: null }, "Der Raum ist umgezogen", "wissen seine Mitglieder", "/chat"],
  [{ kind: "unknown" }, "Diesen Raum gibt es hier nicht", "Sie gehören nicht dazu", "/chat"],
  [{ kind: "withdrawn" }, "Die Einladung gilt nicht mehr", "hat die Einladung zurückgenommen", "/chat"],
];

test.each(ends)("a room that is over (%j) says what happened and leads on", async (end, title, sentence, href) => {
  const page = await renderPart(<RoomEnded end={end} source="matrix" />);
  await expect.element(page.getByRole("heading", { name: title })).toBeVisible();
  expect(page.container.textContent).toContain(sentence);
  expect(page.container.textContent).not.toMatch(/Begründung: $/u);
  await expect.element(page.getByRole("link")).toHaveAttribute("href", href);
  await expectNoBarriers(page.container);
});
