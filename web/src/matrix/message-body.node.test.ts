import { expect, test } from "vitest";
import { messageBody, oneLine, withoutFallback } from "./message-body.ts";
import { rawEvent, type Json } from "./raw-event.ts";

function bodyOf(content: Json, type = "m.room.message") {
  const event = rawEvent({ event_id: "$1", type, sender: "@a:b", origin_server_ts: 1, content });
  if (event === null) {
    throw new Error("This is no event.");
  }
  return messageBody("chat", event, content);
}

test("every kind of message says what it is, and what is not known says its own text", () => {
  expect(bodyOf({ msgtype: "m.emote", body: "winkt" })).toEqual({
    kind: "text",
    text: "winkt",
    html: null,
    tone: "emote",
  });
  expect(bodyOf({ msgtype: "m.notice", body: "Bot" })).toMatchObject({ tone: "notice" });
  expect(bodyOf({ msgtype: "m.video", body: "a.mp4", url: "mxc://b/c" })).toMatchObject({
    kind: "file",
    name: "a.mp4",
  });
  expect(bodyOf({ msgtype: "m.location", body: "Berlin" })).toEqual({ kind: "other", text: "Berlin" });
  expect(bodyOf({ body: "Smiley" }, "m.sticker")).toEqual({ kind: "other", text: "Smiley" });
  const poll = { "m.poll": { question: { body: "Wann?" } } };
  expect(bodyOf(poll, "m.poll.start")).toEqual({ kind: "other", text: "Wann?" });
  expect(bodyOf({ algorithm: "x" }, "m.room.encrypted")).toEqual({ kind: "encrypted" });
  expect(bodyOf({})).toEqual({ kind: "redacted" });
});

test("content of any shape is shown as far as it makes sense and never throws", () => {
  const odd: readonly unknown[] = [null, 7, [], {}, "", -1, Number.NaN, { a: 1 }];
  for (const msgtype of ["m.text", "m.image", "m.file", "m.emote", 5, null]) {
    for (const value of odd) {
      const body = bodyOf({ msgtype, body: value, info: value, url: value, filename: value, formatted_body: value });
      expect(["text", "image", "file", "other"]).toContain(body.kind);
      expect(() => oneLine(body)).not.toThrow();
    }
  }
  expect(rawEvent({ event_id: "$1" })).toBeNull();
  expect(rawEvent("x")).toBeNull();
});

test("only addresses of contents become paths of the portal", () => {
  const media = (url: unknown) => bodyOf({ msgtype: "m.image", body: "a.png", url, info: { w: 1, h: 1 } });
  const odd = [
    "https://evil.example/x",
    "mxc://a/../b",
    "mxc://a/b/c",
    "mxc:///b",
    "mxc://a/b?c",
    "javascript:alert(1)",
    "MXC://a/b",
    "mxc://a/b#c",
    7,
  ];
  for (const url of odd) {
    expect({ url, ...media(url) }).toMatchObject({ url, preview: null, download: null });
  }
  expect(media("mxc://example.org:8448/AbC_-9")).toMatchObject({
    preview: "/chat/thumbnail/chat/example.org%3A8448/AbC_-9?size=small",
    download: "/chat/download/chat/example.org%3A8448/AbC_-9?name=a.png",
  });
});

test("the repetition of an answered message is left out, and nothing else that begins like it", () => {
  expect(withoutFallback("> <@a:b> Frage\n> zweite Zeile\n\nAntwort\n> Zitat")).toBe("Antwort\n> Zitat");
  expect(withoutFallback("> * <@a:b> winkt\n\nAntwort")).toBe("Antwort");
  expect(withoutFallback("> nur ein Zitat\nText")).toBe("> nur ein Zitat\nText");
  expect(withoutFallback("> <@a:b> alles Zitat")).toBe("> <@a:b> alles Zitat");
});
