import { listNextStatuses, listWork, setWorkStatus, type WorkItem, type WorkList } from "@pforte/shared/contract/work";
import type { CallReply } from "@pforte/shared/contract/endpoint";
import type { SourceState } from "@pforte/shared/contract/source-outcome";
import { aHome } from "@pforte/shared/testing/a-home";
import { aWorkItem, someWork, someWorkItems } from "@pforte/shared/testing/some-work";
import { delay, HttpResponse } from "msw";
import { beforeEach, describe, expect, test } from "vitest";
import { userEvent } from "vitest/browser";
import { expectNoBarriers } from "#testing/accessibility.ts";
import { answerCards } from "#testing/answer-cards.ts";
import { eventually } from "#testing/eventually.ts";
import { renderPortal, type PortalOptions, type RenderedPortal } from "#testing/render-portal.tsx";
import { fail, failure, network, reply } from "#testing/server.ts";

const at = "2026-11-23T09:41:00.000Z";
const since = "2026-11-23T09:42:00.000Z";
const done = { id: "9", name: "Erledigt", isClosed: true };
const inProgress = { id: "6", name: "In Bearbeitung", isClosed: false };

beforeEach(() => {
  answerCards();
  network.use(reply(listNextStatuses, { version: "7", statuses: [inProgress, done] }));
});

function answerWork(...values: readonly WorkList[]): { readonly count: () => number } {
  let asked = 0;
  network.use(
    reply(listWork, () => {
      const value = values[Math.min(asked, values.length - 1)] ?? someWork();
      asked += 1;
      return value;
    }),
  );
  return { count: () => asked };
}

async function open(options: PortalOptions & { readonly language?: "de" | "en" } = {}): Promise<RenderedPortal> {
  const { language = "de", ...rest } = options;
  const sources = [
    { key: "projects", name: language === "de" ? "Projekte" : "Projects", capabilities: ["work" as const] },
  ];
  return renderPortal({ at: "/work", width: 1440, home: aHome({ language, sources }), ...rest });
}

const groups = (page: RenderedPortal): string[] =>
  [...page.container.querySelectorAll(".w-group")].map(({ textContent }) => textContent);
const titles = (page: RenderedPortal): string[] =>
  [...page.container.querySelectorAll(".w-title")].map(({ textContent }) => textContent);
const said = (page: RenderedPortal): string => page.getByRole("status").last().element().textContent;

