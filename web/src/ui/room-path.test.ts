import { expect, test } from "vitest";
import { roomAt, roomPath } from "./room-path.ts";

test.each([
  "matrix:!abc:example.org",
  "matrix:!a/b?c#d%:example.org",
  "land:!Äö ü",
  "matrix:!0123456789abcdefABCDEF_-",
])("the address of the room %j leads back to it", (id) => {
  expect(roomPath(id)).toMatch(/^\/chat\/[^/?#]+$/u);
  expect(roomAt(roomPath(id))).toBe(id);
});

test.each(["/", "/chat", "/chat/", "/chat/a/b", "/chats/a", "/chat/%", "/inbox"])("at %j there is no room", (path) => {
  expect(roomAt(path)).toBeNull();
});
