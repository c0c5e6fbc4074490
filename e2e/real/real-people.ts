import { ines, katharina, type Person, tobias } from "../world/people.ts";

/** Somebody who may not chat: the homeserver's audience is refused to them. */
export const rosa: Person = {
  sub: "0a6f1c52-6e0f-4d3e-9c58-2f6a1b7d4e04",
  username: "rosa",
  givenName: "Rosa",
  familyName: "Feldmann",
  email: "rosa.feldmann@example.org",
  groups: ["managed-by-attribute-Groupware"],
  role: { de: "nur Groupware, kein Chat", en: "groupware only, no chat" },
};

/** Everybody who can sign in at the Keycloak of the lane. */
export const realPeople: readonly Person[] = [ines, tobias, katharina, rosa];

/** The password of a person at the Keycloak of the lane and at its homeservers. */
export const passwordOf = (person: Person): string => `${person.username}-geheim`;
