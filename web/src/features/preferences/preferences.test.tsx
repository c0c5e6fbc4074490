import { readCards } from "@pforte/shared/contract/cards";
import { readHome } from "@pforte/shared/contract/home";
import { changePreferences, defaultPreferences } from "@pforte/shared/contract/preferences";
import { aHome } from "@pforte/shared/testing/a-home";
import { someCards } from "@pforte/shared/testing/some-cards";
import { delay } from "msw";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { expectNoBarriers } from "#testing/accessibility.ts";
import { eventually } from "#testing/eventually.ts";
import { renderPortal } from "#testing/render-portal.tsx";
import { fail, failure, network, reply } from "#testing/server.ts";

const changes: unknown[] = [];

beforeEach(() => {
  changes.length = 0;
  network.use(
    reply(readCards, someCards()),
    reply(changePreferences, async (request) => {
      changes.push(await request.clone().json());
      return defaultPreferences;
    }),
  );
});

const theme = (): string | undefined => document.documentElement.dataset["theme"];

describe("appearance", () => {
  test("is applied at once, before the server has answered, and saved", async () => {
    network.use(
      reply(changePreferences, async (request) => {
        // It shows already, so it is kept for whoever leaves the page at once.
        expect(request.keepalive).toBe(true);
        changes.push(await request.clone().json());
        await delay(300);
        return { ...defaultPreferences, appearance: "dark" as const };
      }),
    );
    const page = await renderPortal();
    await page.getByRole("button", { name: "Darstellung: Wie im System" }).click();
    await expect.element(page.getByRole("menuitemradio", { name: "Wie im System" })).toBeChecked();
    await page.getByRole("menuitemradio", { name: "Dunkel" }).click();
    await eventually(() => expect(theme()).toBe("dark"));
    expect(page.client.queries.isMutating()).toBe(1);
    await eventually(() => expect(changes).toEqual([{ appearance: "dark" }]));
    await expect.element(page.getByRole("button", { name: "Darstellung: Dunkel" })).toHaveFocus();
  });

  test("goes back where it could not be saved, and says so with a remedy", async () => {
    network.use(fail(changePreferences, 503, "storage_unavailable"));
    const page = await renderPortal();
    await page.getByRole("button", { name: /^Darstellung/u }).click();
    await page.getByRole("menuitemradio", { name: "Hoher Kontrast" }).click();
    await expect
      .element(page.getByText(/^Die Einstellung wurde nicht gespeichert\. Pforte kann gerade nichts/u))
      .toBeVisible();
    expect(theme()).toBeUndefined();
    await expectNoBarriers(page.container);
    await page.getByRole("button", { name: "Meldung schließen" }).click();
    await expect.element(page.getByText(/^Die Einstellung wurde nicht/u)).not.toBeInTheDocument();
  });

  test("two choices in a row end with the second", async () => {
    const answers = [
      async () => {
        // Later than the second choice is made.
        await delay(1500);
        return failure(503, "storage_unavailable");
      },
      async () => ({ ...defaultPreferences, appearance: "light" as const }),
    ];
    network.use(
      reply(changePreferences, async (request) => {
        changes.push(await request.clone().json());
        return (await answers[changes.length - 1]?.()) ?? defaultPreferences;
      }),
    );
    const page = await renderPortal();
    for (const name of ["Dunkel", "Hell"]) {
      await page.getByRole("button", { name: /^Darstellung/u }).click();
      await page.getByRole("menuitemradio", { name }).click();
    }
    await vi.waitFor(() => expect(changes).toEqual([{ appearance: "dark" }, { appearance: "light" }]), {
      timeout: 10_000,
    });
    await vi.waitFor(() => expect(page.client.queries.isMutating()).toBe(0), { timeout: 10_000 });
    expect(theme()).toBe("light");
  });
});

describe("language", () => {
  test("is saved, and the whole page follows with what the server says in it", async () => {
    network.use(reply(readHome, aHome({ language: "en" })));
    const page = await renderPortal();
    await page.getByRole("button", { name: "DE, Sprache wählen" }).click();
    await page.getByRole("menuitemradio", { name: "English" }).click();
    await expect.element(page.getByRole("button", { name: "EN, choose language" })).toBeVisible();
    await expect.element(page.getByRole("link", { name: /^Calendar/u }).first()).toBeVisible();
    expect(document.documentElement.lang).toBe("en");
    expect(changes).toEqual([{ language: "en" }]);
  });
});

