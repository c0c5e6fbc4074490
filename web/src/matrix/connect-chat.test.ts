import { readChatAccounts, type ChatAccount } from "@pforte/shared/contract/chat";
import { http, HttpResponse } from "msw";
import { expect, onTestFinished, test, vi } from "vitest";
import { createSessionStore, type SessionStore } from "#api/session-store.ts";
import { fail, network, reply } from "#testing/server.ts";
import { smallHomeserver } from "#testing/small-homeserver.ts";
import { connectChat } from "./connect-chat.ts";
import type { Talk } from "./model.ts";

/** As long as a busy machine needs. */
const patient = { timeout: 10_000 };

const account: ChatAccount = {
  source: "chat",
  name: "Chat",
  account: "@ines:example.org",
  web: "https://element.example.org/",
  outcome: { state: "ok", at: "2026-11-23T09:44:00.000Z" },
};

function aSession(): SessionStore {
  const nothing = (): void => undefined;
  const navigation = { here: () => "/", assign: nothing, replace: nothing, reload: nothing };
  const now = (): Date => new Date();
  return createSessionStore({ navigation, now, forgetHidden: nothing, forget: nothing, keepInput: nothing });
}

function connected(more: Partial<ChatAccount> = {}) {
  const seen: Request[] = [];
  network.use(...smallHomeserver(seen));
  const session = aSession();
  const settings = () => ({ sendTyping: true, sendReadReceipts: true });
  const chat = connectChat({ ...account, ...more }, { session, settings });
  onTestFinished(() => chat.close());
  return { ...chat, session, seen };
}

const texts = (talk: Talk): readonly string[] =>
  talk.state
    .get()
    .entries.flatMap((entry) => (entry.kind === "message" && entry.body.kind === "text" ? entry.body.text : []));

test("the page speaks to the homeserver through the portal alone, without a token, and keeps nothing in the browser", async () => {
  const { hub, seen } = connected();
  await vi.waitFor(() => expect(hub.phase.get()).toEqual({ kind: "live" }), patient);
  expect(hub.rooms.get()).toMatchObject([{ name: "Referat 42", unread: 1, last: { text: "Guten Morgen" } }]);
  const talk = hub.open("!a:example.org");
  await vi.waitFor(() => expect(texts(talk)).toEqual(["Guten Morgen"]), patient);
  expect(talk.state.get().href).toBe("https://element.example.org/#/room/!a%3Aexample.org");
  expect(new Set(seen.map(({ headers }) => headers.get("x-portal")))).toEqual(new Set(["1"]));
  expect(seen.some(({ headers, url }) => headers.has("authorization") || url.includes("access_token"))).toBe(false);
  expect([localStorage.length, sessionStorage.length, await indexedDB.databases()]).toEqual([0, 0, []]);
});

test("a picture is measured, sent through the portal and then named in a message", async () => {
  const { hub, seen } = connected();
  await vi.waitFor(() => expect(hub.rooms.get()).toHaveLength(1), patient);
  const talk = hub.open("!a:example.org");
  const canvas = new OffscreenCanvas(30, 20);
  canvas.getContext("2d")?.fillRect(0, 0, 30, 20);
  const picture = new File([await canvas.convertToBlob({ type: "image/png" })], "plan.png", { type: "image/png" });
  talk.sendFile(picture, null);
  const sent = await vi.waitFor(() => {
    const found = seen.find(({ url }) => url.includes("/send/"));
    if (found === undefined) {
      throw new Error("Not yet.");
    }
    return found;
  }, patient);
  const upload = seen.find(({ url }) => url.includes("/api/chat/uploads/"));
  expect(new URL(upload?.url ?? "").search).toBe("?name=plan.png&type=image%2Fpng");
  expect(upload?.headers.get("x-portal")).toBe("1");
  expect(await sent.json()).toEqual({
    msgtype: "m.image",
    body: "plan.png",
    filename: "plan.png",
    url: "mxc://example.org/AbC",
    info: { mimetype: "image/png", size: picture.size, w: 30, h: 20 },
    "m.mentions": {},
  });
});

test("what says that it is a picture and is none goes as a file", async () => {
  const { hub, seen } = connected();
  await vi.waitFor(() => expect(hub.rooms.get()).toHaveLength(1), patient);
  hub.open("!a:example.org").sendFile(new File(["<svg/>"], "plan.png", { type: "image/png" }), "Der Plan");
  await vi.waitFor(() => expect(seen.some(({ url }) => url.includes("/send/"))).toBe(true), patient);
  const content: unknown = await seen.find(({ url }) => url.includes("/send/"))?.json();
  expect(content).toMatchObject({ msgtype: "m.file", body: "Der Plan", filename: "plan.png" });
});

test("an upload that is refused fails by its reason and can be taken back", async () => {
  const { hub } = connected();
  network.use(http.post("/api/chat/uploads/chat", () => HttpResponse.json({ code: "too_large" }, { status: 413 })));
  await vi.waitFor(() => expect(hub.rooms.get()).toHaveLength(1), patient);
  const talk = hub.open("!a:example.org");
  talk.sendFile(new File(["abc"], "a.pdf", { type: "application/pdf" }), null);
  const failed = await vi.waitFor(() => {
    const entry = talk.state.get().entries.at(-1);
    expect(entry).toMatchObject({ delivery: { kind: "failed", because: "too_large" } });
    return entry;
  }, patient);
  talk.discard(failed?.key ?? "");
  await vi.waitFor(() => expect(talk.state.get().entries.at(-1)).not.toMatchObject({ key: failed?.key }), patient);
});

test("a session that ends takes the rooms out of memory and asks nothing more (S52)", async () => {
  const { hub, session, seen } = connected();
  await vi.waitFor(() => expect(hub.rooms.get()).toHaveLength(1), patient);
  session.pause();
  expect(hub.rooms.get()).toEqual([]);
  // What was under way in that moment is still counted.
  await new Promise((resolve) => setTimeout(resolve, 100));
  const asked = seen.length;
  await new Promise((resolve) => setTimeout(resolve, 400));
  expect(seen.length).toBe(asked);
});

test("the portal's own 401 pauses the session", async () => {
  const { hub, session } = connected();
  await vi.waitFor(() => expect(hub.rooms.get()).toHaveLength(1), patient);
  const body = { code: "signed_out", message: "Signed out.", requestId: "1" };
  network.use(http.all("/api/chat/matrix/*", () => HttpResponse.json(body, { status: 401 })));
  await vi.waitFor(() => expect(session.get().kind).toBe("paused"), patient);
});

test("a session that is found to be over while a closed source is asked again is paused", async () => {
  const { hub, session } = connected({ outcome: { state: "needs_sign_in", connect: "/connect/chat" } });
  expect(hub.phase.get().kind).toBe("closed");
  network.use(fail(readChatAccounts, 401, "signed_out"));
  hub.retry();
  await vi.waitFor(() => expect(session.get().kind).toBe("paused"), patient);
});

test("a sign-in that the homeserver needs again is asked of the portal, whose word closes the source", async () => {
  const { hub } = connected();
  await vi.waitFor(() => expect(hub.rooms.get()).toHaveLength(1), patient);
  const outcome = { state: "needs_sign_in" as const, connect: "/connect/chat" };
  network.use(
    reply(readChatAccounts, { accounts: [{ ...account, outcome }] }),
    http.all("/api/chat/matrix/*", () =>
      HttpResponse.json({ errcode: "ORG.PFORTE.SIGN_IN_REQUIRED" }, { status: 403 }),
    ),
  );
  await vi.waitFor(() => expect(hub.phase.get()).toEqual({ kind: "closed", outcome }), patient);
});
