import { readCards } from "@pforte/shared/contract/cards";
import { readHome } from "@pforte/shared/contract/home";
import { changePreferences, defaultPreferences } from "@pforte/shared/contract/preferences";
import { aHome } from "@pforte/shared/testing/a-home";
import { someCards } from "@pforte/shared/testing/some-cards";
import { beforeEach, expect, test } from "vitest";
import { page, userEvent, type Locator } from "vitest/browser";
import { renderPortal } from "#testing/render-portal.tsx";
import { fail, network, reply } from "#testing/server.ts";
import { expectNoBarriers } from "#testing/accessibility.ts";

const saved: unknown[] = [];
/** Whether each goes on when the page is left. */
const outliving: boolean[] = [];

beforeEach(() => {
  saved.length = 0;
  outliving.length = 0;
  network.use(
    reply(readCards, someCards()),
    reply(changePreferences, async (request) => {
      outliving.push(request.keepalive);
      // The body that this page sent.
      const body = (await request.json()) as { dock: string[] | null };
      saved.push(body.dock);
      return { ...defaultPreferences, dock: body.dock };
    }),
  );
});

const pinNames = (pins: Locator): string[] =>
  [...pins.element().querySelectorAll("a > span:nth-of-type(1)")].map(({ textContent }) => textContent);

test("the dock shows the portal's own views and then the pins in their order", async () => {
  const { getByRole } = await renderPortal();
  const dock = getByRole("navigation", { name: "Leiste" });
  await expect.element(dock.getByRole("link", { name: "Start" })).toHaveAttribute("aria-current", "page");
  await expect.element(dock.getByRole("link", { name: /^Chat/u })).toHaveAttribute("href", "/chat");
  expect(pinNames(dock.getByRole("list", { name: "Angeheftet" }))).toEqual([
    "Mail",
    "Kalender",
    "Videokonferenz",
    "E-Akte",
    "Zeiterfassung",
    "Neues Textdokument",
  ]);
});

test("a tile is pinned by its menu, is in the dock at once, and the act is said", async () => {
  const { getByRole } = await renderPortal();
  await userEvent.hover(getByRole("link", { name: "Wiki" }));
  await userEvent.click(getByRole("button", { name: "Mehr zu Wiki" }));
  await userEvent.click(getByRole("menuitem", { name: "An die Leiste heften" }));
  await expect.element(getByRole("list", { name: "Angeheftet" }).getByRole("link", { name: "Wiki" })).toBeVisible();
  await expect.element(page.getByText("Wiki ist jetzt in der Leiste.")).toBeInTheDocument();
  expect(saved).toEqual([["mail", "calendar", "video", "eakte", "time", "doc", "wiki"]]);
  expect(outliving).toEqual([true]);
});

test("a pinned tile moves and leaves by its menu, which says its place", async () => {
  const { getByRole } = await renderPortal();
  const pins = getByRole("list", { name: "Angeheftet" });
  await userEvent.hover(getByRole("link", { name: "Kalender" }).last());
  await userEvent.click(getByRole("button", { name: "Mehr zu Kalender" }));
  await expect.element(getByRole("menu").getByText("Platz 2 von 6 in der Leiste")).toBeVisible();
  await userEvent.click(getByRole("menuitem", { name: "Nach oben" }));
  await expect.poll(() => pinNames(pins).slice(0, 2)).toEqual(["Kalender", "Mail"]);
  await userEvent.click(getByRole("button", { name: "Mehr zu Kalender" }));
  await userEvent.click(getByRole("menuitem", { name: "Aus der Leiste nehmen" }));
  await expect.poll(() => pinNames(pins)[0]).toBe("Mail");
  await expect.poll(() => saved.at(-1)).toEqual(["mail", "video", "eakte", "time", "doc"]);
});

test("“Leiste anpassen” does all of it by keyboard and keeps the focus on the act that was used", async () => {
  const { getByRole } = await renderPortal();
  getByRole("button", { name: "Leiste anpassen" }).element().focus();
  await userEvent.keyboard("{Enter}");
  const dialog = getByRole("dialog", { name: "Leiste anpassen" });
  await expect.element(dialog).toBeVisible();
  await expectNoBarriers(dialog.element());
  dialog.getByRole("button", { name: "Nach unten: Mail" }).element().focus();
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => saved).toEqual([["calendar", "mail", "video", "eakte", "time", "doc"]]);
  await expect.poll(() => document.activeElement?.getAttribute("aria-label")).toBe("Nach unten: Mail");
  await userEvent.click(dialog.getByRole("button", { name: "An die Leiste heften: Wiki" }));
  await expect.poll(() => saved.at(-1)).toEqual(["calendar", "mail", "video", "eakte", "time", "doc", "wiki"]);
  await expect.poll(() => document.activeElement?.getAttribute("aria-label")).toBe("Aus der Leiste nehmen: Wiki");
  await userEvent.keyboard("{Escape}");
  await expect.element(dialog).not.toBeInTheDocument();
});

test("the own dock goes back to the configured one, which only the server knows", async () => {
  network.use(reply(readHome, aHome({ dock: ["files"], dockIsOwn: false })));
  const { getByRole } = await renderPortal({ home: aHome({ dock: ["wiki"], dockIsOwn: true }) });
  await userEvent.click(getByRole("button", { name: "Leiste anpassen" }));
  await userEvent.click(getByRole("button", { name: "Vorgabe wiederherstellen" }));
  await userEvent.click(getByRole("button", { name: "Fertig" }));
  await expect.poll(() => pinNames(getByRole("list", { name: "Angeheftet" }))).toEqual(["Dateien"]);
  expect(saved).toEqual([null]);
});

test("an act that is not saved is taken back and explained where the person is", async () => {
  network.use(fail(changePreferences, 503, "storage_unavailable"));
  const { getByRole } = await renderPortal();
  const pins = getByRole("list", { name: "Angeheftet" });
  await userEvent.click(getByRole("button", { name: "Leiste anpassen" }));
  const dialog = getByRole("dialog");
  await userEvent.click(dialog.getByRole("button", { name: "Aus der Leiste nehmen: Mail" }));
  await expect.element(dialog.getByText(/Die Leiste wurde nicht gespeichert/u)).toBeVisible();
  await userEvent.keyboard("{Escape}");
  expect(pinNames(pins)[0]).toBe("Mail");
});

test("without a session the dock cannot be arranged", async () => {
  const { getByRole } = await renderPortal({ home: aHome({ person: null, sources: [] }) });
  await expect.element(getByRole("link", { name: "Anmelden" })).toBeVisible();
  await expect.element(getByRole("button", { name: "Leiste anpassen" })).not.toBeInTheDocument();
});

test("on a phone all tools and the way to arrange them are under “Werkzeuge”", async () => {
  const { getByRole } = await renderPortal({ width: 360 });
  await userEvent.click(getByRole("navigation", { name: "Leiste" }).getByRole("link", { name: "Werkzeuge" }));
  const sheet = getByRole("dialog", { name: "Werkzeuge" });
  await expect
    .element(sheet.getByRole("list", { name: "Angeheftet" }).getByRole("link", { name: "Mail" }))
    .toHaveAttribute("href", "https://mail.example.org/");
  await expect.element(sheet.getByRole("link", { name: "Wasserbuch" })).toBeInTheDocument();
  await expectNoBarriers(sheet.element());
  await userEvent.click(sheet.getByRole("button", { name: "Leiste anpassen" }));
  await expect.element(getByRole("dialog", { name: "Leiste anpassen" })).toBeVisible();
});
