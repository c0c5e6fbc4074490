/** A person of the demo world, as its directory knows them. */
export interface Person {
  readonly sub: string;
  readonly username: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly email: string;
  readonly groups: readonly string[];
  /** What distinguishes this person, shown beside the name at sign-in. */
  readonly role: { readonly de: string; readonly en: string };
}

const everyTool = [
  "managed-by-attribute-Fileshare",
  "managed-by-attribute-Projectmanagement",
  "managed-by-attribute-Livecollaboration",
  "managed-by-attribute-Knowledgemanagement",
  "managed-by-attribute-Groupware",
  "managed-by-attribute-Videoconference",
  "managed-by-attribute-Notes",
  "unit-42",
] as const;

/** The group whose members administer the portal in the demo world. */
export const administratorGroup = "portal-admins";

/** The group of those administrators who may see who confirmed an announcement. */
export const proofGroup = "portal-proof";

export const ines: Person = {
  sub: "0a6f1c52-6e0f-4d3e-9c58-2f6a1b7d4e01",
  username: "ines",
  givenName: "Ines",
  familyName: "Marquardt",
  email: "ines.marquardt@example.org",
  groups: everyTool,
  role: { de: "Sachbearbeiterin, alle Werkzeuge", en: "case worker, all tools" },
};

export const tobias: Person = {
  sub: "0a6f1c52-6e0f-4d3e-9c58-2f6a1b7d4e02",
  username: "tobias",
  givenName: "Tobias",
  familyName: "Kranich",
  email: "tobias.kranich@example.org",
  groups: ["managed-by-attribute-Groupware", "managed-by-attribute-Livecollaboration"],
  role: { de: "neu im Haus, nur Groupware und Chat", en: "new here, groupware and chat only" },
};

export const katharina: Person = {
  sub: "0a6f1c52-6e0f-4d3e-9c58-2f6a1b7d4e03",
  username: "katharina",
  givenName: "Katharina",
  familyName: "Wendland",
  email: "katharina.wendland@example.org",
  groups: [...everyTool, administratorGroup, proofGroup],
  role: { de: "Administratorin des Portals", en: "administrator of the portal" },
};

/** The people who can sign in to the demo world. */
export const people: readonly Person[] = [ines, tobias, katharina];

/** The name as it is shown. */
export function fullName(person: Person): string {
  return `${person.givenName} ${person.familyName}`;
}
