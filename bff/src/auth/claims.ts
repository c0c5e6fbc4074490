import type { Config } from "#config/config.ts";
import type { SessionPerson } from "#storage/ports/session-store.ts";
import { identifierIn, textIn } from "./claim-values.ts";

type Claims = Readonly<Record<string, unknown>>;
type ClaimSettings = Pick<Config["oidc"], "groupsClaim" | "groupsAs" | "administratorGroup" | "usernameClaim">;

const most = 1000;
const longestName = 300;
const longestGroup = 1000;

/** What a verified ID token says of its person: names for people to read, groups for visibility. */
export function personOf(claims: Claims, settings: ClaimSettings): SessionPerson {
  const groups = groupsOf(claims, settings);
  const username =
    textOf(claims[settings.usernameClaim]) ?? textOf(claims["preferred_username"]) ?? textOf(claims["sub"]) ?? "";
  return {
    username,
    name: textOf(claims["name"]) ?? username,
    groups,
    isAdministrator: settings.administratorGroup !== null && groups.includes(settings.administratorGroup),
  };
}

/** The groups at the configured place; `realm_access.roles` walks into nested claims, a claim of that very name wins. */
export function groupsOf(claims: Claims, settings: Pick<ClaimSettings, "groupsClaim" | "groupsAs">): readonly string[] {
  const found = claims[settings.groupsClaim] ?? walk(claims, settings.groupsClaim.split("."));
  const names = [found].flat().flatMap((name) => identifierIn(name, longestGroup) ?? []);
  const read = settings.groupsAs === "path" ? names : names.map((name) => name.slice(name.lastIndexOf("/") + 1));
  return [...new Set<string>(read)].slice(0, most);
}

function walk(value: unknown, path: readonly string[]): unknown {
  const [first, ...rest] = path;
  if (first === undefined) {
    return value;
  }
  return typeof value === "object" && value !== null && Object.hasOwn(value, first)
    ? walk((value as Claims)[first], rest) // An object with that own member, just checked.
    : undefined;
}

const textOf = (value: unknown) => textIn(value, longestName);
