import { expect, type Locator, type Page } from "@playwright/test";

/** The chat as a person uses it. */
export interface TalkPage {
  readonly list: Locator;
  readonly log: Locator;
  readonly composer: Locator;
  /** A line of the room list. */
  room(name: string): Locator;
  /** Opens the chat by the dock, and a room by the list. */
  open(room?: string): Promise<void>;
  message(text: string): Locator;
  send(text: string): Promise<void>;
  /** One of a message's acts, by the tools beside it. */
  act(text: string, name: string): Promise<void>;
  /** The texts of the room's messages as they stand there. */
  texts(pattern: RegExp): Promise<readonly string[]>;
}

export function talkPage(page: Page): TalkPage {
  const list = page.getByRole("region", { name: "Räume" });
  const log = page.getByRole("log");
  const composer = page.getByRole("textbox", { name: /^Nachricht an/u });
  const room = (name: string) => list.getByRole("link").filter({ hasText: name });
  const message = (text: string) => log.getByRole("listitem").filter({ hasText: text });
  return {
    list,
    log,
    composer,
    room,
    message,
    async open(name) {
      await page.getByRole("navigation", { name: "Leiste" }).getByRole("link", { name: /^Chat/u }).first().click();
      if (name !== undefined) {
        await room(name).click();
        await expect(page.getByRole("heading", { name })).toBeVisible();
        await expect(composer).toBeVisible();
      }
    },
    async send(text) {
      await composer.fill(text);
      await composer.press("Enter");
      await expect(composer).toHaveValue("");
    },
    async act(text, name) {
      await message(text).first().hover();
      await message(text).first().getByRole("button", { name }).click();
    },
    async texts(pattern) {
      const found = await log.getByRole("listitem").allInnerTexts();
      return found.flatMap((text) => pattern.exec(text)?.[0] ?? []);
    },
  };
}
