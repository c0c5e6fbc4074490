import { aHome, aTile } from "@pforte/shared/testing/a-home";
import { expect, test } from "vitest";
import { userEvent } from "vitest/browser";
import { expectNoBarriers } from "#testing/accessibility.ts";
import { renderPart } from "#testing/render-portal.tsx";
import { HomeStrip } from "./home-strip.tsx";

const inMaintenance = (...until: readonly (string | null)[]) =>
  aHome({
    dock: [],
    categories: [
      {
        key: "one",
        name: "Eins",
        items: until.map((end, index) => ({
          kind: "tile",
          tile: aTile({
            key: `tool-${index}`,
            name: `Werkzeug ${index}`,
            maintenance: { text: "Bitte später wiederkommen.", until: end },
          }),
        })),
      },
    ],
  });

test("says what is in maintenance, until when, and what the administrators wrote", async () => {
  const { container } = await renderPart(<HomeStrip home={aHome()} />);
  expect(container.querySelector(".notice p")?.textContent).toBe(
    "Videokonferenz: Wartung heute bis 12:00 Uhr. Telefonische Einwahl ist möglich.",
  );
  await expectNoBarriers(container);
});

test.each([
  ["2026-11-25T12:00:00+01:00", "Wartung bis Mittwoch, 25. November 2026, 12:00 Uhr."],
  ["2026-11-23T08:00:00+01:00", "Wartung."],
  [null, "Wartung."],
])("an end at %s is told as “%s”", async (until, sentence) => {
  const { container } = await renderPart(<HomeStrip home={inMaintenance(until)} />);
  expect(container.querySelector(".notice p")?.textContent).toBe(`Werkzeug 0: ${sentence} Bitte später wiederkommen.`);
});

test("several are one strip that opens to the others, and it can be put away", async () => {
  const { getByText, getByRole, container } = await renderPart(<HomeStrip home={inMaintenance(null, null, null)} />);
  await expect.element(getByText("Werkzeug 2:")).not.toBeVisible();
  await userEvent.click(getByText("2 weitere"));
  await expect.element(getByText("Werkzeug 2:")).toBeVisible();
  await expectNoBarriers(container);
  await userEvent.click(getByRole("button", { name: "Mitteilung schließen" }));
  expect(container.querySelector(".notice")).toBeNull();
});

test("without maintenance there is no strip", async () => {
  const { container } = await renderPart(<HomeStrip home={inMaintenance()} />);
  expect(container.querySelector(".notice")).toBeNull();
});