describe("the person menu", () => {
  test("leads an administrator to the administration as a page of its own, and nobody else", async () => {
    const person = { name: "Katharina Vogt", initials: "KV" };
    const page = await renderPortal({ home: aHome({ person: { ...person, isAdministrator: true } }) });
    await page.getByRole("button", { name: "Katharina Vogt Konto" }).click();
    await page.getByRole("menuitem", { name: "Verwaltung" }).click();
    await eventually(() => expect(page.journeys).toEqual(["assign /admin"]));
    await page.unmount();
    const other = await renderPortal({ home: aHome({ person: { ...person, isAdministrator: false } }) });
    await other.getByRole("button", { name: "Katharina Vogt Konto" }).click();
    await expect.element(other.getByRole("menuitem", { name: "Abmelden" })).toBeVisible();
    await expect.element(other.getByRole("menuitem", { name: "Verwaltung" })).not.toBeInTheDocument();
  });

  test("switches the keys of a single letter off", async () => {
    const page = await renderPortal();
    await page.getByRole("button", { name: "Ines Marquardt Konto" }).click();
    const shortcuts = page.getByRole("menuitemcheckbox", { name: "Kürzel mit einer Taste" });
    await expect.element(shortcuts).toBeChecked();
    await expectNoBarriers(document.body);
    await shortcuts.click();
    await eventually(() => expect(changes).toEqual([{ singleKeyShortcuts: false }]));
    await expect.element(page.getByRole("searchbox")).not.toHaveAttribute("aria-keyshortcuts");
  });

  test("lets nobody know what the person reads or writes in the chat, where they want it so", async () => {
    const page = await renderPortal();
    await page.getByRole("button", { name: "Ines Marquardt Konto" }).click();
    const chat = page.getByRole("group", { name: "Chat" });
    const typing = chat.getByRole("menuitemcheckbox", { name: "Anderen zeigen, dass ich schreibe" });
    const receipts = chat.getByRole("menuitemcheckbox", { name: "Lesebestätigungen senden" });
    await expect.element(typing).toBeChecked();
    await expect.element(receipts).toBeChecked();
    await expectNoBarriers(document.body);
    await typing.click();
    await expect.element(typing).not.toBeChecked();
    await receipts.click();
    await expect.element(receipts).not.toBeChecked();
    await eventually(() => expect(changes).toEqual([{ sendTyping: false }, { sendReadReceipts: false }]));
  });

  test("goes back where what others learn could not be saved, and says so", async () => {
    network.use(fail(changePreferences, 503, "storage_unavailable"));
    const page = await renderPortal();
    await page.getByRole("button", { name: "Ines Marquardt Konto" }).click();
    await page.getByRole("menuitemcheckbox", { name: "Lesebestätigungen senden" }).click();
    await expect.element(page.getByText(/^Die Einstellung wurde nicht gespeichert/u)).toBeInTheDocument();
    await expect.element(page.getByRole("menuitemcheckbox", { name: "Lesebestätigungen senden" })).toBeChecked();
  });

  test("leads administrators to their area as a page of its own, and nobody else", async () => {
    const person = { name: "Ines Marquardt", initials: "IM", isAdministrator: true };
    const page = await renderPortal({ home: aHome({ person }) });
    await page.getByRole("button", { name: "Ines Marquardt Konto" }).click();
    await page.getByRole("menuitem", { name: "Verwaltung" }).click();
    await eventually(() => expect(page.journeys).toEqual(["assign /admin"]));
    expect(changes).toEqual([]);
    await page.unmount();
    const other = await renderPortal();
    await other.getByRole("button", { name: "Ines Marquardt Konto" }).click();
    await expect.element(other.getByRole("menuitem", { name: "Abmelden" })).toBeVisible();
    await expect.element(other.getByRole("menuitem", { name: "Verwaltung" })).not.toBeInTheDocument();
  });

  test("has no choices for a chat that is not there, and has them in the person's language", async () => {
    const page = await renderPortal({ home: aHome({ sources: [] }) });
    await page.getByRole("button", { name: "Ines Marquardt Konto" }).click();
    await expect.element(page.getByRole("menuitemcheckbox")).toHaveAccessibleName("Kürzel mit einer Taste");
    await page.unmount();
    const english = await renderPortal({ home: aHome({ language: "en" }), width: 360 });
    await english.getByRole("button", { name: "Ines Marquardt Account" }).click();
    await expect.element(english.getByRole("menuitemcheckbox", { name: "Show others when I am typing" })).toBeVisible();
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(360);
  });

  test("works by keys alone, and gives the focus back", async () => {
    const page = await renderPortal();
    const button = page.getByRole("button", { name: "Ines Marquardt Konto" });
    (button.element() as HTMLElement).focus();
    await userEvent.keyboard("{ArrowDown}");
    await expect.element(page.getByRole("menuitemcheckbox").first()).toHaveFocus();
    await userEvent.keyboard("{Escape}");
    await expect.element(button).toHaveFocus();
    await expect.element(button).toHaveAttribute("aria-expanded", "false");
  });

  test("has language and appearance on a phone, where they have no buttons", async () => {
    const page = await renderPortal({ width: 360 });
    await expect.element(page.getByRole("button", { name: /Sprache wählen/u })).not.toBeInTheDocument();
    await page.getByRole("button", { name: "Ines Marquardt Konto" }).click();
    await expect.element(page.getByRole("menuitemradio", { name: "English" })).toBeVisible();
    await expectNoBarriers(document.body);
    await page.getByRole("menuitemradio", { name: "Hell" }).click();
    await eventually(() => expect(theme()).toBe("light"));
  });

  test("signs out by a form of the page, which asks nothing of JavaScript", async () => {
    const page = await renderPortal();
    const form = page.container.querySelector<HTMLFormElement>('form[action="/auth/logout"]');
    expect(form?.method).toBe("post");
    const submitted = vi.fn<(event: Event) => void>((event) => event.preventDefault());
    form?.addEventListener("submit", submitted);
    await page.getByRole("button", { name: "Ines Marquardt Konto" }).click();
    await page.getByRole("menuitem", { name: "Abmelden" }).click();
    await eventually(() => expect(submitted).toHaveBeenCalledOnce());
    expect(page.client.queries.getQueryData(["cards", "chat"])).toBeUndefined();
  });

  test("is not there for a page without a session, which keeps its choices in the browser", async () => {
    const page = await renderPortal({ home: aHome({ person: null, sources: [] }) });
    await expect.element(page.getByRole("button", { name: /Konto/u })).not.toBeInTheDocument();
    await page.getByRole("button", { name: /^Darstellung/u }).click();
    await page.getByRole("menuitemradio", { name: "Dunkel" }).click();
    await eventually(() => expect(theme()).toBe("dark"));
    expect(document.cookie).toContain("portal-appearance=dark");
    expect(changes).toEqual([]);
    document.cookie = "portal-appearance=; Path=/; Max-Age=0";
  });
});
