import { readGroups } from "@pforte/shared/contract/admin-publish";
import { expect, test } from "vitest";
import { userEvent, type Locator } from "vitest/browser";
import { answerPublishing, openSection } from "#testing/open-publish.tsx";
import type { RenderedPortal } from "#testing/render-portal.tsx";
import { network, reply } from "#testing/server.ts";
import { PublishSection } from "./publish-section.tsx";

/** A box is drawn over its input, which the keyboard reaches. */
async function tick(box: Locator): Promise<void> {
  await expect.element(box).toBeInTheDocument();
  box.element().focus();
  await userEvent.keyboard(" ");
}

async function openPreview(width = 1280): Promise<RenderedPortal> {
  answerPublishing();
  network.use(
    reply(readGroups, {
      at: "2026-11-23T09:00:00.000Z",
      people: 1842,
      groups: [
        { name: "Referat 42", people: 12, isConfigured: true },
        { name: "Abteilung 4", people: 130, isConfigured: true },
      ],
    }),
  );
  const page = await openSection(PublishSection, { width });
  await expect.element(page.getByRole("heading", { name: "Vorschau" })).toBeVisible();
  return page;
}

const frame = (page: RenderedPortal): HTMLIFrameElement | null => page.container.querySelector("iframe");

test("the preview is the real page of the draft, without scripts, and says of what and for whom", async () => {
  const page = await openPreview();
  expect(frame(page)?.getAttribute("src")).toBe(
    "/admin/preview-page?of=draft&anonymous=no&language=de&appearance=light",
  );
  expect(frame(page)?.getAttribute("sandbox")).toBe("allow-same-origin");
  expect(frame(page)?.title).toBe("Vorschau der Startseite: Entwurf, Ohne Gruppe");
});

test("any set of groups is chosen with the keyboard", async () => {
  const page = await openPreview();
  await page.getByRole("button", { name: "Vorschau als Gruppe: Ohne Gruppe" }).click();
  await expect.element(page.getByRole("option", { name: /Referat 42/u })).toBeVisible();
  await userEvent.keyboard("ref{ArrowDown}{Enter}");
  await expect.element(page.getByRole("option", { name: /Referat 42/u })).toHaveAttribute("aria-selected", "true");
  await userEvent.keyboard("{Escape}{Escape}");
  await expect.element(page.getByRole("button", { name: "Vorschau als Gruppe: Referat 42" })).toHaveFocus();
  expect(frame(page)?.getAttribute("src")).toContain("&group=Referat+42");
});

test("nobody, a version, another language, appearance and width are one press away", async () => {
  const page = await openPreview();
  await tick(page.getByRole("checkbox", { name: "Ohne Anmeldung" }));
  await page.getByRole("radio", { name: "Englisch" }).click();
  await page.getByRole("radio", { name: "Dunkel" }).click();
  await page.getByRole("radio", { name: "Telefon" }).click();
  await page.getByRole("button", { name: /Stand/u }).click();
  await page.getByRole("option", { name: "Version 10: Stand 10" }).click();
  expect(frame(page)?.getAttribute("src")).toBe("/admin/preview-page?of=10&anonymous=yes&language=en&appearance=dark");
  expect(frame(page)?.title).toBe("Vorschau der Startseite: Version 10, Ohne Anmeldung");
  expect(frame(page)?.clientWidth).toBe(390);
});

test("on a phone the preview begins as a phone's page", async () => {
  const page = await openPreview(360);
  await expect.element(page.getByRole("radio", { name: "Telefon" })).toBeChecked();
  expect(frame(page)?.getBoundingClientRect().right).toBeLessThanOrEqual(360);
});
