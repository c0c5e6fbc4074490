import type { Provider } from "oidc-provider";
import type { Client } from "./clients.ts";
import type { Directory } from "./identity-provider-directory.ts";
import type { Refusal } from "./identity-provider-levers.ts";
import { audienceOf, exchangeGrant, type ProviderParts } from "./identity-provider-library.ts";
import type { Person } from "./people.ts";

interface ExchangeParameters {
  readonly subject_token?: string;
  readonly subject_token_type?: string;
  readonly requested_token_type?: string;
  readonly audience?: string | readonly string[];
  readonly scope?: string;
}

const accessTokenType = "urn:ietf:params:oauth:token-type:access_token";
const everybodysScopes = new Set(["openid", "profile", "email", "opendesk", "roles"]);

/** Keycloak's standard token exchange: an audience only narrows what the scopes of the requester can give. */
export function registerExchange(provider: Provider, parts: ProviderParts): void {
  const parameters = ["subject_token", "subject_token_type", "requested_token_type", "audience", "scope"];
  provider.registerGrantType<ExchangeParameters>(
    exchangeGrant,
    async (ctx) => {
      const { client, params } = ctx.oidc;
      const outcome = await exchange(provider, parts, client.clientId, params);
      if ("error" in outcome) {
        ctx.status = outcome.status;
        ctx.body = { error: outcome.error, error_description: outcome.description };
        return;
      }
      const { subject, audience, scope } = outcome;
      const token = new provider.AccessToken({
        accountId: subject.accountId,
        client,
        grantId: subject.grantId,
        gty: "token-exchange",
        scope,
        sid: subject.sid,
        sessionUid: subject.sessionUid,
        expiresWithSession: true,
      });
      ctx.state["audience"] = audience;
      ctx.oidc.entity("AccessToken", token);
      ctx.body = {
        access_token: await token.save(),
        expires_in: token.expiration,
        token_type: "Bearer",
        issued_token_type: accessTokenType,
        scope,
      };
    },
    parameters,
    ["audience"],
  );
}

async function exchange(provider: Provider, parts: ProviderParts, clientId: string, params: ExchangeParameters) {
  const client = parts.directory.client(clientId);
  const malformed = client === undefined ? refuse("invalid_client", "Invalid client") : refuseRequest(client, params);
  const refusal = parts.levers.exchangeRefusal ?? malformed;
  if (refusal !== null) {
    return refusal;
  }
  const subject = await provider.AccessToken.find(params.subject_token ?? "");
  const person = parts.directory.person(subject?.accountId);
  if (subject === undefined || person === undefined) {
    return refuse("invalid_request", "Invalid token");
  }
  if (subject.clientId !== clientId && !audienceOf(subject).includes(clientId)) {
    return refuse("access_denied", "Client is not within the token audience", 403);
  }
  const scopes = words(params.scope);
  const narrowed = narrow(parts.directory, person, scopes, [params.audience ?? []].flat());
  return "error" in narrowed ? narrowed : { subject, ...narrowed, scope: ["email", "profile", ...scopes].join(" ") };
}

function narrow(directory: Directory, person: Person, scopes: readonly string[], requested: readonly string[]) {
  if (requested.some((audience) => !directory.isKnownAudience(audience))) {
    return refuse("invalid_client", "Audience not found");
  }
  const available = directory.audiences(person, new Set(scopes));
  const missing = requested.filter((audience) => !available.includes(audience));
  if (missing.length > 0) {
    return refuse("invalid_request", `Requested audience not available: ${missing.join(", ")}`);
  }
  return { audience: requested.length > 0 ? requested : available };
}

function refuseRequest(client: Client, params: ExchangeParameters): Refusal | null {
  if (client.tokenExchange !== true) {
    return refuse("invalid_request", "Standard token exchange is not enabled for the requested client");
  }
  if (params.subject_token === undefined) {
    return refuse("invalid_request", "Parameter 'subject_token' is missing");
  }
  if (params.subject_token_type !== accessTokenType) {
    return refuse("invalid_request", "Parameter 'subject_token_type' should be access_token");
  }
  if (params.requested_token_type !== undefined && params.requested_token_type !== accessTokenType) {
    return refuse("invalid_request", "requested_token_type unsupported");
  }
  const unknown = words(params.scope).filter(
    (scope) => !everybodysScopes.has(scope) && !(client.optionalScopes ?? []).includes(scope),
  );
  return unknown.length > 0 ? refuse("invalid_scope", `Invalid scopes: ${params.scope}`) : null;
}

function refuse(error: string, description: string, status = 400): Refusal {
  return { status, error, description };
}

function words(scope: string | undefined): readonly string[] {
  return (scope ?? "").split(" ").filter(Boolean);
}
