import { z } from "zod";
import { sharedSecretValue } from "./secret-values.ts";
import { durationValue, listValue, networksValue, originValue } from "./values.ts";
import { optionalText, variable } from "./variable.ts";

/** What the administration of the portal and central navigation read of the environment. */
export const administrationVariables = {
  PFORTE_STEP_UP_MAX_AGE: variable({
    value: durationValue(10, 86_400),
    fallback: "15m",
    about:
      "How old a sign-in may be for acts that take effect at once, such as publishing; an older one is asked for again.",
    example: "15m",
  }),
  PFORTE_STEP_UP_ACR: variable({
    value: optionalText,
    fallback: "",
    about: "The authentication context (`acr`) that such acts need beside; empty: any.",
    example: "gold",
  }),
  PFORTE_PROOF_GROUP: variable({
    value: optionalText,
    fallback: "",
    about: "The group or role of those administrators who may see who confirmed an announcement. Empty: nobody.",
    example: "portal-proof",
  }),
  PFORTE_PROOF_RETENTION: variable({
    value: durationValue(86_400, 3650 * 86_400),
    fallback: "365d",
    about: "How long it is kept who confirmed an announcement, after the announcement is over.",
    example: "365d",
  }),
  PFORTE_NAVIGATION_SECRET: variable({
    value: z.literal("").or(sharedSecretValue),
    fallback: "",
    about:
      "The secret by which other tools ask for the menu of a person (central navigation). Empty: they get the public menu.",
    example: "…",
    isSecret: true,
  }),
  PFORTE_NAVIGATION_BASES: variable({
    value: listValue.pipe(z.array(originValue)),
    fallback: "",
    about: "Further addresses under which people reach the portal, which central navigation may put before its links.",
    example: "https://portal.internal.example.org",
  }),
  PFORTE_LINK_NETWORKS: variable({
    value: networksValue,
    fallback: "",
    about: "Networks that are not public and whose addresses the portal may ask when it checks links and frames.",
    example: "10.0.0.0/8",
  }),
};
