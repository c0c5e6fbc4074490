import type { Page } from "@playwright/test";
import { ines, katharina, tobias } from "../world/people.ts";
import { expect, expectHome, keycloak, lane, promised, pull, signIn, signOut, test, tile } from "./lane-test.ts";
import { type MatrixAccount, matrixAccount } from "./matrix-account.ts";
import { type OtherPerson, otherPerson } from "./other-person.ts";
import { rosa } from "./real-people.ts";

const card = (page: Page) => page.getByRole("region", { name: /^Chat/u });
const room = (page: Page, name: string) => card(page).getByRole("listitem").filter({ hasText: name });
const homeserver = lane.homeservers.jwt;

/** A name that no other room of this run has. */
const roomName = (word: string) => `${word}-${Date.now().toString(36)}`;

test.describe("chat by exchanged tokens", () => {
  let other: OtherPerson;
  let account: MatrixAccount;
  test.beforeAll(async () => {
    other = await otherPerson(lane.python, homeserver, tobias);
    account = await matrixAccount(homeserver, ines);
  });
  test.afterAll(async () => other.leave());

  /**
   * As many unread messages as the homeserver itself counts. Synapse counts the invitation, too, where its half-minute
   * summary of notifications falls between joining and the first message.
   */
  const expectUnread = async (page: Page, name: string, id: string): Promise<void> => {
    const { notifications } = await account.unread(id);
    expect([1, 2]).toContain(notifications);
    await expect(room(page, name)).toContainText(`${notifications} ungelesen`);
  };

  test("shows each of two people their own rooms and what they have not read", async ({ openBrowser }) => {
    const name = roomName("Deichbau");
    const [first, second] = [await openBrowser(), await openBrowser()];
    await Promise.all([signIn(first, ines), signIn(second, tobias)]);
    const id = await other.create(name, account.id);
    await expect(room(first, name)).toContainText("Einladung");
    await account.join(id);
    await other.send(id, "Termin-steht");
    await expect(room(first, name)).toContainText("Termin-steht");
    await expectUnread(first, name, id);
    await expect(tile(first, "Chat")).toContainText("ungelesen");
    await expect(room(second, name)).toContainText("Termin-steht");
    await expect(room(second, name)).not.toContainText("ungelesen");
    const privately = roomName("Katharina-allein");
    await other.create(privately, `@${katharina.username}:pforte.test`);
    await expect(room(second, privately)).toBeVisible();
    await expect(room(first, privately)).toHaveCount(0);
  });

  test("shows a message on the other's start page within two seconds, both ways", async ({ openBrowser }) => {
    const name = roomName("Rohrbruch");
    const id = await other.create(name, account.id);
    await account.join(id);
    const [first, second] = [await openBrowser(), await openBrowser()];
    await Promise.all([signIn(first, ines), signIn(second, tobias)]);
    await Promise.all([expect(room(first, name)).toBeVisible(), expect(room(second, name)).toBeVisible()]);
    for (const text of ["Pumpe-eins", "Pumpe-zwei", "Pumpe-drei"]) {
      await promised("tobias's message on ines's page", 2000, async (timeout) => {
        await other.send(id, text);
        await expect(room(first, name)).toContainText(text, { timeout });
      });
    }
    await promised("ines's message on tobias's page", 2000, async (timeout) => {
      await account.send(id, "Verstanden");
      await expect(room(second, name)).toContainText("Verstanden", { timeout });
    });
  });

  test("forgets the count when the message was read at another client", async ({ openBrowser }) => {
    const name = roomName("Umleitung");
    const id = await other.create(name, account.id);
    await account.join(id);
    const page = await openBrowser();
    await signIn(page, ines);
    const event = await other.send(id, "Bitte-lesen");
    await expectUnread(page, name, id);
    await promised("the count is gone", 2000, async (timeout) => {
      await account.markRead(id, event);
      await expect(room(page, name)).not.toContainText("ungelesen", { timeout });
    });
  });

  test("says who has no access, and leaves their tiles alone (refused audience)", async ({ openBrowser }) => {
    const page = await openBrowser();
    await signIn(page, rosa);
    await expect(card(page)).toContainText("Kein Zugang zu „Chat“");
    await expect(tile(page, "E-Mail")).toBeVisible();
  });

  test("takes its device away from the homeserver at sign-out, here or at Keycloak", async ({ openBrowser }) => {
    const page = await openBrowser();
    await signIn(page, katharina);
    const own = await matrixAccount(homeserver, katharina);
    const portalDevices = async () => (await own.devices()).filter((device) => device === "Pforte").length;
    await expect.poll(portalDevices).toBe(1);
    await signOut(page, katharina);
    await expect(page.getByRole("heading", { name: "Sie sind abgemeldet" })).toBeVisible();
    await expect.poll(portalDevices).toBe(0);
    // A homeserver that takes tokens hears nothing of Keycloak's back-channel logout: the portal must tell it.
    await signIn(page, katharina);
    await expect.poll(portalDevices).toBe(1);
    await keycloak.endSessions(katharina.sub);
    await expect.poll(portalDevices).toBe(0);
  });

  test("costs only its card while the homeserver is away, and comes back by itself", async ({ openBrowser }) => {
    const name = roomName("Neustart");
    const id = await other.create(name, account.id);
    await account.join(id);
    const page = await openBrowser();
    await signIn(page, ines);
    await expect(room(page, name)).toBeVisible();
    await pull("homeserver/stop");
    try {
      await expect(card(page)).toContainText(/antwortet gerade|nicht erreichbar/u, { timeout: 20_000 });
      await page.reload();
      await expectHome(page, ines);
      await expect(tile(page, "E-Mail")).toBeVisible();
      await expect(card(page)).toContainText(/antwortet gerade|nicht erreichbar/u, { timeout: 20_000 });
    } finally {
      await pull("homeserver/start");
    }
    await promised("the card works again", 40_000, async (timeout) => {
      await expect(card(page)).not.toContainText(/antwortet gerade|nicht erreichbar/u, { timeout });
    });
    const second = await matrixAccount(homeserver, tobias);
    await promised("a message after the restart", 5000, async (timeout) => {
      await second.send(id, "Wieder-da");
      await expect(room(page, name)).toContainText("Wieder-da", { timeout });
    });
  });
});

