import { pictureUploadPath } from "@pforte/shared/contract/admin-assets";
import { aConfiguration } from "@pforte/shared/testing/a-configuration";
import { aHome } from "@pforte/shared/testing/a-home";
import { http, HttpResponse } from "msw";
import { I18nProvider } from "react-aria-components";
import { describe, expect, test } from "vitest";
import { DraftProvider } from "#api/draft.tsx";
import { expectNoBarriersInAppearances } from "#testing/accessibility.ts";
import { answerDraft, type DraftServer } from "#testing/answer-draft.ts";
import { eventually } from "#testing/eventually.ts";
import { aDraft } from "#testing/open-publish.tsx";
import { renderPart, type PortalOptions, type RenderedPortal } from "#testing/render-portal.tsx";
import { failure, network } from "#testing/server.ts";
import { BrandingSection } from "./branding-section.tsx";

const document = aConfiguration();
const picture = `upload:${"a".repeat(64)}.svg`;
const drawing = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 60"><rect width="300" height="60"/></svg>`;

async function open(
  options: PortalOptions & { readonly ownership?: ReturnType<typeof aDraft>["ownership"] } = {},
): Promise<{ page: RenderedPortal; server: DraftServer }> {
  const { ownership = null, ...rest } = options;
  const server = answerDraft(aDraft({ document, changes: [], ownership }));
  const page = await renderPart(
    <I18nProvider locale="de">
      <DraftProvider>
        <BrandingSection home={aHome()} />
      </DraftProvider>
    </I18nProvider>,
    rest,
  );
  await expect.element(page.getByRole("heading", { name: "Erscheinungsbild" })).toBeVisible();
  return { page, server };
}

const box = (page: RenderedPortal, name: string) => page.getByRole("textbox", { name });

