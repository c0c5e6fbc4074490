import type { Language } from "@pforte/shared/contract/localized";
import type { DeviceKind } from "@pforte/shared/contract/own-sessions";
import { browserNames, systemNames } from "@pforte/shared/text/device-names";

interface PortalText {
  /** The strong line; with the object's name where the notification is about one. */
  readonly title: (object: string | null) => string;
  readonly text: string;
}

const named = (before: string, after: string, without: string) => (object: string | null) =>
  object === null || object === "" ? without : `${before}${object}${after}`;

const texts = {
  welcome: {
    de: {
      title: () => "Willkommen",
      text: "Hier steht, was in Ihren Programmen auf Sie wartet. Erledigen, für später merken oder stumm schalten: am Rand jeder Zeile.",
    },
    en: {
      title: () => "Welcome",
      text: "This is what waits for you in your applications. Mark as done, snooze or mute at the end of each row.",
    },
  },
  act_overtaken: {
    de: {
      title: named("Nicht übernommen: ", "", "Eine Änderung wurde nicht übernommen"),
      text: "Inzwischen wurde es im Programm selbst geändert; das gilt.",
    },
    en: {
      title: named("Not applied: ", "", "A change was not applied"),
      text: "It was changed in the application meanwhile, and that stands.",
    },
  },
  act_refused: {
    de: {
      title: named("Nicht ausgeführt: ", "", "Eine Änderung wurde nicht ausgeführt"),
      text: "Das Programm hat die Änderung abgelehnt.",
    },
    en: {
      title: named("Not carried out: ", "", "A change was not carried out"),
      text: "The application refused the change.",
    },
  },
  act_expired: {
    de: {
      title: named("Verfallen: ", "", "Eine Änderung ist verfallen"),
      text: "Die Änderung konnte 30 Tage lang nicht ausgeführt werden und wird nicht mehr versucht.",
    },
    en: {
      title: named("Expired: ", "", "A change expired"),
      text: "The change could not be carried out for 30 days and will not be tried again.",
    },
  },
  new_device: {
    de: {
      title: named("Anmeldung auf neuem Gerät: ", "", "Anmeldung auf neuem Gerät"),
      text: "Waren Sie das nicht, beenden Sie unter „Meine Anmeldungen“ die Sitzung dieses Geräts und sagen Sie dem IT-Service Bescheid. Pforte kannte dieses Gerät oder diesen Browser noch nicht.",
    },
    en: {
      title: named("Sign-in on a new device: ", "", "Sign-in on a new device"),
      text: "If that was not you, end this device’s session under “My sign-ins” and tell your IT service. Pforte did not know this device or browser yet.",
    },
  },
} satisfies Record<string, Record<Language, PortalText>>;

const deviceWords = {
  de: { aBrowser: "Ein Browser", under: "unter", on: "auf", macOrIpad: "Mac oder iPad" },
  en: { aBrowser: "A browser", under: "on", on: "on", macOrIpad: "Mac or iPad" },
} as const satisfies Record<Language, Readonly<Record<string, string>>>;

/** A device in plain words, the same as on the page of one's sessions; empty where nothing is known of it. */
export function deviceName({ browser, system }: DeviceKind, language: Language): string {
  if (system === null) {
    return browser === null ? "" : browserNames[browser];
  }
  const words = deviceWords[language];
  const { name, isDevice } = system === "mac_or_ipad" ? { name: words.macOrIpad, isDevice: true } : systemNames[system];
  return `${browser === null ? words.aBrowser : browserNames[browser]} ${isDevice ? words.on : words.under} ${name}`;
}

/** What the portal tells people by itself. */
export type PortalTextKind = keyof typeof texts;

/** The texts of a kind, or null for one that this release does not know. */
export function portalTexts(kind: string, language: Language): PortalText | null {
  return isKnown(kind) ? texts[kind][language] : null;
}

const isKnown = (kind: string): kind is PortalTextKind => Object.hasOwn(texts, kind);
