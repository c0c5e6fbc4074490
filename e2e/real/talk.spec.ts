import { ines, tobias } from "../world/people.ts";
import { talkPage } from "../support/talk-page.ts";
import { expect, expectHome, keycloak, lane, promised, pull, signIn, signOut, test } from "./lane-test.ts";
import { accountId } from "./matrix-account.ts";
import { type SecondClient, secondClient } from "./second-client.ts";

const homeserver = lane.homeservers.jwt;
const portalDevices = ["Pforte", "Pforte (Chat)"];

/** A name that no other room of this run has. */
const roomName = (word: string) => `${word} ${Date.now().toString(36)}`;

/** How long two people chat while their tokens expire every minute; ten minutes by hand. */
const minutes = Number(process.env["PFORTE_CHAT_MINUTES"] ?? "2");

test.describe("the chat between people", () => {
  let own: SecondClient;
  let others: SecondClient;
  test.beforeAll(async () => {
    [own, others] = [await secondClient(homeserver, ines), await secondClient(homeserver, tobias)];
  });
  test.afterAll(() => {
    own.stop();
    others.stop();
  });

  /** A room that both are in. */
  async function sharedRoom(word: string) {
    const name = roomName(word);
    const id = await others.create(name, [own.id]);
    await own.join(id);
    return { name, id };
  }

  test("brings a message to the other's open room and start page within two seconds, and read markers to their other clients", async ({
    openBrowser,
  }) => {
    const { name, id } = await sharedRoom("Deichbau");
    const [first, second, home] = [await openBrowser(), await openBrowser(), await openBrowser()];
    await Promise.all([signIn(first, ines), signIn(second, tobias)]);
    // Not at the same time as the first: Keycloak lets two sign-ins of one person wait for each other.
    await signIn(home, ines);
    const [talk, theirs] = [talkPage(first), talkPage(second)];
    await talk.open(name);
    await theirs.open(name);
    for (const text of ["Pumpe eins läuft", "Pumpe zwei läuft", "Pumpe drei läuft"]) {
      await promised("tobias's message in ines's open room and on her start page", 2000, async (timeout) => {
        await theirs.send(text);
        await expect(talk.message(text)).toBeVisible({ timeout });
        await expect(home.getByRole("region", { name: /^Chat/u })).toContainText(text, { timeout });
      });
    }
    await promised("ines's answer in tobias's open room", 2000, async (timeout) => {
      await talk.send("Verstanden");
      await expect(theirs.message("Verstanden")).toBeVisible({ timeout });
    });
    await expect.poll(async () => (await own.texts(id)).at(-1)).toBe("Verstanden");
    await theirs.send("Danke, bis morgen");
    await expect(talk.message("Danke, bis morgen")).toBeVisible();
    // What was seen in the portal is read at every other client: by receipt for others, by marker for oneself.
    await expect.poll(() => others.find(id, "Danke, bis morgen")).not.toBeNull();
    const last = others.find(id, "Danke, bis morgen");
    await expect.poll(() => others.readUpTo(id, own.id)).toBe(last);
    await expect.poll(() => own.fullyRead(id)).toBe(last);
    await expect.poll(() => own.unread(id)).toBe(0);
    // And the other way round: what was read elsewhere is read here.
    await first.goto(`${lane.portals.main}/`);
    await others.send(id, "Noch eine Frage");
    await expect(home.getByRole("region", { name: /^Chat/u })).toContainText("Noch eine Frage");
    await expect.poll(() => own.unread(id)).toBe(1);
    await own.markRead(id, own.find(id, "Noch eine Frage") ?? "");
    await expect(
      home.getByRole("region", { name: /^Chat/u }).getByRole("listitem").filter({ hasText: name }),
    ).not.toContainText("ungelesen");
  });

  test("sends a file that the other sees as a picture, and accepts an invitation", async ({ openBrowser }) => {
    const name = roomName("Einladung");
    const id = await others.create(name, [own.id]);
    const [first, second] = [await openBrowser(), await openBrowser()];
    await Promise.all([signIn(first, ines), signIn(second, tobias)]);
    const [talk, theirs] = [talkPage(first), talkPage(second)];
    await talk.open();
    await talk.room(name).click();
    await first.getByRole("button", { name: /^Annehmen/u }).click();
    await expect(talk.composer).toBeVisible();
    await expect.poll(() => own.membership(id)).toBe("join");
    await theirs.open(name);
    const picture = await first.screenshot({ clip: { x: 0, y: 0, width: 400, height: 200 } });
    await first
      .locator('input[type="file"]')
      .setInputFiles({ name: "lageplan.png", mimeType: "image/png", buffer: picture });
    await first
      .getByRole("button", { name: /senden/iu })
      .last()
      .click();
    const shown = theirs.log.getByRole("img", { name: /lageplan/u });
    await expect(shown).toBeVisible();
    await expect.poll(async () => shown.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
  });

  test("brings an answer from the inbox and from the start page into the room", async ({ openBrowser }) => {
    const { name, id } = await sharedRoom("Rückfrage");
    const page = await openBrowser();
    await signIn(page, ines);
    await others.send(id, "Frau Marquardt, passt Donnerstag?", [own.id]);
    const card = page.getByRole("region", { name: /^Chat/u });
    const row = card.getByRole("listitem").filter({ hasText: name });
    await expect(row).toContainText("passt Donnerstag?");
    await row.getByRole("button", { name: /Antworten/u }).click();
    await page.getByRole("textbox", { name: /Antwort/u }).fill("Donnerstag passt");
    await page.keyboard.press("Enter");
    await expect.poll(async () => (await others.texts(id)).at(-1), { timeout: 15_000 }).toBe("Donnerstag passt");
    await others.send(id, "Und Freitag?", [own.id]);
    await page
      .getByRole("navigation")
      .getByRole("link", { name: /^Eingang/u })
      .click();
    const item = page.getByRole("row").filter({ hasText: name });
    await expect(item).toBeVisible();
    await item.hover();
    await item.getByRole("button", { name: /Antworten/u }).click();
    await page.getByRole("textbox", { name: /Antwort/u }).fill("Freitag nicht");
    await page.keyboard.press("Enter");
    await expect.poll(async () => (await others.texts(id)).at(-1), { timeout: 15_000 }).toBe("Freitag nicht");
    await expect
      .poll(async () => (await others.texts(id)).filter((text) => text === "Donnerstag passt").length)
      .toBe(1);
    await expect(item).toHaveCount(0, { timeout: 15_000 });
  });

  test("goes on for minutes with tokens that live one, and through a restart of the homeserver, without a loss", async ({
    openBrowser,
  }) => {
    test.setTimeout((minutes + 3) * 60_000);
    const { name, id } = await sharedRoom("Langes Gespräch");
    const [first, second] = [await openBrowser(), await openBrowser()];
    await Promise.all([signIn(first, ines), signIn(second, tobias)]);
    const [talk, theirs] = [talkPage(first), talkPage(second)];
    await talk.open(name);
    await theirs.open(name);
    const sent: string[] = [];
    const end = Date.now() + minutes * 60_000;
    let isRestarted = false;
    for (let turn = 0; Date.now() < end; turn += 1) {
      const text = `Zeile ${String(turn).padStart(3, "0")}`;
      await (turn % 2 === 0 ? talk : theirs).send(text);
      sent.push(text);
      if (!isRestarted && Date.now() > end - (minutes * 60_000) / 2) {
        isRestarted = true;
        await pull("homeserver/stop");
        await talk.send("Während des Neustarts");
        sent.push("Während des Neustarts");
        await pull("homeserver/start");
        await expect(theirs.message("Während des Neustarts")).toBeVisible({ timeout: 60_000 });
      }
      // Whoever goes on before the other has heard it makes no order that could be checked.
      await expect((turn % 2 === 0 ? theirs : talk).message(text)).toBeVisible({ timeout: 60_000 });
      await first.waitForTimeout(3000);
    }
    expect(isRestarted).toBe(true);
    await expect.poll(async () => await others.texts(id), { timeout: 30_000 }).toEqual(sent);
    const pattern = /Zeile \d{3}|Während des Neustarts/u;
    expect((await talk.texts(pattern)).slice(-10)).toEqual(sent.slice(-10));
    expect((await theirs.texts(pattern)).slice(-10)).toEqual(sent.slice(-10));
  });

  test("takes both devices away from the homeserver at sign-out, here or at Keycloak", async ({ openBrowser }) => {
    const { name } = await sharedRoom("Abschied");
    const page = await openBrowser();
    await signIn(page, ines);
    const devices = async () => (await own.devices()).filter((device) => portalDevices.includes(device)).toSorted();
    await talkPage(page).open(name);
    await expect.poll(devices).toEqual(portalDevices);
    await signOut(page, ines);
    await expect(page.getByRole("heading", { name: "Sie sind abgemeldet" })).toBeVisible();
    await expect.poll(devices).toEqual([]);
    await signIn(page, ines);
    await talkPage(page).open(name);
    await expect.poll(devices).toEqual(portalDevices);
    await keycloak.endSessions(ines.sub);
    await expect.poll(devices).toEqual([]);
  });
});

test.describe("the chat by the homeserver's own single sign-on", () => {
  test("opens after one silent round trip of its own, and takes that device away as well", async ({ openBrowser }) => {
    const portal = lane.portals.sso;
    const page = await openBrowser(portal);
    await signIn(page, ines, portal);
    const own = await secondClient(lane.homeservers.sso, ines);
    const others = await secondClient(lane.homeservers.sso, tobias);
    try {
      const name = roomName("Anmeldung");
      const id = await others.create(name, [accountId(ines)]);
      await own.join(id);
      const card = page.getByRole("region", { name: /^Chat/u });
      const connect = card.getByRole("link", { name: "Bei Chat anmelden" }).first();
      // Asked once per person: whether it was before this test depends on what ran before it.
      await expect(connect.or(card.getByText(name))).toBeVisible();
      if (await connect.isVisible()) {
        await connect.click();
        await expectHome(page, ines, portal);
      }
      await talkPage(page).open(name);
      await talkPage(page).send("Angekommen");
      await expect.poll(async () => (await others.texts(id)).at(-1)).toBe("Angekommen");
      const devices = async () => (await own.devices()).filter((device) => portalDevices.includes(device)).toSorted();
      expect(await devices()).toEqual(portalDevices);
      await signOut(page, ines);
      await expect.poll(devices).toEqual([]);
    } finally {
      own.stop();
      others.stop();
    }
  });
});
