import { endSessions, findPerson, readPresence } from "@pforte/shared/contract/admin-people";
import { aHome } from "@pforte/shared/testing/a-home";
import { expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { expectNoBarriers, expectNoBarriersInAppearances } from "#testing/accessibility.ts";
import { renderPart } from "#testing/render-portal.tsx";
import { fail, network, reply } from "#testing/server.ts";
import { Announcer } from "#ui/announcer.tsx";
import { PeopleSection } from "./people-section.tsx";
import type { FoundPerson } from "./use-people.ts";
import { sessionOf } from "#testing/session-of.ts";

const home = aHome();
const tobias: FoundPerson = {
  issuer: "https://id.example.org/realms/pforte",
  subject: "t",
  username: "tobias",
  name: "Tobias Kranich",
  seenAt: "2026-11-23T09:40:00.000Z",
  sessions: [{ startedAt: "2026-11-23T07:00:00.000Z", lastActiveAt: "2026-11-23T09:41:00.000Z" }],
};

async function open(width = 1280): Promise<HTMLElement> {
  network.use(reply(readPresence, { people: 1842, sessions: 2000 }));
  const { container } = await renderPart(
    <>
      <PeopleSection home={home} />
      <Announcer />
    </>,
    { home, width },
  );
  await expect.element(page.getByText("1.842 Personen sind angemeldet, in 2.000 Sitzungen.")).toBeVisible();
  return container;
}

const search = async (username: string): Promise<void> => {
  await page.getByRole("textbox", { name: "Genauer Benutzername" }).fill(username);
  await userEvent.keyboard("{Enter}");
};

test("it says how many are signed in and lists nobody, without a barrier, down to 320 pixels", async () => {
  const container = await open(320);
  await expect.element(page.getByRole("listitem")).not.toBeInTheDocument();
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(320);
  await expectNoBarriersInAppearances(container);
});

test("a person is found by exact user name, by keyboard alone, and one whom nobody knows is named", async () => {
  const asked: string[] = [];
  const container = await open();
  network.use(
    reply(findPerson, async (request) => {
      asked.push(findPerson.body.parse(await request.json()).username);
      return { people: [tobias] };
    }),
  );
  await search("");
  await expect.element(page.getByText("Geben Sie den Benutzernamen ein.")).toBeVisible();
  expect(asked).toEqual([]);
  await search(" tobias ");
  await expect.element(page.getByRole("heading", { name: "Tobias Kranich" })).toBeVisible();
  await expect
    .element(page.getByText(/^Begonnen Montag, 23. November 2026, 08:00 Uhr, zuletzt tätig .* 10:41 Uhr$/u))
    .toBeVisible();
  expect(asked).toEqual(["tobias"]);
  await expectNoBarriers(container);

  network.use(fail(findPerson, 404, "not_found"));
  await search("tobi");
  await expect.element(page.getByText(/Mit dem Benutzernamen „tobi“ hat sich .* niemand angemeldet/u)).toBeVisible();
  await expect.element(page.getByRole("heading", { name: "Tobias Kranich" })).not.toBeInTheDocument();
});

test("sessions end after a question, and the person is looked at again", async () => {
  const ended: unknown[] = [];
  await open();
  network.use(
    reply(findPerson, () => ({ people: [ended.length === 0 ? tobias : { ...tobias, sessions: [] }] })),
    reply(endSessions, async (request) => {
      ended.push(await request.json());
      return { ended: 1 };
    }),
  );
  await search("tobias");
  await page.getByRole("button", { name: "Alle Sitzungen beenden: Tobias Kranich" }).click();
  await expectNoBarriers(page.getByRole("alertdialog").element());
  await page.getByRole("button", { name: "Abbrechen" }).click();
  expect(ended).toEqual([]);
  await page.getByRole("button", { name: "Alle Sitzungen beenden: Tobias Kranich" }).click();
  await page.getByRole("button", { name: "Sitzungen beenden", exact: true }).click();
  await expect.element(page.getByText("1 Sitzung von Tobias Kranich ist beendet.").first()).toBeVisible();
  await expect.element(page.getByText("Zurzeit nicht angemeldet.")).toBeVisible();
  await expect.element(page.getByRole("heading", { name: "Personen", level: 2 })).toHaveFocus();
  expect(ended).toEqual([{ issuer: tobias.issuer, subject: "t" }]);
});

test("a fresh sign-in is asked for where it is needed, and the question waits for its owner", async () => {
  await open();
  network.use(reply(findPerson, { people: [tobias] }), fail(endSessions, 401, "step_up"), sessionOf("katharina"));
  await search("tobias");
  await page.getByRole("button", { name: "Alle Sitzungen beenden: Tobias Kranich" }).click();
  await page.getByRole("button", { name: "Sitzungen beenden", exact: true }).click();
  await expect.poll(() => sessionStorage.getItem("pforte.step-up.end-sessions")).toContain("katharina");
  sessionStorage.clear();
});