describe("the work", () => {
  test("is grouped by when it is due, and each row says what, where, how far and in which state", async () => {
    answerWork(someWork({ items: someWorkItems() }));
    const page = await open();
    await expect.element(page.getByRole("link", { name: "Vermerk Randstreifen freigeben" })).toBeVisible();
    expect(groups(page)).toEqual(["Überfällig1", "Heute1", "Diese Woche1", "Später1", "Ohne Datum1"]);
    await expect.element(page.getByText("5 offen")).toBeVisible();
    const row = page.getByRole("row", { name: "Vermerk Randstreifen freigeben" });
    expect(row.element().textContent).toContain("Projekt: Gewässerrandstreifen 2027");
    expect(row.element().textContent).toContain("Priorität: Normal");
    expect(row.element().textContent).toContain("Fortschritt: 40 %");
    await expect
      .element(row.getByRole("link"))
      .toHaveAttribute("href", "https://projects.example.org/work_packages/4711");
    await expect
      .element(row.getByRole("button", { name: "Status In Prüfung, ändern: Vermerk Randstreifen freigeben" }))
      .toBeVisible();
    expect([...page.container.querySelectorAll(".w-due")].map(({ textContent }) => textContent)).toEqual([
      "Fällig: seit Fr",
      "Fällig: heute",
      "Fällig: Mi, 25.11.",
      "Fällig: Fr, 04.12.",
      "",
    ]);
    await expectNoBarriers(page.container);
  });

  test.each([
    [320, "de", "dark"],
    [800, "en", "contrast"],
    [1440, "en", "light"],
  ] as const)("has no barrier at %i px (%s, %s), and nothing scrolls sideways", async (width, language, appearance) => {
    answerWork(someWork({ items: someWorkItems() }));
    const sources = [{ key: "projects", name: "Projekte", capabilities: ["work" as const] }];
    const page = await renderPortal({ at: "/work", width, home: aHome({ language, appearance, sources }) });
    await expect.element(page.getByRole("row").nth(1)).toBeVisible();
    await expectNoBarriers(page.container);
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
  });

  test("can be filtered by due day and by project, and the address keeps the choice", async () => {
    answerWork(someWork({ items: someWorkItems() }));
    const page = await open();
    await page.getByRole("radio", { name: "Diese Woche 3" }).click();
    await eventually(() => expect(titles(page)).toHaveLength(3));
    await page.getByRole("radio", { name: "Überfällig 1" }).click();
    await eventually(() => expect(titles(page)).toEqual(["Stellungnahme Deichrückbau abstimmen"]));
    await page.getByRole("radio", { name: "Alle 5" }).click();
    await page.getByRole("button", { name: "Alle Projekte" }).click();
    await page.getByRole("menuitemcheckbox", { name: /^Hochwasserschutz/u }).click();
    await userEvent.keyboard("{Escape}");
    await expect.element(page.getByRole("button", { name: "Hochwasserschutz" })).toBeVisible();
    expect(titles(page)).toEqual([
      "Stellungnahme Deichrückbau abstimmen",
      "Anhörung Hochwasserrückhaltebecken vorbereiten",
    ]);
    await page.getByRole("radio", { name: "Diese Woche 1" }).click();
    await eventually(() => expect(titles(page)).toHaveLength(1));
  });

  test("begins with the choice of its address, and says when nothing of it is open", async () => {
    answerWork(someWork({ items: [aWorkItem()] }));
    const page = await open({ at: "/work?due=overdue" });
    await expect.element(page.getByText("In dieser Auswahl ist nichts offen.")).toBeVisible();
    await expectNoBarriers(page.container);
  });

  test("that is capped is said to be more", async () => {
    const items = someWorkItems();
    answerWork(someWork({ items, counts: [{ source: "projects", open: 100, isCapped: true }] }));
    const page = await open();
    await expect.element(page.getByText("mehr als 100 offen")).toBeVisible();
  });

  test("that there is none is said in words", async () => {
    answerWork(someWork());
    const page = await open({ language: "en" });
    await expect.element(page.getByRole("heading", { name: "Nothing to do" })).toBeVisible();
    await expectNoBarriers(page.container);
  });
});

type Body = { id: string; item: string; status: string; version: string };
type Reply = CallReply<typeof setWorkStatus>;

/** Answers each change in turn and tells what was asked for. */
function answerStatus(...answers: readonly (((body: Body) => Reply) | Response)[]): readonly Body[] {
  const bodies: Body[] = [];
  network.use(
    reply(setWorkStatus, async (request) => {
      // The endpoint's body, as the page sent it.
      const body = (await request.json()) as Body;
      const answer = answers[Math.min(bodies.length, answers.length - 1)];
      bodies.push(body);
      if (answer === undefined || answer instanceof Response) {
        return answer?.clone() ?? HttpResponse.error();
      }
      return answer(body);
    }),
  );
  return bodies;
}

const became =
  (state: Reply["outcome"]["state"], item: WorkItem | null = null, overtakenBy: string | null = null) =>
  ({ id }: Body): Reply => ({ outcome: { id, state }, item, overtakenBy });

async function setDone(page: RenderedPortal): Promise<void> {
  await page.getByRole("button", { name: /^Status .*, ändern: Vermerk Randstreifen freigeben/u }).click();
  await page.getByRole("menuitem", { name: "Erledigt" }).click();
}

const chip = (page: RenderedPortal): string => page.container.querySelector(".w-chip")?.textContent ?? "";

