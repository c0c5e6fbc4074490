import { aHome, aTile } from "@pforte/shared/testing/a-home";
import { http, HttpResponse } from "msw";
import { beforeEach, describe, expect, test } from "vitest";
import { expectNoBarriersInAppearances } from "#testing/accessibility.ts";
import { answerCards } from "#testing/answer-cards.ts";
import { renderPortal } from "#testing/render-portal.tsx";
import { network } from "#testing/server.ts";

const drawing = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 60"><rect width="300" height="60"/></svg>`;
const logo = { light: "/icons/light.svg", dark: "/icons/dark.svg", text: "Landesamt Mittelau" };
const asked: string[] = [];

beforeEach(() => {
  answerCards();
  asked.length = 0;
  network.use(
    http.get("/icons/:file", ({ params: { file } }) => {
      asked.push(String(file));
      return new HttpResponse(drawing, { headers: { "content-type": "image/svg+xml" } });
    }),
  );
});

const portal = {
  ...aHome().portal,
  logo,
  help: "https://hilfe.example.org/",
  welcome: "Willkommen.\nSchön, dass Sie da sind.",
};

describe("the portal's own looks", () => {
  test.each([
    ["light", "light.svg"],
    ["dark", "dark.svg"],
  ] as const)("in %s the logo is %s alone, in a box that never changes its size", async (appearance, file) => {
    const page = await renderPortal({ home: aHome({ portal, appearance }) });
    const picture = page.getByRole("banner").getByRole("link", { name: "Zur Startseite von Pforte" });
    const img = picture.element().querySelector("img");
    const before = img?.getBoundingClientRect();
    await expect.poll(() => img?.naturalWidth).toBe(300);
    expect(img?.getBoundingClientRect()).toEqual(before);
    expect([before?.width, before?.height]).toEqual([144, 28]);
    expect(img?.alt).toBe("Landesamt Mittelau");
    expect(asked).toEqual([file]);
  });

  test("a logo for both appearances follows the device where the person does", async () => {
    const page = await renderPortal({ home: aHome({ portal }) });
    const source = page.container.querySelector("picture > source");
    expect(source?.getAttribute("media")).toBe("(prefers-color-scheme: dark)");
    expect(source?.getAttribute("srcset")).toBe("/icons/dark.svg");
    await expectNoBarriersInAppearances(page.container);
  });

  test("welcome and help are on the start page, and help is in the person's menu", async () => {
    const page = await renderPortal({ home: aHome({ portal }) });
    await expect.element(page.getByText(/Willkommen/u)).toBeVisible();
    const help = page.getByRole("contentinfo").getByRole("link", { name: "Hilfe" });
    await expect.element(help).toHaveAttribute("href", "https://hilfe.example.org/");
    await page.getByRole("button", { name: /Ines Marquardt/u }).click();
    await page.getByRole("menuitem", { name: "Hilfe" }).click();
    expect(page.journeys).toEqual(["assign https://hilfe.example.org/"]);
  });

  test.each([320, 800])("nothing runs out of the window at %i px", async (width) => {
    const page = await renderPortal({ home: aHome({ portal }), width });
    await expect.element(page.getByText(/Willkommen/u)).toBeVisible();
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
  });

  test("an uploaded picture stands for a tool without a word, on tiles, in folders and in the dock", async () => {
    const own = aTile({
      key: "own",
      name: "Eigenes",
      icon: "/icons/own.png",
      target: { kind: "embedded" },
      href: "/app/own",
    });
    const inFolder = { ...own, key: "other", name: "Anderes" };
    const home = aHome({
      categories: [
        {
          key: "one",
          name: "Eins",
          items: [
            { kind: "tile", tile: own },
            { kind: "folder", key: "folder", name: "Ordner", tiles: [inFolder] },
          ],
        },
      ],
      dock: ["own"],
    });
    const page = await renderPortal({ home });
    const tile = page.getByRole("link", { name: "Eigenes" });
    await expect.element(tile.nth(1)).toBeVisible();
    const pictures = [...page.container.querySelectorAll<HTMLImageElement>("img.i")];
    expect(pictures.map(({ alt, width }) => [alt, width])).toEqual([
      ["", 20],
      ["", 24],
      ["", 14],
      ["", 24],
    ]);
    // The frame's policy comes with the document: the browser itself must follow this link, in this tab.
    for (const link of tile.elements()) {
      expect([link.getAttribute("href"), link.getAttribute("target")]).toEqual(["/app/own", null]);
      let wasTakenOver: boolean | undefined;
      const stop = (event: Event): void => {
        wasTakenOver = event.defaultPrevented;
        event.preventDefault();
      };
      document.addEventListener("click", stop, { once: true });
      (link as HTMLElement).click();
      expect(wasTakenOver).toBe(false);
    }
  });
});
