import type { Actor } from "@pforte/shared/contract/admin-audit";
import type { TextKey, TopicKey, Translate } from "#i18n/text.ts";

/** Whoever did it, as a word in a sentence. */
export function actorOf(actor: Actor, t: Translate<TextKey | TopicKey<"adminAnnouncements">>): string {
  switch (actor.kind) {
    case "person":
      return actor.name;
    case "operator":
      return t("announcements.operator", { name: actor.name });
    case "portal":
      return t("announcements.portal");
  }
}
