import type { Actor } from "@pforte/shared/contract/admin-audit";
import type { Text, TextKey, TopicKey } from "#i18n/text.ts";

/** Whoever did something, by the name of that time. */
export function actorName(actor: Actor, { t }: Text<TextKey | TopicKey<"adminPublish">>): string {
  switch (actor.kind) {
    case "person":
      return actor.name;
    case "operator":
      return t("actor.operator", { name: actor.name });
    case "portal":
      return t("actor.portal");
  }
}
