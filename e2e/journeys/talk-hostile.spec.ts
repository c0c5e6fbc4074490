import { hostileMessages } from "@pforte/shared/testing/hostile-messages";
import { ines } from "../world/people.ts";
import { expect, signIn, test } from "../support/journey.ts";
import { talkPage } from "../support/talk-page.ts";

/** A room holds so many of them at once; the window of the page is larger. */
const inOneRoom = 60;

test.describe("hostile messages in a room", () => {
  test("run nothing, load nothing, are reported by no policy and leave the page as wide as it is", async ({
    open,
    world,
  }) => {
    test.setTimeout(240_000);
    expect(hostileMessages.length).toBeGreaterThanOrEqual(300);
    const { page } = await open();
    const dialogs: string[] = [];
    const requests: string[] = [];
    page.on("dialog", (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    await page.addInitScript(() => {
      const reports: string[] = [];
      Object.assign(globalThis, { pforteReports: reports });
      document.addEventListener("securitypolicyviolation", (event) => {
        reports.push(`${event.violatedDirective} ${event.blockedURI}`);
      });
    });
    await signIn(page, ines);
    page.on("request", (request) => {
      if (!/\/(?:api|assets|chat|inbox)\b/u.test(new URL(request.url()).pathname)) {
        requests.push(request.url());
      }
    });
    const talk = talkPage(page);
    await talk.open();
    for (let from = 0; from < hostileMessages.length; from += inOneRoom) {
      const some = hostileMessages.slice(from, from + inOneRoom);
      const name = `Gefahrenkunde ${from}`;
      const room = world.matrix.homeserver.createRoom({ name, members: ["deniz", ines.username] });
      for (const { html, text } of some) {
        const formatted = html === null ? {} : { format: "org.matrix.custom.html", formatted_body: html };
        world.matrix.homeserver.say(room, "deniz", "", { content: { msgtype: "m.text", body: text, ...formatted } });
      }
      world.matrix.homeserver.say(room, "deniz", `Ende von ${name}`);
      // Rows keep their places under the pointer, so that a new room waits for it to leave.
      await page.mouse.move(5, 5);
      await talk.room(name).click();
      await expect(talk.message(`Ende von ${name}`)).toBeVisible();
      await expect(talk.log.locator(".msg-body")).not.toHaveCount(0);
      // Everything of the room is drawn once, also what lies above.
      await talk.log.evaluate((element) => {
        element.scrollTop = 0;
      });
      await page.waitForTimeout(300);
      const found = await page.evaluate(() => ({
        overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
        inLog:
          (document.querySelector('[role="log"]')?.scrollWidth ?? 0) -
          (document.querySelector('[role="log"]')?.clientWidth ?? 0),
        foreign: [
          ...document.querySelectorAll(
            '[role="log"] :is(script, style, iframe, object, embed, form, svg:not([class]), math, video, audio, link, meta, base)',
          ),
        ].map((each) => each.outerHTML.slice(0, 100)),
        handlers: [...document.querySelectorAll('[role="log"] *')].filter((each) =>
          [...each.attributes].some((attribute) => /^on/iu.test(attribute.name)),
        ).length,
        links: [...document.querySelectorAll<HTMLAnchorElement>('[role="log"] a[href]')]
          .filter((each) => !/^(?:https?|mailto):/u.test(each.href))
          .map((each) => each.href),
        title: document.title,
      }));
      expect(found, name).toMatchObject({ overflow: 0, inLog: 0, foreign: [], handlers: 0, links: [] });
      expect(found.title).toContain("Pforte");
    }
    expect(dialogs).toEqual([]);
    expect(requests).toEqual([]);
    // Put there by the script above, before the page's own scripts ran.
    expect(await page.evaluate(() => (globalThis as unknown as { pforteReports: string[] }).pforteReports)).toEqual([]);
  });
});