describe("the looks of the portal", () => {
  test("go into the draft by themselves once one rests, and leave the rest of the portal as it is", async () => {
    const { page, server } = await open();
    await box(page, "Name des Portals, Deutsch").fill("Mittelau-Portal");
    await box(page, "Begrüßung, Deutsch").fill("Willkommen");
    await box(page, "Hilfe, Deutsch").fill("https://hilfe.example.org/");
    await eventually(() => expect(server.draft().document.portal.name.de).toBe("Mittelau-Portal"));
    await eventually(() =>
      expect(server.draft().document.portal).toEqual({
        ...document.portal,
        name: { de: "Mittelau-Portal", en: "Portal" },
        branding: { welcome: { de: "Willkommen" } },
        help: { de: "https://hilfe.example.org/" },
      }),
    );
    await expect.element(page.getByText("Englisch fehlt, gezeigt wird Deutsch.").first()).toBeVisible();
  });

  test("have no barrier in any appearance", async () => {
    const { page } = await open();
    await expect.element(box(page, "Akzentfarbe")).toBeVisible();
    await expectNoBarriersInAppearances(page.container);
  });

  test("what is wrong is said at its field, and nothing is saved until it is right", async () => {
    const { page, server } = await open();
    await box(page, "Impressum, Deutsch").fill("www.example.org");
    await box(page, "E-Mail").fill("hilfe");
    await expect.element(page.getByText(/^2 Angaben stimmen noch nicht/u)).toBeVisible();
    await expect
      .element(box(page, "Impressum, Deutsch"))
      .toHaveAccessibleDescription("Bitte die ganze Adresse angeben, mit https://.");
    await expect.element(box(page, "E-Mail")).toHaveAccessibleDescription("Das ist keine E-Mail-Adresse.");
    expect(server.saved).toEqual([]);
    await box(page, "Impressum, Deutsch").fill("https://www.example.org/neu");
    await box(page, "E-Mail").fill("hilfe@example.org");
    await eventually(() => expect(server.draft().document.portal.imprint.de).toBe("https://www.example.org/neu"));
    expect(server.draft().document.portal.support.email).toBe("hilfe@example.org");
    await expect.element(page.getByText(/stimmen noch nicht/u)).not.toBeInTheDocument();
  });

  test("a colour tells its contrast as it is typed, and whether that is enough", async () => {
    const { page } = await open();
    await box(page, "Akzentfarbe").fill("#777777");
    await expect.element(page.getByText("Kontrast 4,4 : 1, zu wenig. Nötig sind 4,5 : 1.")).toBeVisible();
    await box(page, "Akzentfarbe").fill("#2044AA");
    await expect.element(page.getByText("Kontrast 8,5 : 1, gut lesbar")).toBeVisible();
    await box(page, "Hintergrund, dunkel").fill("#101020");
    await expect.element(page.getByText(/gut lesbar/u).nth(1)).toBeVisible();
  });

  test("a logo is uploaded with its type, shown on its ground, and needs a text", async () => {
    const types: (string | null)[] = [];
    network.use(
      http.post(pictureUploadPath, ({ request }) => {
        types.push(request.headers.get("content-type"));
        return HttpResponse.json({ picture });
      }),
      http.get("/icons/:file", () => new HttpResponse(drawing, { headers: { "content-type": "image/svg+xml" } })),
    );
    const { page, server } = await open();
    const field = page.container.querySelector<HTMLInputElement>('.logo-field input[type="file"]');
    const files = new DataTransfer();
    files.items.add(new File([drawing], "logo.svg", { type: "image/svg+xml" }));
    if (field !== null) {
      field.files = files.files;
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
    await expect.element(page.getByRole("img", { name: "Vorschau: Logo auf Hell" })).toBeVisible();
    expect(types).toEqual(["image/svg+xml"]);
    await expect.element(box(page, "Text zum Logo, Deutsch")).toHaveAccessibleDescription("Bitte ausfüllen.");
    expect(server.saved).toEqual([]);
    await box(page, "Text zum Logo, Deutsch").fill("Landesamt");
    await eventually(() =>
      expect(server.draft().document.portal.branding?.logo).toEqual({ light: picture, text: { de: "Landesamt" } }),
    );
  });

  test("a picture that is refused says what it must not hold", async () => {
    network.use(
      http.post(pictureUploadPath, () => failure(400, "bad_request", { issues: [{ path: "svg", message: "script" }] })),
    );
    const { page } = await open();
    const field = page.container.querySelector<HTMLInputElement>('.logo-field input[type="file"]');
    const files = new DataTransfer();
    files.items.add(new File(["<svg/>"], "logo.svg", { type: "image/svg+xml" }));
    if (field !== null) {
      field.files = files.files;
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
    await expect.element(page.getByText("Das Bild wurde nicht angenommen: script")).toBeVisible();
  });

  test("the dock is arranged by buttons", async () => {
    const { page, server } = await open();
    await page.getByRole("button", { name: /Kachel anheften/u }).click();
    await page.getByRole("option", { name: "Calendar" }).click();
    await page.getByRole("button", { name: "Nach oben: Calendar" }).click();
    await eventually(() => expect(server.draft().document.portal.dock).toEqual(["calendar", "mail"]));
    await page.getByRole("button", { name: "Aus der Leiste nehmen: Mail" }).click();
    await eventually(() => expect(server.draft().document.portal.dock).toEqual(["calendar"]));
  });

  test("what a file keeps is locked and says where it comes from; the rest is free", async () => {
    const { page, server } = await open({
      ownership: { origin: "git/portal.yaml", paths: ["portal/name"], appliedAt: "2026-11-20T09:00:00.000Z" },
    });
    await expect.element(page.getByText("Kommt aus git/portal.yaml und wird dort geändert.")).toBeVisible();
    await expect.element(box(page, "Name des Portals, Deutsch")).toBeDisabled();
    await box(page, "Organisation, Deutsch").fill("Landesamt");
    await eventually(() => expect(server.draft().document.portal.organisation.de).toBe("Landesamt"));
  });

  test("what somebody else changed comes into the fields", async () => {
    const { page, server } = await open();
    server.others([{ op: "put-portal", portal: { ...document.portal, organisation: { de: "Neues Amt" } } }]);
    page.events.say({ type: "draft_changed", version: server.draft().version });
    await expect.element(box(page, "Organisation, Deutsch")).toHaveValue("Neues Amt");
  });

  test("what is typed and not right yet stays when somebody else changes another part, and both are saved", async () => {
    const { page, server } = await open();
    await box(page, "Impressum, Deutsch").fill("www.example.org");
    await expect.element(page.getByText(/stimm(?:t|en) noch nicht/u)).toBeVisible();
    server.others([{ op: "put-portal", portal: { ...document.portal, organisation: { de: "Neues Amt" } } }]);
    page.events.say({ type: "draft_changed", version: server.draft().version });
    await expect.element(box(page, "Organisation, Deutsch")).toHaveValue("Neues Amt");
    await expect.element(box(page, "Impressum, Deutsch")).toHaveValue("www.example.org");
    await box(page, "Impressum, Deutsch").fill("https://www.example.org/neu");
    await eventually(() => expect(server.draft().document.portal.imprint.de).toBe("https://www.example.org/neu"));
    expect(server.draft().document.portal.organisation.de).toBe("Neues Amt");
  });

  test("nothing runs out of the window at 320 px", async () => {
    await open({ width: 320 });
    expect(globalThis.document.documentElement.scrollWidth).toBeLessThanOrEqual(320);
  });
});
