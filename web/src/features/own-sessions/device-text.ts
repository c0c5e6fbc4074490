import type { DeviceKind } from "@pforte/shared/contract/own-sessions";
import { browserNames, systemNames } from "@pforte/shared/text/device-names";
import type { Text, TextKey, TopicKey } from "#i18n/text.ts";

type OwnText = Pick<Text<TextKey | TopicKey<"ownSessions">>, "t">;

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