describe("a status that is set", () => {
  test("holds at once, with the version of the moment when the menu was opened", async () => {
    answerWork(someWork({ items: [aWorkItem()] }), someWork({ items: [aWorkItem({ status: done })] }));
    const bodies: Body[] = [];
    const answer = Promise.withResolvers<undefined>();
    network.use(
      reply(setWorkStatus, async (request) => {
        // The endpoint's body, as the page sent it.
        const body = (await request.json()) as Body;
        bodies.push(body);
        await answer.promise;
        return became("applied", aWorkItem({ status: done, version: "8" }))(body);
      }),
    );
    const page = await open();
    await setDone(page);
    await eventually(() => expect(chip(page)).toBe("Erledigt"));
    answer.resolve(undefined);
    await eventually(() => expect(said(page)).toBe("„Vermerk Randstreifen freigeben“ steht jetzt auf „Erledigt“."));
    expect(bodies).toMatchObject([{ item: "projects:4711", status: "9", version: "7" }]);
    expect(bodies[0]?.id).toMatch(/^[\da-f-]{36}$/u);
    await expectNoBarriers(page.container);
  });

  test("that waits for its tool says so", async () => {
    answerWork(someWork({ items: [aWorkItem()] }), someWork({ items: [aWorkItem({ pendingStatus: done })] }));
    answerStatus(became("waiting"));
    const page = await open();
    await setDone(page);
    await expect.element(page.getByText("wird nachgetragen", { exact: true })).toBeVisible();
    expect(chip(page)).toBe("Erledigt");
    await eventually(() => expect(said(page)).toContain("wird nachgetragen, sobald Projekte antwortet."));
    await expectNoBarriers(page.container);
  });

  test("that was overtaken shows by whom and what is now, keeps the choice, and the focus when the new state is loaded", async () => {
    answerWork(someWork({ items: [aWorkItem()] }), someWork({ items: [aWorkItem({ status: inProgress })] }));
    answerStatus(became("overtaken", aWorkItem({ status: inProgress, version: "8" }), "Tobias Kranich"));
    const page = await open();
    await setDone(page);
    const note = page.getByText(
      /^Tobias Kranich hat das Arbeitspaket inzwischen geändert\. Es steht jetzt auf „In Bearbeitung“\. Ihre Wahl „Erledigt“ steht noch hier\./u,
    );
    await expect.element(note.first()).toBeVisible();
    expect(chip(page)).toBe("Erledigt");
    await expectNoBarriers(page.container);
    await page.getByRole("button", { name: /^Neuen Stand laden/u }).click();
    await eventually(() => expect(chip(page)).toBe("In Bearbeitung"));
    expect(page.container.querySelector(".w-note")).toBeNull();
    expect(document.activeElement?.getAttribute("aria-label")).toBe(
      "Status In Bearbeitung, ändern: Vermerk Randstreifen freigeben",
    );
  });

  test("whose answer is lost can be sent again, as the same intent", async () => {
    answerWork(someWork({ items: [aWorkItem()] }));
    const bodies = answerStatus(failure(503, "storage_unavailable"), became("applied", aWorkItem({ status: done })));
    const page = await open();
    await setDone(page);
    await expect.element(page.getByText(/^Der Status wurde nicht gesetzt\./u).first()).toBeVisible();
    expect(chip(page)).toBe("Erledigt");
    await expectNoBarriers(page.container);
    await page.getByRole("button", { name: /^Erneut versuchen/u }).click();
    await eventually(() => expect(page.container.querySelector(".w-note")).toBeNull());
    expect(bodies).toHaveLength(2);
    expect(bodies[1]).toEqual(bodies[0]);
  });

  test("that the tool refuses can be let go, and the row says what is", async () => {
    answerWork(someWork({ items: [aWorkItem()] }));
    answerStatus(became("refused"));
    const page = await open();
    await setDone(page);
    await expect.element(page.getByText(/^„Erledigt“ hat Projekte nicht angenommen\./u).first()).toBeVisible();
    await page.getByRole("button", { name: /^Verwerfen/u }).click();
    await eventually(() => expect(chip(page)).toBe("In Prüfung"));
  });

  test("cannot be chosen where the person may not", async () => {
    answerWork(someWork({ items: [aWorkItem({ canChangeStatus: false })] }));
    const page = await open();
    await expect.element(page.getByText("In Prüfung", { exact: true })).toBeVisible();
    await expect.element(page.getByRole("button", { name: /^Status/u })).not.toBeInTheDocument();
  });
});

