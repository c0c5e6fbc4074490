import { signInCodeSchema } from "@pforte/shared/errors/sign-in-code";
import { aNotice } from "@pforte/shared/testing/a-home";
import type { NoticePage } from "@pforte/shared/contract/page";
import { expect, test } from "vitest";
import { page } from "vitest/browser";
import { render, type RenderResult } from "vitest-browser-react";
import { loadCatalogue } from "#i18n/load-catalogue.ts";
import { createText } from "#i18n/text.ts";
import { TextProvider } from "#i18n/use-text.tsx";
import { expectNoBarriers } from "#testing/accessibility.ts";
import { NoticeView } from "./notice-view.tsx";

/** A notice is a whole page with its own landmarks. */
async function draw(notice: NoticePage): Promise<RenderResult> {
  document.documentElement.lang = notice.language;
  const text = createText(notice.language, await loadCatalogue(notice.language), notice.timeZone);
  return render(
    <TextProvider text={text}>
      <NoticeView notice={notice} />
    </TextProvider>,
  );
}

test("an expired sign-in says why, what to do, whom to ask, and what to read out on the phone", async () => {
  const { container, getByRole, getByText } = await draw(aNotice());
  await expect.element(getByRole("heading", { level: 1 })).toHaveTextContent("Die Anmeldung wurde nicht abgeschlossen");
  await expect.element(getByText(/mehr als zehn Minuten/u)).toBeVisible();
  await expect.element(getByRole("link", { name: "Erneut anmelden" })).toHaveAttribute("href", "/auth/login");
  await expect
    .element(getByRole("link", { name: "IT-Service: Telefon 4711" }).first())
    .toHaveAttribute("href", "tel:4711");
  expect([...container.querySelectorAll("dd")].map(({ textContent }) => textContent)).toEqual([
    "7F3K-92QA",
    "Montag, 23. November 2026, 10:44:07\u{a0}Uhr",
    "sign_in_expired",
  ]);
});

test.each(signInCodeSchema.options)(
  "the page for %s has a heading, its own cause, a way on and no barrier",
  async (code) => {
    for (const language of ["de", "en"] as const) {
      const notice = aNotice({ code, language });
      const drawn = await draw(notice);
      expect(drawn.container.querySelectorAll("h1")).toHaveLength(1);
      expect(drawn.container.querySelector("main a.btn-primary")?.getAttribute("href")).toBe("/auth/login");
      expect(drawn.container.querySelector("main .steps li")).not.toBeNull();
      expect(drawn.container.textContent).not.toMatch(/\{\w+\}|notice\.|signIn\./u);
      await expectNoBarriers(drawn.container);
      await drawn.unmount();
    }
  },
);

test.each([
  ["de", /^Sie haben diese Sitzung in einem anderen Browser oder auf einem anderen Gerät beendet\./u],
  ["en", /^You ended this session in another browser or on another device\./u],
] as const)(
  "signed out from another session says that, and what to do where it was somebody else (%s)",
  async (language, says) => {
    const drawn = await draw(
      aNotice({ page: "signed_out", code: null, retry: "/auth/login", language, isEndedElsewhere: true }),
    );
    await expect.element(drawn.getByText(says)).toBeVisible();
    await expectNoBarriers(drawn.container);
  },
);

test.each([
  ["de", 1, /^1 Änderung in Ihrem Eingang ist noch nicht bei ihrem Werkzeug angekommen\./u],
  ["de", 3, /^3 Änderungen in Ihrem Eingang sind noch nicht bei ihren Werkzeugen angekommen\./u],
  ["en", 3, /^3 changes in your inbox have not reached their tools yet\./u],
] as const)("signed out says how much still waits for its tool (%s, %i)", async (language, waitingActs, says) => {
  const drawn = await draw(aNotice({ page: "signed_out", code: null, retry: "/auth/login", language, waitingActs }));
  await expect.element(drawn.getByText(says)).toBeVisible();
  await expectNoBarriers(drawn.container);
  await drawn.unmount();
  const none = await draw(aNotice({ page: "signed_out", code: null, language, waitingActs: 0 }));
  expect(none.container.querySelector(".waiting-acts")).toBeNull();
});

test("signed out says so without facts, and warns only where the sign-in service may remember", async () => {
  const plain = await draw(aNotice({ page: "signed_out", code: null, retry: "/auth/login" }));
  await expect.element(plain.getByRole("heading", { name: "Sie sind abgemeldet" })).toBeVisible();
  await expect.element(plain.getByText(/kann noch bestehen/u)).not.toBeInTheDocument();
  expect(plain.container.querySelector("dl")).toBeNull();
  await plain.unmount();
  const warned = await draw(aNotice({ page: "signed_out", code: null, identityProviderMayRemember: true }));
  await expect.element(warned.getByText(/Ihre Sitzung dort kann noch bestehen/u)).toBeVisible();
  await expectNoBarriers(warned.container);
});

test.each([
  ["de", false, "Ihre Sitzung in der Pforte und bei den Werkzeugen ist beendet."],
  ["de", true, "Ihre Sitzung in der Pforte ist beendet. Bei den Werkzeugen kann sie noch bestehen."],
  ["en", false, "Your session in Pforte and at the tools has ended."],
  ["en", true, "Your session in Pforte has ended. At the tools it may still live."],
] as const)(
  "signed out claims the end at the tools only where it is known (%s, may be remembered: %s)",
  async (language, identityProviderMayRemember, says) => {
    const { container } = await draw(
      aNotice({ page: "signed_out", code: null, language, identityProviderMayRemember }),
    );
    expect(container.querySelector(".cause")?.textContent).toBe(says);
  },
);

test("a page that does not exist leads to the start page", async () => {
  const { getByRole } = await draw(aNotice({ page: "not_found", code: null, retry: "/" }));
  await expect.element(getByRole("heading", { name: "Diese Seite gibt es nicht" })).toBeVisible();
  await expect.element(getByRole("link", { name: "Zur Startseite" })).toHaveAttribute("href", "/");
});

test("whom to ask is reached by e-mail or by a page where there is no phone", async () => {
  const portal = aNotice().portal;
  const byMail = await draw(
    aNotice({ portal: { ...portal, support: { ...portal.support, phone: null, email: "it@example.org" } } }),
  );
  await expect
    .element(byMail.getByRole("link", { name: "IT-Service: E-Mail schreiben" }).first())
    .toHaveAttribute("href", "mailto:it@example.org");
});

test("a notice fits 320 px without a sideways scroll", async () => {
  await page.viewport(320, 568);
  await draw(aNotice({ code: "connect_other_person" }));
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(320);
});
