import type { Page } from "@playwright/test";
import { z } from "zod";
import { acceptHints, openSection, pressPublish, rowOf, tilesOf } from "../support/administration.ts";
import { ines, katharina } from "../world/people.ts";
import { expect, expectHome, expectKeycloakAsks, keycloak, lane, promised, signIn, test } from "./lane-test.ts";
import { waitUntil } from "./wait-until.ts";

/** How old a sign-in may be in this lane before it is asked for again, and a little more. */
const tooOld = 16_000;
const administrators = "portal-admins";

const menuSchema = z.object({
  categories: z.array(
    z.object({
      identifier: z.string(),
      display_name: z.string(),
      entries: z.array(
        z.object({
          identifier: z.string(),
          display_name: z.string(),
          link: z.url(),
          target: z.string(),
          icon_url: z.string().nullable(),
        }),
      ),
    }),
  ),
});

test.describe("administering behind the real Keycloak", () => {
  test("publishing asks for a fresh sign-in, comes back to the form, and open pages follow (S61)", async ({
    openBrowser,
  }) => {
    test.setTimeout(120_000);
    const [admin, reader] = [await openBrowser(), await openBrowser()];
    await signIn(reader, ines);
    await signIn(admin, katharina);
    const before = await tilesOf(reader, "Arbeit");
    const [first = "", second = ""] = before;
    await move(admin, second);
    await admin.waitForTimeout(tooOld);
    await openSection(admin, "publish", "Veröffentlichen");
    await acceptHints(admin);
    await admin.getByRole("textbox", { name: "Notiz" }).fill("Neue Reihenfolge");
    await pressPublish(admin);
    await expectKeycloakAsks(admin);
    await admin.locator("#password").fill(`${katharina.username}-geheim`);
    await admin.locator("#kc-login").click();
    await expect(admin).toHaveURL(`${lane.portals.main}/admin/publish`);
    await expect(admin.getByRole("textbox", { name: "Notiz" })).toHaveValue("Neue Reihenfolge");
    await expect(admin.getByText("Sie sind wieder angemeldet. Ihre Eingaben sind noch da.").first()).toBeVisible();
    await expect(admin.getByRole("checkbox", { name: /^So veröffentlichen:/u }).first()).toBeChecked();
    await pressPublish(admin);
    await expect(admin.getByText(/^Version \d+ ist seit .* veröffentlicht\.$/u).first()).toBeVisible();
    await promised("the new order on an open page", 4000, async (timeout) => {
      await expect
        .poll(async () => (await tilesOf(reader, "Arbeit")).slice(0, 2), { timeout })
        .toEqual([second, first]);
    });
  });

  test("whoever loses the role at Keycloak is out with the next refresh of their tokens (S60)", async ({
    openBrowser,
  }) => {
    test.setTimeout(90_000);
    // As short as the portal takes for a token that is not to be replaced at once.
    await keycloak.setAccessTokenLifespan(lane.clients.main, 35);
    try {
      const page = await openBrowser();
      await signIn(page, katharina);
      await openSection(page, "tiles", "Kacheln");
      await keycloak.setMembership(katharina.sub, administrators, false);
      const isOut = await waitUntil(
        45_000,
        async () => (await page.request.get(`${lane.portals.main}/admin`)).status() === 403,
      );
      expect(isOut).toBe(true);
    } finally {
      await keycloak.setMembership(katharina.sub, administrators, true);
      await keycloak.setAccessTokenLifespan(lane.clients.main, 600);
    }
  });

  test("other tools get the menu of whoever signed in here, and of nobody without the secret (S12)", async ({
    openBrowser,
  }) => {
    const page = await openBrowser();
    await signIn(page, ines);
    await expectHome(page, ines);
    const ask = async (headers: Record<string, string>) =>
      fetch(`${lane.portals.main}/univention/portal/navigation.json?language=de-DE`, { headers });
    const basic = (secret: string) => ({
      authorization: `Basic ${Buffer.from(`${ines.username}:${secret}`).toString("base64")}`,
    });
    const reply = await ask(basic(lane.navigationSecret));
    const menu = menuSchema.parse(await reply.json());
    const names = menu.categories.flatMap(({ entries }) => entries.map(({ display_name }) => display_name));
    expect(names).toContain("Dateien");
    expect((await ask(basic("x".repeat(43)))).status).toBe(401);
    const nobody = menuSchema.parse(await (await ask({})).json());
    expect(nobody.categories.flatMap(({ entries }) => entries)).toEqual([]);
  });
});

/** One place up, by keyboard. */
async function move(page: Page, name: string): Promise<void> {
  await openSection(page, "tiles", "Kacheln");
  await rowOf(page, name).focus();
  await page.keyboard.press("Alt+ArrowUp");
  await expect(page.getByText("1 Änderung im Entwurf")).toBeVisible();
}
