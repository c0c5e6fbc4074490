import {
  browserSchema,
  endOtherSessions,
  endOwnSession,
  readOwnSessions,
  systemSchema,
  type OwnSession,
} from "@pforte/shared/contract/own-sessions";
import { aHome } from "@pforte/shared/testing/a-home";
import { describe, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { createText } from "#i18n/text.ts";
import { catalogue } from "#i18n/de.ts";
import { joinTopic } from "#i18n/use-text.tsx";
import { answerCards } from "#testing/answer-cards.ts";
import { expectNoBarriers, expectNoBarriersInAppearances } from "#testing/accessibility.ts";
import { eventually } from "#testing/eventually.ts";
import { renderPart, renderPortal, type PortalOptions } from "#testing/render-portal.tsx";
import { fail, failure, network, reply } from "#testing/server.ts";
import { Announcer } from "#ui/announcer.tsx";
import { ViewHead } from "#ui/view-head.tsx";
import { deviceText } from "./device-text.ts";
import { OwnSessionsView } from "./own-sessions-view.tsx";

const here: OwnSession = {
  id: "here",
  isCurrent: true,
  device: { browser: "firefox", system: "linux" },
  signedInAt: "2026-11-23T07:12:00.000Z",
  lastUsedAt: "2026-11-23T09:43:00.000Z",
};
const phone: OwnSession = {
  id: "phone",
  isCurrent: false,
  device: { browser: "safari", system: "iphone" },
  signedInAt: "2026-11-22T17:30:00.000Z",
  lastUsedAt: "2026-11-22T17:58:00.000Z",
};
const unknown: OwnSession = { ...phone, id: "unknown", device: { browser: null, system: null } };

/** Sessions as the portal would answer: what was ended is gone. */
function living(sessions: readonly OwnSession[]) {
  const ended: string[] = [];
  const left = () => sessions.filter(({ id }) => !ended.includes(id));
  network.use(
    reply(readOwnSessions, () => ({ sessions: [...left()] })),
    reply(endOwnSession, async (request) => {
      const { id } = endOwnSession.body.parse(await request.json());
      ended.push(id);
      return { ended: 1 };
    }),
    reply(endOtherSessions, () => {
      const others = left().filter(({ isCurrent }) => !isCurrent);
      ended.push(...others.map(({ id }) => id));
      return { ended: others.length };
    }),
  );
  return ended;
}

const open = async (options: PortalOptions = {}): Promise<HTMLElement> => {
  const home = options.home ?? aHome();
  const { container } = await renderPart(
    <div className="sheet">
      <div className="page">
        <ViewHead title="Meine Anmeldungen">
          <OwnSessionsView home={home} />
        </ViewHead>
      </div>
      <Announcer />
    </div>,
    { home, ...options },
  );
  return container;
};
const rowOf = (name: string) => page.getByRole("listitem").filter({ hasText: name });

describe("my sessions", () => {
  test("say on what, since when and when last, mark this one, and have no barrier at 320 pixels in any appearance", async () => {
    living([here, phone, unknown]);
    const container = await open({ width: 320 });
    const lines = [
      ["Firefox unter Linux", "Angemeldet heute, 08:12 Uhr", "zuletzt benutzt heute, 10:43 Uhr"],
      [
        "Safari auf iPhone",
        "Angemeldet Sonntag, 22. November, 18:30 Uhr",
        "zuletzt benutzt Sonntag, 22. November, 18:58 Uhr",
      ],
    ] as const;
    for (const [name, ...said] of lines) {
      for (const line of said) await expect.element(rowOf(name).getByText(line)).toBeVisible();
    }
    await expect.element(rowOf("Firefox unter Linux").getByText("Diese Sitzung")).toBeVisible();
    await expect.element(page.getByRole("heading", { name: "Ein unbekannter Browser" })).toBeVisible();
    expect(rowOf("Firefox unter Linux").getByRole("button").elements()).toEqual([]);
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(320);
    await expectNoBarriersInAppearances(container);
  });

  test("end one after a question that says what is lost, by keyboard alone; the outcome is said and the focus is kept", async () => {
    const ended = living([here, phone]);
    await open();
    const button = page.getByRole("button", { name: /^Sitzung beenden: Safari auf iPhone, Angemeldet Sonntag/u });
    await expect.element(button).toBeVisible();
    button.element().focus();
    await userEvent.keyboard("{Enter}");
    const question = page.getByRole("alertdialog", { name: "Sitzung beenden?" });
    await expect
      .element(
        question.getByText(
          /^Safari auf iPhone, angemeldet Sonntag, 22\. November, 18:30 Uhr: Dort wird Pforte sofort abgemeldet;/u,
        ),
      )
      .toBeVisible();
    await expect.element(question.getByText(/^Beim Anmeldedienst kann dieser Browser noch/u)).toBeVisible();
    await expectNoBarriers(question.element());
    await userEvent.keyboard("{Escape}");
    await expect.element(button).toHaveFocus();
    expect(ended).toEqual([]);
    await userEvent.keyboard("{Enter}");
    page.getByRole("button", { name: "Jetzt beenden" }).element().focus();
    await userEvent.keyboard("{Enter}");
    await expect.element(page.getByText("Sie sind nur hier angemeldet.")).toBeVisible();
    await expect.element(page.getByText("1 Sitzung ist beendet.").first()).toBeVisible();
    await expect.element(page.getByRole("status").filter({ hasText: "1 Sitzung ist beendet." })).toBeInTheDocument();
    await expect.element(page.getByRole("heading", { level: 1 })).toHaveFocus();
    expect(ended).toEqual(["phone"]);
  });

  test("end all others at once and stay here", async () => {
    const ended = living([here, phone, unknown]);
    await open();
    await page.getByRole("button", { name: "Alle 2 anderen Sitzungen beenden …" }).click();
    await expect.element(page.getByText(/Hier bleiben Sie angemeldet\./u)).toBeVisible();
    await expect.element(page.getByText(/^Beim Anmeldedienst können die anderen Browser noch/u)).toBeVisible();
    await page.getByRole("button", { name: "Jetzt beenden" }).click();
    await expect.element(page.getByText("2 Sitzungen sind beendet.").first()).toBeVisible();
    await expect.element(rowOf("Firefox unter Linux")).toBeVisible();
    expect([ended.length, page.getByRole("listitem").elements().length]).toEqual([2, 1]);
  });

  test("keep the question, and say why, where ending failed; a session that was over already is no failure", async () => {
    living([here, phone]);
    network.use(fail(endOwnSession, 503, "storage_unavailable"));
    await open();
    await page.getByRole("button", { name: /^Sitzung beenden/u }).click();
    await page.getByRole("button", { name: "Jetzt beenden" }).click();
    const question = page.getByRole("alertdialog");
    await expect.element(question.getByRole("alert").getByText(/^Pforte kann gerade/u)).toBeVisible();
    await expectNoBarriers(question.element());
    network.use(reply(endOwnSession, { ended: 0 }));
    await page.getByRole("button", { name: "Jetzt beenden" }).click();
    await expect.element(page.getByText("Die Sitzung war schon beendet.").first()).toBeVisible();
    await expect.element(question).not.toBeInTheDocument();
  });

  test("say of several that were over already that they were", async () => {
    living([here, phone, unknown]);
    network.use(reply(endOtherSessions, { ended: 0 }));
    await open();
    await page.getByRole("button", { name: /anderen Sitzungen beenden/u }).click();
    await page.getByRole("button", { name: "Jetzt beenden" }).click();
    await expect.element(page.getByText("Die anderen Sitzungen waren schon beendet.").first()).toBeVisible();
  });

  test("keep the question while it is carried out, whatever is pressed, so that its failure is said where it was asked", async () => {
    living([here, phone]);
    const gate = Promise.withResolvers<void>();
    network.use(
      reply(endOwnSession, async () => {
        await gate.promise;
        return failure(503, "storage_unavailable");
      }),
    );
    await open();
    await page.getByRole("button", { name: /^Sitzung beenden/u }).click();
    const question = page.getByRole("alertdialog");
    await page.getByRole("button", { name: "Jetzt beenden" }).click();
    await expect.element(question.getByRole("button", { name: "Abbrechen" })).toBeDisabled();
    await userEvent.keyboard("{Escape}");
    await userEvent.click(document.querySelector(".scrim") ?? document.body, { position: { x: 2, y: 2 } });
    await expect.element(question).toBeVisible();
    gate.resolve();
    await expect.element(question.getByRole("alert").getByText(/^Pforte kann gerade/u)).toBeVisible();
    await page.getByRole("button", { name: "Abbrechen" }).click();
    await expect.element(question).not.toBeInTheDocument();
  });

  test("say the outcome aloud only when the question is gone, and below the rows, which do not move for it", async () => {
    living([here, phone, unknown]);
    const container = await open();
    await page.getByRole("button", { name: /^Sitzung beenden: Safari auf iPhone/u }).click();
    const heardUnder: boolean[] = [];
    const status = container.querySelector("output");
    const watch = new MutationObserver(() => heardUnder.push(document.querySelector("[role=alertdialog]") !== null));
    if (status !== null) watch.observe(status, { childList: true, characterData: true, subtree: true });
    const top = () => rowOf("Firefox unter Linux").element().getBoundingClientRect().top;
    const before = top();
    await page.getByRole("button", { name: "Jetzt beenden" }).click();
    await expect.element(page.getByRole("heading", { level: 1 })).toHaveFocus();
    await eventually(() => expect(heardUnder).toEqual([false]));
    watch.disconnect();
    await expect.element(page.getByText("1 Sitzung ist beendet.").first()).toBeVisible();
    expect(top()).toBe(before);
  });

  test.each([320, 1200])(
    "show at a width of %i the shape of this session's row while they are read, and nothing shifts",
    async (width) => {
      const gate = Promise.withResolvers<void>();
      network.use(
        reply(readOwnSessions, async () => {
          await gate.promise;
          return { sessions: [here] };
        }),
      );
      const container = await open({ width });
      const list = page.getByRole("list", { name: "Ihre Anmeldungen werden geladen" });
      await expect.element(list).toBeVisible();
      const box = () => {
        const { top, height } = (container.querySelector(".own-rows") as Element).getBoundingClientRect();
        return [top, height];
      };
      const before = box();
      await expectNoBarriers(container);
      gate.resolve();
      await expect.element(page.getByText("Sie sind nur hier angemeldet.")).toBeVisible();
      expect(box()).toEqual(before);
      await expectNoBarriers(container);
    },
  );

  test("say what helps where they cannot be read, and come when they are asked for again", async () => {
    network.use(fail(readOwnSessions, 503, "storage_unavailable"));
    const container = await open();
    await expect.element(page.getByRole("heading", { name: /^Pforte kann gerade/u })).toBeVisible();
    expect(page.getByText("Sie sind nur hier angemeldet.").elements()).toEqual([]);
    await expectNoBarriersInAppearances(container);
    living([here, phone]);
    await page.getByRole("button", { name: "Jetzt versuchen" }).click();
    await expect.element(rowOf("Safari auf iPhone")).toBeVisible();
    await expect.element(page.getByRole("heading", { name: /^Pforte kann gerade/u })).not.toBeInTheDocument();
  });

  test("are reached from the person's menu, in the page, with the heading in focus and in the title", async () => {
    answerCards();
    living([here]);
    const portal = await renderPortal();
    await portal.getByRole("button", { name: /Ines Marquardt/u }).click();
    await portal.getByRole("menuitem", { name: "Meine Anmeldungen" }).click();
    await expect.element(portal.getByRole("heading", { level: 1, name: "Meine Anmeldungen" })).toHaveFocus();
    await eventually(() => expect(document.title).toMatch(/^Meine Anmeldungen – /u));
    await expect.element(portal.getByText("Sie sind nur hier angemeldet.")).toBeVisible();
    expect(portal.journeys).toEqual([]);
  });

  test("have words for every browser and system of the contract, in both languages", async () => {
    living([here, phone]);
    await open({ home: aHome({ language: "en" }) });
    await expect.element(page.getByRole("heading", { name: "Safari on iPhone" })).toBeVisible();
    const text = createText("de", catalogue, "Europe/Berlin");
    await joinTopic(text, "ownSessions");
    const all = [...browserSchema.options, null].flatMap((browser) =>
      [...systemSchema.options, null].map((system) => deviceText({ browser, system }, text)),
    );
    expect(all).toHaveLength(63);
    // The inbox says the same: bff/src/services/portal-notification-texts.test.ts.
    expect(deviceText({ browser: "safari", system: "mac_or_ipad" }, text)).toBe("Safari auf Mac oder iPad");
    expect(deviceText({ browser: null, system: "windows" }, text)).toBe("Ein Browser unter Windows");
    expect(all.filter((each) => /[{}_]|null|undefined/u.test(each) || each.trim() === "")).toEqual([]);
  });
});
