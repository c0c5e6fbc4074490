import * as oidc from "openid-client";
import type { Config } from "#config/config.ts";
import type { Log } from "#log.ts";
import type { SessionPerson, SessionRecord } from "#storage/ports/session-store.ts";
import { personOf } from "./claims.ts";
import { isUnreachable, reasonOf } from "./provider.ts";

interface Asked {
  readonly record: Pick<SessionRecord, "owner" | "person">;
  readonly configuration: oidc.Configuration;
  readonly accessToken: string;
}

/** The library's word for a userinfo answer about somebody else. */
const wrongSubject = "OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED";
/** A provider, or what guards it, that has no time for a question just now. */
const later: ReadonlySet<number> = new Set([408, 425, 429]);

/** Whether an ID token speaks of the person whose session this is (S12). */
export function isAbout(claims: oidc.IDToken, owner: SessionRecord["owner"]): boolean {
  return claims.sub === owner.subject && claims.iss === owner.issuer;
}

/**
 * Whose session it is after a refresh without an ID token, groups and role read anew (S60) at the userinfo endpoint
 * (OpenID Connect Core §5.3): an answer may come without one (§12.2), and Keycloak sends none once the session exchanged
 * a token. Null when the provider speaks of another person, which ends the session (S12).
 */
export async function refreshedPerson(
  { record, configuration, accessToken }: Asked,
  settings: Config["oidc"],
  log: Log,
): Promise<SessionPerson | null> {
  const { owner, person } = record;
  try {
    const answer = await oidc.fetchUserInfo(configuration, accessToken, owner.subject);
    // Names that the endpoint leaves out are still the ones of the sign-in; groups that it leaves out are none.
    const found = personOf({ name: person.name, [settings.usernameClaim]: person.username, ...answer }, settings);
    if (found.groups.length === 0 && person.groups.length > 0) {
      log.warn(
        { claim: settings.groupsClaim },
        "Somebody has no groups any more at userinfo. If that is everybody, the provider does not put the claim there.",
      );
    }
    return found;
  } catch (error) {
    if (error instanceof oidc.ClientError && error.code === wrongSubject) {
      return null;
    }
    if (isUnreachable(error) || later.has(statusOf(error))) {
      log.warn({ reason: reasonOf(error) }, "Groups could not be read anew; the next refresh asks again.");
      return person;
    }
    // A role that cannot be read anew is not kept on trust.
    log.error(
      { reason: reasonOf(error) },
      "The provider sends no ID token with a refresh and refuses userinfo; the administrator's role is taken away.",
    );
    return { ...person, isAdministrator: false };
  }
}

function statusOf(error: unknown): number {
  const cause = error instanceof Error ? error.cause : null;
  // The response is of the package that fetched it, which is not the platform's.
  return typeof cause === "object" && cause !== null && "status" in cause ? Number(cause.status) : 0;
}
