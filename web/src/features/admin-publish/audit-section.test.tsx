import { readAudit, type AuditEntry } from "@pforte/shared/contract/admin-audit";
import type { CallReply } from "@pforte/shared/contract/endpoint";
import { expect, test } from "vitest";
import { userEvent } from "vitest/browser";
import { expectNoBarriersInAppearances } from "#testing/accessibility.ts";
import { eventually } from "#testing/eventually.ts";
import { answerPublishing, katharina, openSection } from "#testing/open-publish.tsx";
import type { RenderedPortal } from "#testing/render-portal.tsx";
import { fail, network, reply } from "#testing/server.ts";
import { AuditSection } from "./audit-section.tsx";

function anEntry(sequence: number, more: Partial<AuditEntry> = {}): AuditEntry {
  return {
    sequence,
    at: "2026-11-23T09:40:07.000Z",
    actor: katharina,
    action: "draft.changed",
    target: "tiles/mail",
    before: { name: { de: "Mail" } },
    after: { name: { de: "E-Mail" } },
    requestId: "request-1",
    hash: "ab".repeat(32),
    ...more,
  };
}

type Page = CallReply<typeof readAudit>;

const onePage: Page = {
  entries: [
    anEntry(2),
    anEntry(1, {
      actor: { kind: "operator", name: "anna" },
      action: "configuration.applied",
      target: null,
      before: null,
    }),
  ],
  next: null,
  isIntact: true,
};

/** Answers the audit, and tells what was asked for. */
function answerAudit(answer: (query: URLSearchParams) => Page = () => onePage): { readonly asked: string[] } {
  const asked: string[] = [];
  answerPublishing();
  network.use(
    reply(readAudit, (request) => {
      const { searchParams } = new URL(request.url);
      asked.push(searchParams.toString());
      return answer(searchParams);
    }),
  );
  return { asked };
}

async function openAudit(options: Parameters<typeof openSection>[1] = {}): Promise<RenderedPortal> {
  const page = await openSection(AuditSection, options);
  await expect.element(page.getByRole("table")).toBeVisible();
  return page;
}

test("each entry says when, who, what and what about, and its details are readable", async () => {
  answerAudit();
  const page = await openAudit();
  const cells = [...page.container.querySelectorAll(".p-entry")].map((row) =>
    [...row.querySelectorAll("td")].map(({ textContent }) => textContent),
  );
  expect(cells).toEqual([
    ["23.11.2026, 10:40:07", "Katharina Wendland", "Entwurf geändert", "tiles/mail", "Einzelheiten"],
    ["23.11.2026, 10:40:07", "anna (Konsole)", "Datei angewendet", "das Ganze", "Einzelheiten"],
  ]);
  const button = page.getByRole("button", { name: "Einzelheiten zu Eintrag 2" });
  await button.click();
  await expect.element(button).toHaveAttribute("aria-expanded", "true");
  expect([...page.container.querySelectorAll("pre")].map(({ textContent }) => textContent)).toEqual([
    '{\n  "name": {\n    "de": "Mail"\n  }\n}',
    '{\n  "name": {\n    "de": "E-Mail"\n  }\n}',
  ]);
  await expect.element(page.getByText("request-1")).toBeVisible();
});

