import { expect, test } from "vitest";
import { chatDraftPrefix, forgetChatDrafts } from "./chat-drafts.ts";
import { createPortalClient } from "./portal-client.tsx";

const nothing = (): void => undefined;
const navigation = { here: () => "/", assign: nothing, replace: nothing, reload: nothing };

test("what was typed into rooms goes with the session, and nothing else of the tab does (S52)", () => {
  sessionStorage.setItem(`${chatDraftPrefix}a.b.c`, "Vertraulich");
  sessionStorage.setItem("pforte.input.filter", "Deich");
  createPortalClient({ navigation }).session.leave();
  expect(Object.keys(sessionStorage)).toEqual(["pforte.input.filter"]);
});

test("a session that only rests keeps it for the person who comes back", () => {
  sessionStorage.setItem(`${chatDraftPrefix}a.b.c`, "Angefangen");
  createPortalClient({ navigation }).session.pause();
  expect(Object.keys(sessionStorage)).toEqual([`${chatDraftPrefix}a.b.c`]);
});

test("what is of another is removed, what is one's own stays", () => {
  for (const key of ["chat.ines.1", "chat.deniz.1", "other.deniz.1"]) {
    sessionStorage.setItem(chatDraftPrefix + key, "x");
  }
  forgetChatDrafts(sessionStorage, `${chatDraftPrefix}chat.`, `${chatDraftPrefix}chat.ines.`);
  expect(Object.keys(sessionStorage).toSorted()).toEqual([
    `${chatDraftPrefix}chat.ines.1`,
    `${chatDraftPrefix}other.deniz.1`,
  ]);
});
