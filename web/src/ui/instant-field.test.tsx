import { useState } from "react";
import type { ReactElement } from "react";
import { I18nProvider } from "react-aria-components";
import { expect, test } from "vitest";
import { userEvent } from "vitest/browser";
import { expectNoBarriersInAppearances } from "#testing/accessibility.ts";
import { renderPart } from "#testing/render-portal.tsx";
import { InstantField } from "./instant-field.tsx";

function Field({ onValue }: { onValue: (value: string | null) => void }): ReactElement {
  const [value, setValue] = useState<string | null>(null);
  return (
    <I18nProvider locale="de">
      <InstantField
        label="Beginn"
        value={value}
        onChange={(next) => {
          setValue(next);
          onValue(next);
        }}
        timeZone="Europe/Berlin"
        openLabel="Tag wählen"
        clearLabel="Leeren"
      />
    </I18nProvider>
  );
}

test.each([
  ["01072027", "2027-07-01T08:30:00+02:00"],
  ["01122027", "2027-12-01T08:30:00+01:00"],
])("what is typed as %s at 8:30 is an instant with the offset of the portal's zone that day", async (day, instant) => {
  let last: string | null = null;
  const page = await renderPart(<Field onValue={(value) => (last = value)} />);
  page.getByRole("spinbutton").first().element().focus();
  await userEvent.keyboard(`${day}0830`);
  await expect.poll(() => last).toBe(instant);
  await page.getByRole("button", { name: "Leeren" }).click();
  expect(last).toBeNull();
  await expect.element(page.getByRole("button", { name: "Leeren" })).not.toBeInTheDocument();
});

test("has no barrier, with its days open as well", async () => {
  const page = await renderPart(<Field onValue={() => undefined} />);
  await page.getByRole("button", { name: /Tag wählen/u }).click();
  await expect.element(page.getByRole("dialog")).toBeVisible();
  await expectNoBarriersInAppearances(page.getByRole("dialog").element());
});