test("filters ask for the whole days of the portal's time zone, and hold for the download as well", async () => {
  const { asked } = answerAudit();
  const page = await openAudit();
  await page.getByRole("button", { name: /Vorgang$/u }).click();
  await page.getByRole("option", { name: "Entwurf geändert" }).click();
  await page.getByRole("textbox", { name: "Wer" }).fill("Wendland");
  await page.getByRole("textbox", { name: "Woran" }).fill("tiles/mail");
  const days = page.getByRole("group", { name: "Von" });
  days.getByRole("spinbutton").first().element().focus();
  await userEvent.keyboard("23112026");
  page.getByRole("group", { name: "Bis" }).getByRole("spinbutton").first().element().focus();
  await userEvent.keyboard("24112026");
  expect(asked).toEqual([""]);
  await page.getByRole("button", { name: "Eingrenzen" }).click();
  await eventually(() => expect(asked).toHaveLength(2));
  await expect.element(page.getByRole("button", { name: "Eingrenzen" })).toHaveFocus();
  const wanted = {
    action: "draft.changed",
    actor: "Wendland",
    target: "tiles/mail",
    from: "2026-11-22T23:00:00.000Z",
    until: "2026-11-24T22:59:59.999Z",
  };
  expect(Object.fromEntries(new URLSearchParams(asked[1]))).toEqual(wanted);
  const download = page.getByRole("link", { name: "Als JSON Lines herunterladen" });
  await expect.element(download).toBeVisible();
  const href = download.element().getAttribute("href") ?? "";
  expect(href.startsWith("/admin/audit.jsonl?")).toBe(true);
  expect(Object.fromEntries(new URL(href, location.href).searchParams)).toEqual(wanted);
  await page.getByRole("button", { name: "Alle Einträge" }).click();
  await expect.element(download).toHaveAttribute("href", "/admin/audit.jsonl");
  await expect.element(page.getByRole("textbox", { name: "Wer" })).toHaveValue("");
});

test("an address with filters shows what they ask for", async () => {
  const { asked } = answerAudit();
  const page = await openAudit({ at: "/admin/audit?action=role.denied&actor=paul&from=nonsense" });
  expect(asked).toEqual(["action=role.denied&actor=paul"]);
  await expect.element(page.getByRole("textbox", { name: "Wer" })).toHaveValue("paul");
});

test("older entries come when they are asked for", async () => {
  const { asked } = answerAudit((query) =>
    query.get("before") === "2"
      ? { entries: [anEntry(1)], next: null, isIntact: true }
      : { entries: [anEntry(2)], next: 2, isIntact: true },
  );
  const page = await openAudit();
  await page.getByRole("button", { name: "Ältere Einträge zeigen" }).click();
  await expect.element(page.getByRole("button", { name: "Einzelheiten zu Eintrag 1" })).toBeVisible();
  expect(asked).toEqual(["", "before=2"]);
  await expect.element(page.getByText(/^Kette unversehrt/u)).toBeVisible();
});

test("a chain that does not hold on any of its pages is an alarm", async () => {
  answerAudit((query) => ({ ...onePage, next: query.has("before") ? null : 1, isIntact: !query.has("before") }));
  const page = await openAudit();
  await expect.element(page.getByText(/^Kette unversehrt/u)).toBeVisible();
  network.use(reply(readAudit, { entries: [anEntry(0)], next: null, isIntact: false }));
  await page.getByRole("button", { name: "Ältere Einträge zeigen" }).click();
  await expect.element(page.getByRole("alert").getByText("Kette verletzt")).toBeVisible();
  await expect.element(page.getByText(/^Kette unversehrt/u)).not.toBeInTheDocument();
});

test("nothing found and nothing read are told apart", async () => {
  answerPublishing();
  network.use(fail(readAudit, 500, "internal"));
  const page = await openSection(AuditSection);
  await expect.element(page.getByText("Pforte konnte das nicht ausführen.")).toBeVisible();
  network.use(reply(readAudit, { entries: [], next: null, isIntact: true }));
  await page.getByRole("button", { name: "Jetzt versuchen" }).click();
  await expect.element(page.getByText("Zu dieser Auswahl steht nichts im Protokoll.")).toBeVisible();
});

test.each([320, 1440])("the audit has no barrier at %i px, and nothing scrolls sideways", async (width) => {
  answerAudit();
  const page = await openAudit({ width });
  await page.getByRole("button", { name: "Einzelheiten zu Eintrag 2" }).click();
  await expectNoBarriersInAppearances(page.container);
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
});
