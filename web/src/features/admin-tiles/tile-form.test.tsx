import { checkLink, pictureUploadPath } from "@pforte/shared/contract/admin-assets";
import { aFailure } from "@pforte/shared/testing/a-failure";
import { aDraft } from "@pforte/shared/testing/a-draft";
import { http, HttpResponse } from "msw";
import { describe, expect, test, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { expectNoBarriers } from "#testing/accessibility.ts";
import { openTiles } from "#testing/open-tiles.tsx";
import { network, reply } from "#testing/server.ts";

type Opened = Awaited<ReturnType<typeof openTiles>>;

const field = (page: Opened, name: string) => page.getByRole("textbox", { name, exact: true });
const tile = (page: Opened, key: string) => page.server.draft().document.tiles.find((one) => one.key === key);
const soon = async (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 5000 });

describe("the form of a tile", () => {
  test("opens beside the list with the focus on its heading, and gives the focus back to the row", async () => {
    const page = await openTiles();
    await page.getByRole("button", { name: "Kontakte", exact: true }).click();
    await soon(() => expect(document.activeElement?.textContent).toBe("Kontakte"));
    await expect.element(field(page, "Name, Englisch")).toHaveValue("Contacts");
    await expectNoBarriers(page.container);
    await page.getByRole("button", { name: "Formular schließen" }).click();
    await soon(() => expect(document.activeElement?.getAttribute("data-part")).toBe("name"));
  });

  test("saves what was typed when the field is left, as one change that undo names", async () => {
    const page = await openTiles({ at: "/admin/tiles?tile=supply" });
    await expect.element(page.getByText("Fehlt; gezeigt wird der deutsche Name")).toBeVisible();
    await field(page, "Name, Englisch").fill("Procurement");
    await userEvent.tab();
    await soon(() => expect(tile(page, "supply")?.name).toEqual({ de: "Beschaffung", en: "Procurement" }));
    expect(page.server.saved).toHaveLength(1);
    await page.getByRole("button", { name: "Rückgängig: Beschaffung bearbeiten" }).click();
    await soon(() => expect(tile(page, "supply")?.name.en).toBeUndefined());
    await expect.element(field(page, "Name, Englisch")).toHaveValue("");
  });

  test("leaves what is typed alone when it was saved at a pause, down to the space before the next word", async () => {
    const page = await openTiles({ at: "/admin/tiles?tile=supply" });
    await field(page, "Name, Englisch").fill("Procurement ");
    await soon(() => expect(tile(page, "supply")?.name.en).toBe("Procurement"));
    await new Promise(requestAnimationFrame);
    await expect.element(field(page, "Name, Englisch")).toHaveValue("Procurement ");
  });

  test("takes what others change of the same tile, and keeps what is being typed", async () => {
    const page = await openTiles({ at: "/admin/tiles?tile=mail" });
    await field(page, "Adresse").fill("noch-keine");
    const mail = tile(page, "mail");
    page.server.others(mail === undefined ? [] : [{ op: "put-tile", tile: { ...mail, name: { de: "Post" } } }]);
    page.events.say({ type: "draft_changed", version: page.server.draft().version });
    await expect.element(field(page, "Name, Deutsch")).toHaveValue("Post");
    await expect.element(field(page, "Adresse")).toHaveValue("noch-keine");
    await field(page, "Adresse").fill("https://werkzeug.example.org/");
    await userEvent.tab();
    await soon(() => expect(tile(page, "mail")?.links.de).toBe("https://werkzeug.example.org/"));
    expect(tile(page, "mail")?.name.de).toBe("Post");
  });

  test("saves nothing that is wrong, and says so at its field", async () => {
    const page = await openTiles({ at: "/admin/tiles?tile=mail" });
    await field(page, "Adresse").fill("werkzeug.example.org");
    await userEvent.tab();
    await expect.element(page.getByText(/Geben Sie eine vollständige Adresse an/u)).toBeVisible();
    await expect.element(field(page, "Adresse")).toHaveAttribute("aria-invalid", "true");
    expect(page.server.saved).toEqual([]);
    await field(page, "Adresse").fill("https://werkzeug.example.org/");
    await userEvent.tab();
    await soon(() => expect(tile(page, "mail")?.links.de).toBe("https://werkzeug.example.org/"));
  });

  test("tells of an address whether it answers and lets itself be embedded, and asks when it is told to", async () => {
    const address = "https://mail.example.org/";
    network.use(
      reply(checkLink, {
        address,
        checkedAt: "2026-11-23T09:41:00.000Z",
        state: "reachable",
        status: 200,
        mayBeFramed: false,
      }),
    );
    const page = await openTiles({ at: "/admin/tiles?tile=mail" });
    await expect.element(page.getByText("noch nicht geprüft")).toBeVisible();
    await page.getByRole("button", { name: "Jetzt prüfen" }).click();
    await expect.element(page.getByText("erreichbar, geprüft um 10:41 Uhr")).toBeVisible();
    await page.getByRole("radio", { name: "eingebettet in Pforte" }).click({ force: true });
    await expect.element(page.getByText("lässt sich nicht einbetten und öffnet in einem Tab")).toBeVisible();
    await soon(() => expect(tile(page, "mail")?.target).toEqual({ kind: "embedded" }));
  });

  test("takes groups of sign-ins and any other name, says whom they reach, and gives them up again", async () => {
    const page = await openTiles({ at: "/admin/tiles?tile=mail" });
    await expect.element(page.getByText("Alle Angemeldeten: 1.842 Personen in den letzten 90 Tagen")).toBeVisible();
    const picker = page.getByRole("combobox", { name: "Gruppe hinzufügen" });
    await picker.click();
    await page.getByRole("option", { name: "Referat 42" }).click();
    await expect.element(page.getByText("12 Personen, gesehen in den letzten 90 Tagen")).toBeVisible();
    await picker.fill("Referat 77");
    await userEvent.keyboard("{Enter}");
    await expect.element(page.getByText("In Anmeldungen noch nicht gesehen: Referat 77")).toBeVisible();
    await soon(() => expect(tile(page, "mail")?.groups).toEqual(["Referat 42", "Referat 77"]));
    await userEvent.tab();
    await page.getByRole("button", { name: "Gruppe entfernen: Referat 42" }).click();
    await soon(() => expect(tile(page, "mail")?.groups).toEqual(["Referat 77"]));
    expect(page.said()).toBe("Gruppe Referat 42 entfernt");
  });

  test("takes a picture of the family or an uploaded one, and names what an upload must not hold", async () => {
    const picture = `upload:${"a".repeat(64)}.svg`;
    const types: (string | null)[] = [];
    network.use(
      http.post(pictureUploadPath, ({ request }) => {
        types.push(request.headers.get("content-type"));
        return types.length > 1
          ? HttpResponse.json({ picture })
          : HttpResponse.json(aFailure("bad_request", { issues: [{ path: "svg", message: "script" }] }), {
              status: 400,
            });
      }),
      http.get("/icons/:file", () =>
        HttpResponse.text("<svg xmlns='http://www.w3.org/2000/svg'/>", {
          headers: { "content-type": "image/svg+xml" },
        }),
      ),
    );
    const page = await openTiles({ at: "/admin/tiles?tile=mail" });
    await page.getByRole("button", { name: "Bild wählen …" }).click();
    await page.getByRole("option", { name: "Karte" }).click();
    await soon(() => expect(tile(page, "mail")?.icon).toBe("map"));
    const input = page.container.querySelector<HTMLInputElement>("input[type=file]");
    const choose = async (): Promise<void> => {
      const files = new DataTransfer();
      files.items.add(new File(["<svg/>"], "logo.svg", { type: "image/svg+xml" }));
      if (input !== null) {
        input.files = files.files;
        input.dispatchEvent(new Event("change", { bubbles: true }));
      }
    };
    await choose();
    await expect.element(page.getByText("logo.svg enthält, was ein Bild hier nicht darf: script")).toBeVisible();
    await choose();
    await soon(() => expect(tile(page, "mail")?.icon).toBe(picture));
    expect(types).toEqual(["image/svg+xml", "image/svg+xml"]);
  });

  test("makes a new tile as a whole, with a key of its name, and says what is missing first", async () => {
    const page = await openTiles();
    await page.getByRole("button", { name: "Kachel in Kommunikation anlegen" }).click();
    await page.getByRole("button", { name: "Kachel anlegen" }).click();
    await expect.element(page.getByText("Geben Sie einen deutschen Namen an.")).toBeVisible();
    await field(page, "Name, Deutsch").fill("Mail");
    await field(page, "Adresse").fill("https://neu.example.org/");
    await page.getByRole("button", { name: "Kachel anlegen" }).click();
    await soon(() => expect(tile(page, "mail-2")?.links.de).toBe("https://neu.example.org/"));
    expect(page.rows("Kommunikation").at(-1)).toBe("Mail");
    expect(page.server.saved).toHaveLength(1);
    expect(page.said()).toBe("Mail wurde angelegt");
  });

  test("locks what a file keeps and says where it comes from", async () => {
    const page = await openTiles({
      at: "/admin/tiles?tile=mail",
      draft: aDraft({ ownership: { origin: "portal.yaml", paths: ["tiles/mail"], appliedAt: "2026-11-20T09:00:00Z" } }),
    });
    await expect.element(page.getByText("Diese Kachel kommt aus portal.yaml und wird dort geändert.")).toBeVisible();
    await expect.element(field(page, "Name, Deutsch")).toHaveAttribute("readonly");
    await expect.element(page.getByRole("button", { name: "Hochladen …" })).not.toBeInTheDocument();
  });
});
