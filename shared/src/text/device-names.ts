import type { Browser, System } from "../contract/own-sessions.ts";

/** Browsers by the names that their makers give them, the same in every language. */
export const browserNames: Readonly<Record<Browser, string>> = {
  firefox: "Firefox",
  chrome: "Chrome",
  edge: "Edge",
  safari: "Safari",
  opera: "Opera",
  samsung: "Samsung Internet",
};

/** Systems by name; those that are the name of a device are said of it: on a Mac, but under Windows. */
export const systemNames: Readonly<
  Record<Exclude<System, "mac_or_ipad">, { readonly name: string; readonly isDevice: boolean }>
> = {
  windows: { name: "Windows", isDevice: false },
  mac: { name: "Mac", isDevice: true },
  linux: { name: "Linux", isDevice: false },
  chromeos: { name: "ChromeOS", isDevice: false },
  android: { name: "Android", isDevice: false },
  iphone: { name: "iPhone", isDevice: true },
  ipad: { name: "iPad", isDevice: true },
};