test.describe("chat by the homeserver's own single sign-on", () => {
  const portal = lane.portals.sso;

  test("asks once, then never again, and its device ends with the session at Keycloak", async ({ openBrowser }) => {
    const page = await openBrowser(portal);
    await signIn(page, ines, portal);
    await expect(card(page)).toContainText("Einmal bei Chat anmelden");
    await card(page).getByRole("link", { name: "Bei Chat anmelden" }).click();
    await expectHome(page, ines, portal);
    await expect(card(page)).not.toContainText("anmelden");
    const own = await matrixAccount(lane.homeservers.sso, ines);
    const other = await matrixAccount(lane.homeservers.sso, tobias);
    const portalDevices = async () => (await own.devices()).filter((device) => device === "Pforte").length;
    expect(await portalDevices()).toBe(1);
    expect(other.id).toContain("tobias");

    await signOut(page, ines);
    await expect(page.getByRole("heading", { name: "Sie sind abgemeldet" })).toBeVisible();
    await expect.poll(portalDevices).toBe(0);

    await signIn(page, ines, portal);
    await expect(card(page)).toBeVisible();
    await expect(card(page)).not.toContainText("anmelden");
    await expect.poll(portalDevices).toBe(1);
  });

  test("stands in nobody's way when it is dead", async ({ openBrowser }) => {
    await pull("sso-homeserver/stop");
    try {
      // An answer of the last ten seconds still counts as alive, one of the last fifteen as an offer to sign in.
      await new Promise((done) => setTimeout(done, 16_000));
      const page = await openBrowser(portal);
      await signIn(page, ines, portal);
      await expect(tile(page, "E-Mail")).toBeVisible();
      await expect(card(page)).toContainText("nicht erreichbar", { timeout: 20_000 });
    } finally {
      await pull("sso-homeserver/start");
    }
  });
});
