import { expect, test } from "vitest";
import { createSessionStore, type SessionStore } from "./session-store.ts";

function open(): { readonly session: SessionStore; readonly log: string[] } {
  const log: string[] = [];
  const session = createSessionStore({
    navigation: {
      here: () => "/?q=ä&x=/",
      assign: (path) => log.push(`assign ${path}`),
      replace: (path) => log.push(`replace ${path}`),
      reload: () => log.push("reload"),
    },
    now: () => new Date("2026-11-23T09:42:00.000Z"),
    forgetHidden: () => log.push("forget hidden"),
    forget: () => log.push("forget"),
    keepInput: () => log.push("keep"),
  });
  session.subscribe(() => log.push(session.get().kind));
  return { session, log };
}

test("pauses once, says so before it forgets, and remembers since when", () => {
  const { session, log } = open();
  session.pause();
  session.pause();
  expect(session.get()).toEqual({ kind: "paused", since: new Date("2026-11-23T09:42:00.000Z") });
  expect(log).toEqual(["paused", "forget hidden"]);
});

test("renews through the sign-in and comes back to this place, with the input", () => {
  const { session, log } = open();
  session.renew();
  expect(log).toEqual(["keep", "assign /auth/login?returnTo=%2F%3Fq%3D%C3%A4%26x%3D%2F"]);
});

test("leaves for good, whatever comes after", () => {
  const { session, log } = open();
  session.leave();
  session.leave();
  session.pause();
  session.resume();
  expect(log).toEqual(["left", "forget", "replace /signed-out?elsewhere"]);
});

test("says where it goes that it was ended from another session", () => {
  const { session, log } = open();
  session.leave(true);
  expect(log).toEqual(["left", "forget", "replace /signed-out?ended"]);
});

test("lets go for a sign-out of its own, and goes nowhere by itself", () => {
  const { session, log } = open();
  session.forget();
  session.leave();
  expect(log).toEqual(["left", "forget"]);
});

test("goes on after a pause or a check that the server has confirmed", () => {
  const { session, log } = open();
  session.check();
  session.resume();
  session.pause();
  session.resume();
  expect(log).toEqual(["checking", "live", "paused", "forget hidden", "live"]);
});

test("starts over with nothing in its memory", () => {
  const { session, log } = open();
  session.startOver();
  expect(log).toEqual(["left", "forget", "reload"]);
});
