import { expect, test } from "vitest";
import { deviceKindOf } from "./device-kind.ts";

const webkit = "AppleWebKit/605.1.15 (KHTML, like Gecko)";
const blink = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0";

test.each([
  ["Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0", "firefox", "linux"],
  ["Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "firefox", "windows"],
  ["Mozilla/5.0 (Android 15; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0", "firefox", "android"],
  [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${blink} Safari/537.36`, "chrome", "windows"],
  [`Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${blink} Safari/537.36`, "chrome", "chromeos"],
  [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${blink} Safari/537.36 Edg/142.0.0.0`, "edge", "windows"],
  [`Mozilla/5.0 (Linux; Android 10; K) ${blink} Mobile Safari/537.36 EdgA/142.0.0.0`, "edge", "android"],
  [`Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${blink} Safari/537.36 OPR/124.0.0.0`, "opera", "mac"],
  [`Mozilla/5.0 (Linux; Android 14; SM-S921B) AppleWebKit/537.36 SamsungBrowser/28.0 Chrome/130`, "samsung", "android"],
  [`Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) ${webkit} Version/26.0 Safari/604.1`, "safari", "iphone"],
  [`Mozilla/5.0 (iPad; CPU OS 18_6 like Mac OS X) ${webkit} CriOS/142.0 Mobile/15E148 Safari/604.1`, "chrome", "ipad"],
  [`Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) ${webkit} FxiOS/145.0 Safari/605.1`, "firefox", "iphone"],
  [`Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${webkit} Version/26.0 Safari/605.1.15`, "safari", "mac_or_ipad"],
] as const)("a browser that people use is named as they know it: %s", (said, browser, system) => {
  expect(deviceKindOf(said)).toEqual({ browser, system });
});

test.each([undefined, "", "curl/8.5.0", "<script>alert(1)</script>", "\u202Exof\nSet-Cookie: a=b", "😀".repeat(4000)])(
  "what no browser says has no name and leaves nothing of itself behind: %j",
  (said) => {
    expect(deviceKindOf(said)).toEqual({ browser: null, system: null });
  },
);
