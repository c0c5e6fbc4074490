import { expect, test } from "vitest";
import { deviceName } from "./portal-notification-texts.ts";

test.each([
  ["safari", "iphone", "Safari auf iPhone", "Safari on iPhone"],
  ["safari", "mac_or_ipad", "Safari auf Mac oder iPad", "Safari on Mac or iPad"],
  ["chrome", "windows", "Chrome unter Windows", "Chrome on Windows"],
  ["firefox", null, "Firefox", "Firefox"],
  [null, "windows", "Ein Browser unter Windows", "A browser on Windows"],
  [null, "ipad", "Ein Browser auf iPad", "A browser on iPad"],
  [null, null, "", ""],
] as const)("the inbox names a device of %s and %s as the page of one's sessions does", (browser, system, de, en) => {
  expect([deviceName({ browser, system }, "de"), deviceName({ browser, system }, "en")]).toEqual([de, en]);
});
