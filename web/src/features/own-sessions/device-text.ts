import type { Browser, DeviceKind, System } from "@pforte/shared/contract/own-sessions";
import type { Text, TextKey, TopicKey } from "#i18n/text.ts";

type OwnText = Pick<Text<TextKey | TopicKey<"ownSessions">>, "t">;

const browserNames: Readonly<Record<Browser, string>> = {
  firefox: "Firefox",
  chrome: "Chrome",
  edge: "Edge",
  safari: "Safari",
  opera: "Opera",
  samsung: "Samsung Internet",
};

/** Systems by name; those that are the name of a device are said of it. */
const systemNames: Readonly<
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

/** A device in plain words, as far as its browser said what it is. */
export function deviceText({ browser, system }: DeviceKind, { t }: OwnText): string {
  if (system === null) {
    return browser === null
      ? t("ownSessions.unknown")
      : t("ownSessions.onlyBrowser", { browser: browserNames[browser] });
  }
  const { name, isDevice } =
    system === "mac_or_ipad" ? { name: t("ownSessions.macOrIpad"), isDevice: true } : systemNames[system];
  if (browser === null) {
    return t(isDevice ? "ownSessions.onlyDevice" : "ownSessions.onlySystem", { system: name });
  }
  return t(isDevice ? "ownSessions.onDevice" : "ownSessions.device", { browser: browserNames[browser], system: name });
}
