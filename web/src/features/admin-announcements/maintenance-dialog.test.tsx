import { putMaintenance, readLive } from "@pforte/shared/contract/admin-live";
import { I18nProvider } from "react-aria-components";
import { beforeEach, expect, test, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { eventually } from "#testing/eventually.ts";
import { renderPart } from "#testing/render-portal.tsx";
import { fail, failure, network, reply } from "#testing/server.ts";
import { live } from "#testing/some-live.ts";
import { liveQuery } from "./live-queries.ts";
import { KeptMaintenance } from "./kept-maintenance.tsx";
import { MaintenanceDialog } from "./maintenance-dialog.tsx";
import { sessionOf } from "#testing/session-of.ts";

const close = vi.fn<() => void>();

beforeEach(() => {
  close.mockClear();
  network.use(reply(readLive, live({ maintenances: [] })));
});

const dialog = (
  <I18nProvider locale="de">
    <MaintenanceDialog tile="wiki" name="Wiki" timeZone="Europe/Berlin" onClose={close} />
  </I18nProvider>
);

test("a maintenance needs a text, and is put without having been there before", async () => {
  const sent: unknown[] = [];
  network.use(
    reply(putMaintenance, async (request) => {
      sent.push(request.headers.get("if-match"), await request.json());
      return { version: 1 };
    }),
  );
  const page = await renderPart(dialog);
  const text = page.getByRole("textbox", { name: "Hinweis, Deutsch" });
  await page.getByRole("button", { name: "Wartung eintragen" }).click();
  await expect.element(text).toHaveAccessibleDescription(/^Sagen Sie, was solange möglich ist/u);
  expect(sent).toEqual([]);
  await text.fill("Bis Mittag.");
  await page.getByRole("button", { name: "Wartung eintragen" }).click();
  await eventually(() => expect(close).toHaveBeenCalledOnce());
  expect(sent).toEqual(['"0"', { maintenance: { tile: "wiki", text: { de: "Bis Mittag." } } }]);
});

test("one that somebody else has entered meanwhile is told, and one's own can be put over it", async () => {
  const versions: (string | null)[] = [];
  network.use(
    reply(putMaintenance, (request) => {
      versions.push(request.headers.get("if-match"));
      return versions.length === 1 ? failure(412, "version_stale") : { version: 9 };
    }),
  );
  const page = await renderPart(dialog);
  await page.getByRole("textbox", { name: "Hinweis, Deutsch" }).fill("Meine.");
  const [theirs] = live().maintenances;
  network.use(
    reply(
      readLive,
      live({
        maintenances:
          theirs === undefined ? [] : [{ ...theirs, version: 8, maintenance: { tile: "wiki", text: { de: "Ihre." } } }],
      }),
    ),
  );
  await page.getByRole("button", { name: "Wartung eintragen" }).click();
  await expect.element(page.getByText(/^Jemand anderes hat diese Wartung/u)).toBeVisible();
  await expect.element(page.getByRole("textbox", { name: "Hinweis, Deutsch" })).toHaveValue("Meine.");
  await page.getByRole("button", { name: "Meine Fassung behalten" }).click();
  await eventually(() => expect(close).toHaveBeenCalledOnce());
  expect(versions).toEqual(['"0"', '"8"']);
});

test("what is typed is not lost by Escape or a press beside the dialog", async () => {
  const page = await renderPart(dialog);
  const text = page.getByRole("textbox", { name: "Hinweis, Deutsch" });
  await text.fill("Bis Mittag.");
  await userEvent.keyboard("{Escape}");
  await expect.element(text).toHaveValue("Bis Mittag.");
  expect(close).not.toHaveBeenCalled();
  await page.getByRole("button", { name: "Abbrechen" }).click();
  expect(close).toHaveBeenCalledOnce();
});

test("one that others enter while the dialog is open is not overwritten by what was begun before", async () => {
  const versions: (string | null)[] = [];
  network.use(
    reply(putMaintenance, (request) => {
      versions.push(request.headers.get("if-match"));
      return failure(412, "version_stale");
    }),
  );
  const page = await renderPart(dialog);
  await page.getByRole("textbox", { name: "Hinweis, Deutsch" }).fill("Meine.");
  const [theirs] = live().maintenances;
  page.client.queries.setQueryData(
    liveQuery.queryKey,
    live({
      maintenances:
        theirs === undefined ? [] : [{ ...theirs, version: 8, maintenance: { tile: "wiki", text: { de: "Ihre." } } }],
    }),
  );
  await page.getByRole("button", { name: "Wartung eintragen" }).click();
  await expect.element(page.getByText(/^Jemand anderes hat diese Wartung/u)).toBeVisible();
  expect(versions).toEqual(['"0"']);
});

test("one that waits for a fresh sign-in opens again with all that was typed", async () => {
  network.use(fail(putMaintenance, 401, "step_up"), sessionOf("ines"));
  const page = await renderPart(dialog);
  await page.getByRole("textbox", { name: "Hinweis, Englisch" }).fill("Until noon.");
  await page.getByRole("textbox", { name: "Hinweis, Deutsch" }).fill("Bis Mittag.");
  await page.getByRole("button", { name: "Wartung eintragen" }).click();
  await eventually(() => expect(page.journeys[0]).toMatch(/stepUp=1$/u));
  await page.unmount();
  const after = await renderPart(<KeptMaintenance timeZone="Europe/Berlin" />);
  await expect.element(after.getByRole("dialog", { name: "Wartung: Wiki" })).toBeVisible();
  await expect.element(after.getByRole("textbox", { name: "Hinweis, Deutsch" })).toHaveValue("Bis Mittag.");
  await expect.element(after.getByRole("textbox", { name: "Hinweis, Englisch" })).toHaveValue("Until noon.");
});
