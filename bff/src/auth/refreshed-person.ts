import * as oidc from "openid-client";
import type { Config } from "#config/config.ts";
import type { Log } from "#log.ts";
import type { SessionPerson, SessionRecord } from "#storage/ports/session-store.ts";
import { personOf } from "./claims.ts";
import { isUnreachable, reasonOf } from "./provider.ts";

interface Asked {
  readonly record: SessionRecord;
  readonly configuration: oidc.Configuration;
  readonly accessToken: string;
  readonly claims: oidc.IDToken | undefined;
}

/** The library's word for a userinfo answer about somebody else. */
const wrongSubject = "OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED";

/**
 * Who a session belongs to after a refresh, groups and role read anew (S60): from the ID token of the answer, or, since
 * an answer may come without one (OpenID Connect Core §12.2; Keycloak sends none once the session exchanged a token),
 * from the userinfo endpoint (§5.3). Null when the provider speaks of another person, which ends the session (S12).
 */
export async function refreshedPerson(
  { record, configuration, accessToken, claims }: Asked,
  settings: Config["oidc"],
  log: Log,
): Promise<SessionPerson | null> {
  const { owner, person } = record;
  if (claims !== undefined) {
    return claims.sub === owner.subject && claims.iss === owner.issuer ? personOf(claims, settings) : null;
  }
  try {
    const answer = await oidc.fetchUserInfo(configuration, accessToken, owner.subject);
    // Names that the endpoint leaves out are still the ones of the sign-in; groups that it leaves out are none.
    return personOf({ name: person.name, [settings.usernameClaim]: person.username, ...answer }, settings);
  } catch (error) {
    if (error instanceof oidc.ClientError && error.code === wrongSubject) {
      return null;
    }
    if (isUnreachable(error)) {
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
