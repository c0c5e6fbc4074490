import { applyFile, planFile, readDrift } from "@pforte/shared/contract/admin-code";
import type { CallReply } from "@pforte/shared/contract/endpoint";
import { beforeEach, describe, expect, test } from "vitest";
import { userEvent } from "vitest/browser";
import { expectNoBarriers, expectNoBarriersInAppearances } from "#testing/accessibility.ts";
import { eventually } from "#testing/eventually.ts";
import { aDraft, answerPublishing, openSection } from "#testing/open-publish.tsx";
import type { RenderedPortal } from "#testing/render-portal.tsx";
import { fail, failure, network, reply } from "#testing/server.ts";
import { FileSection } from "./file-section.tsx";
import { sessionOf } from "#testing/session-of.ts";

type Plan = CallReply<typeof planFile>;

const mail = { key: "mail", de: "Mail", en: null };
const plan: Plan = {
  kind: "plan",
  version: 11,
  origin: "git.example.org/portal.yaml",
  difference: [{ kind: "changed", what: "tile", named: mail, field: "name.en", before: null, after: "Mail" }],
};
const mistakes: Plan = {
  kind: "problems",
  problems: Array.from({ length: 10 }, (_, index) => ({
    line: index + 1,
    column: 3,
    path: `tiles.${index}.key`,
    message: `mistake ${index + 1}`,
  })),
};
const yaml = Array.from({ length: 12 }, (_, index) => `line-${index + 1}: x`).join("\n");

beforeEach(() => {
  answerPublishing();
  network.use(reply(readDrift, { origin: null, drift: null }));
});

async function openFile(options: Parameters<typeof openSection>[1] = {}): Promise<RenderedPortal> {
  const page = await openSection(FileSection, options);
  await expect.element(field(page)).toBeVisible();
  return page;
}

const field = (page: RenderedPortal) => page.getByRole("textbox", { name: "Inhalt der Datei (YAML)" });
const note = (page: RenderedPortal) => page.getByRole("textbox", { name: "Notiz" });
const apply = (page: RenderedPortal) => page.getByRole("button", { name: "Datei anwenden" });

async function check(page: RenderedPortal, found: Plan): Promise<void> {
  network.use(reply(planFile, found));
  await field(page).fill(yaml);
  await page.getByRole("button", { name: "Prüfen" }).click();
}

describe("the configuration as a file", () => {
  test("is downloaded with a link to its schema", async () => {
    const page = await openFile();
    const download = page.getByRole("link", { name: "Veröffentlichten Stand herunterladen" });
    await expect.element(download).toHaveAttribute("href", "/admin/configuration.yaml");
    await expect
      .element(page.getByRole("link", { name: "JSON Schema der Datei" }))
      .toHaveAttribute("href", "/schemas/configuration.json");
  });

  test("says what it keeps, where it comes from and what differs by now", async () => {
    const ownership = {
      origin: "git.example.org/portal.yaml",
      paths: ["tiles/mail", "portal/name", "categories"],
      appliedAt: "2026-11-20T09:00:00.000Z",
    };
    answerPublishing({ draft: aDraft({ ownership }) });
    network.use(reply(readDrift, { origin: ownership.origin, drift: plan.kind === "plan" ? plan.difference : null }));
    const page = await openFile();
    await expect.element(page.getByText(/„git\.example\.org\/portal\.yaml“ pflegt 3 Stellen/u)).toBeVisible();
    await page.getByRole("button", { name: "Stellen zeigen" }).click();
    expect([...page.container.querySelectorAll(".p-paths li")].map(({ textContent }) => textContent)).toEqual([
      "Mail tiles/mail",
      "Portal: Name portal/name",
      "Kategorien categories",
    ]);
    const drift = page.getByRole("list", { name: "1 Abweichung von der Datei" });
    await expect.element(drift.getByText("Name (Englisch) von „Mail“: neu „Mail“")).toBeVisible();
  });

  test("says where no file keeps anything, and where what is published is what it says", async () => {
    const page = await openFile();
    await expect.element(page.getByText(/^Keine Datei pflegt etwas/u)).toBeVisible();
    network.use(reply(readDrift, { origin: "git", drift: [] }));
    await page.client.queries.invalidateQueries();
    await expect.element(page.getByText("Was veröffentlicht ist, entspricht der Datei.")).toBeVisible();
  });
});