describe("the next steps", () => {
  test("are asked for when the menu opens, and can be asked for again", async () => {
    answerWork(someWork({ items: [aWorkItem()] }));
    network.use(fail(listNextStatuses, 503, "source_unavailable"));
    const page = await open();
    const button = page.getByRole("button", { name: /^Status In Prüfung/u });
    await button.click();
    const again = page.getByRole("menuitem", { name: "Nicht geladen. Noch einmal versuchen" });
    await expect.element(again).toBeVisible();
    network.use(
      reply(listNextStatuses, async () => {
        await delay(200);
        return { version: "7", statuses: [done] };
      }),
    );
    await again.click();
    await expect.element(page.getByRole("menuitem", { name: "Erledigt" })).toBeVisible();
    await expectNoBarriers(document.body);
  });

  test("that there are none is said", async () => {
    answerWork(someWork({ items: [aWorkItem()] }));
    network.use(reply(listNextStatuses, { version: "7", statuses: [] }));
    const page = await open();
    await page.getByRole("button", { name: /^Status In Prüfung/u }).click();
    await expect.element(page.getByText("Hier gibt es für Sie keinen nächsten Schritt.")).toBeVisible();
  });
});

const states: readonly (readonly [SourceState, text: RegExp])[] = [
  [{ state: "stale", at, because: "timeout", since }, /^Stand von 10:41 Uhr, Projekte antwortet gerade zu langsam/u],
  [{ state: "throttled", until: "2026-11-23T09:46:00.000Z" }, /Weiter um 10:46 Uhr/u],
  [{ state: "degraded", at, dropped: 1 }, /^1 Eintrag war nicht lesbar/u],
];

describe("a source", () => {
  test.each(states)("whose work stays says how it is: %j", async (outcome, text) => {
    answerWork(someWork({ items: [aWorkItem()], outcome }));
    const page = await open();
    await expect.element(page.getByText(text)).toBeVisible();
    await expect.element(page.getByRole("link", { name: "Vermerk Randstreifen freigeben" })).toBeVisible();
    await expectNoBarriers(page.container);
  });

  test.each([
    [{ state: "unavailable", since }, "Projekte ist nicht erreichbar"],
    [{ state: "not_entitled" }, "Kein Zugang zu „Projekte“"],
    [{ state: "needs_first_login" }, "Projekte einmal öffnen"],
  ] as const)("that is silent says why, and never that there is nothing to do: %j", async (outcome, title) => {
    const counts = [{ source: "projects", open: null, isCapped: false }];
    answerWork(someWork({ outcome, counts }));
    const page = await open();
    await expect.element(page.getByRole("heading", { name: title })).toBeVisible();
    await expect.element(page.getByText("Nichts zu tun")).not.toBeInTheDocument();
    await expect.element(page.getByText(/offen$/u)).not.toBeInTheDocument();
    await expectNoBarriers(page.container);
  });

  test("that says that work has changed is asked again", async () => {
    const asked = answerWork(someWork({ items: [aWorkItem()] }), someWork({ items: someWorkItems() }));
    const page = await open();
    await expect.element(page.getByRole("link", { name: "Vermerk Randstreifen freigeben" })).toBeVisible();
    await userEvent.hover(page.getByRole("heading", { level: 1 }));
    page.events.say({ type: "source_changed", source: "projects", topics: ["notifications"] });
    await delay(50);
    expect(asked.count()).toBe(1);
    page.events.say({ type: "source_changed", source: "projects", topics: ["work"] });
    await expect.element(page.getByRole("link", { name: "Leistungsverzeichnis prüfen" })).toBeVisible();
  });
});