describe("a file that is brought in", () => {
  test("shows all ten mistakes with their lines, leads to each, and offers nothing to apply", async () => {
    const page = await openFile();
    await check(page, mistakes);
    const list = page.getByRole("list", { name: "10 Fehler in der Datei" });
    await expect.element(list.getByRole("listitem").nth(9)).toBeVisible();
    expect(list.getByRole("listitem").elements()[9]?.textContent).toBe("Zeile 10, Spalte 3 mistake 10tiles.9.key");
    await expect.element(apply(page)).not.toBeInTheDocument();
    await page.getByRole("button", { name: "Zeile 10, Spalte 3" }).click();
    await expect.element(field(page)).toHaveFocus();
    const area = page.container.querySelector<HTMLTextAreaElement>(".p-yaml");
    expect(area?.value.slice(area.selectionStart, area.selectionEnd)).toBe("line-10: x");
    await expect.element(page.getByRole("status")).toHaveTextContent("10 Fehler in der Datei");
  });

  test("can be chosen instead of pasted", async () => {
    const page = await openFile();
    const input = page.container.querySelector('input[type="file"]') ?? page.container;
    await userEvent.upload(input, new File([yaml], "portal.yaml", { type: "application/yaml" }));
    await expect.element(field(page)).toHaveValue(yaml);
  });

  test("tells what it would change, and is applied to exactly that version with a note", async () => {
    const page = await openFile();
    let asked: unknown = null;
    network.use(
      reply(applyFile, async (request) => {
        asked = [request.headers.get("if-match"), await request.json()];
        return { version: 12, isChanged: true };
      }),
    );
    await check(page, plan);
    const changes = page.getByRole("list", { name: "Das würde sich ändern" });
    await expect.element(changes.getByText("Name (Englisch) von „Mail“: neu „Mail“")).toBeVisible();
    await expect.element(page.getByText(/als Herkunft steht „git\.example\.org\/portal\.yaml“/u)).toBeVisible();
    await apply(page).click();
    await expect.element(note(page)).toHaveFocus();
    await note(page).fill("Aus Git");
    await apply(page).click();
    await expect
      .element(page.getByText("Die Datei ist angewendet und als Version 12 veröffentlicht.").first())
      .toBeVisible();
    expect(asked).toEqual(['"11"', { text: yaml, note: "Aus Git" }]);
    await expect.element(field(page)).toHaveValue("");
  });

  test("says so where applying it has changed nothing", async () => {
    const page = await openFile();
    network.use(reply(applyFile, { version: 11, isChanged: false }));
    await check(page, { kind: "plan", version: 11, origin: null, difference: [] });
    await expect.element(page.getByText(/^Die Datei sagt, was schon veröffentlicht ist\./u)).toBeVisible();
    await note(page).fill("Aus Git");
    await apply(page).click();
    await expect.element(page.getByText(/^Die Datei hat nichts geändert/u).first()).toBeVisible();
  });

  test("that is changed after it was looked through must be looked through again", async () => {
    const page = await openFile();
    await check(page, plan);
    await expect.element(apply(page)).toBeVisible();
    await field(page).fill(`${yaml}\nmore: x`);
    await expect.element(apply(page)).not.toBeInTheDocument();
  });

  test("is compared anew where another version was published since, and keeps its note", async () => {
    const page = await openFile();
    await check(page, plan);
    await note(page).fill("Aus Git");
    network.use(fail(applyFile, 412, "version_stale"), reply(planFile, { ...plan, version: 12 }));
    await apply(page).click();
    await expect.element(page.getByText(/^Inzwischen wurde eine andere Version veröffentlicht\./u)).toBeVisible();
    await expect.element(page.getByText(/^Verglichen mit Version 12/u)).toBeVisible();
    await expect.element(note(page)).toHaveValue("Aus Git");
  });

  test("that is refused when it is applied shows its mistakes as well", async () => {
    const page = await openFile();
    await check(page, plan);
    await note(page).fill("Aus Git");
    network.use(
      reply(applyFile, () =>
        failure(400, "bad_request", { issues: [{ path: "tiles.0.links.de", message: "must begin with https" }] }),
      ),
    );
    await apply(page).click();
    await expect.element(page.getByText("must begin with https")).toBeVisible();
    await expect.element(apply(page)).not.toBeInTheDocument();
  });

  test("comes back from a fresh sign-in with its text, its note and its difference", async () => {
    const page = await openFile();
    network.use(fail(applyFile, 401, "step_up"), sessionOf("ines"));
    await check(page, plan);
    await note(page).fill("Aus Git");
    await apply(page).click();
    await eventually(() => expect(page.journeys).toHaveLength(1));
    await page.unmount();
    const after = await openFile();
    await expect.element(field(after)).toHaveValue(yaml);
    await expect.element(note(after)).toHaveValue("Aus Git");
    await expect.element(apply(after)).toBeVisible();
  });

  test("asks for its text first", async () => {
    const page = await openFile();
    await page.getByRole("button", { name: "Prüfen" }).click();
    await expect.element(field(page)).toHaveFocus();
    await expect.element(page.getByText(/fügen Sie ihren Inhalt ein\.$/u)).toBeVisible();
  });
});

test.each([320, 1440])("the section has no barrier at %i px, and nothing scrolls sideways", async (width) => {
  const page = await openFile({ width });
  await check(page, mistakes);
  await expect.element(page.getByText("mistake 10")).toBeVisible();
  await expectNoBarriers(page.container);
  await check(page, plan);
  await expect.element(apply(page)).toBeVisible();
  await expectNoBarriersInAppearances(page.container);
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
});
