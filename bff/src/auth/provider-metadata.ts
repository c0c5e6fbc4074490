import type * as oidc from "openid-client";
import type { Config } from "#config/config.ts";

/** Metadata that does not fit is a misconfiguration, however reachable the provider is. */
export class ProviderMetadataError extends Error {
  override readonly name = "ProviderMetadataError";
}

/** Metadata with everything that sign-in needs. */
export type CheckedMetadata = oidc.ServerMetadata & { readonly jwks_uri: string };

/** The metadata if it is what the configuration expects of this issuer, with the algorithms that are accepted; throws if not (S2). */
export function checkedMetadata(metadata: oidc.ServerMetadata, settings: Config["oidc"]): CheckedMetadata {
  if (metadata.issuer !== settings.issuer) {
    throw new ProviderMetadataError("The metadata names another issuer.");
  }
  const needed = ["authorization_endpoint", "token_endpoint", "jwks_uri"] as const;
  const offered = [
    "pushed_authorization_request_endpoint",
    "revocation_endpoint",
    "end_session_endpoint",
    "userinfo_endpoint",
  ] as const;
  for (const name of [...needed, ...offered]) {
    const address = metadata[name];
    const isMissing = address === undefined;
    if (isMissing ? needed.some((one) => one === name) : !isAllowedAddress(address, settings.issuer)) {
      throw new ProviderMetadataError(`The metadata has no usable ${name}.`);
    }
  }
  if (!offers(metadata.response_types_supported, "code")) {
    throw new ProviderMetadataError("The provider answers with no code.");
  }
  if (!offers(metadata.code_challenge_methods_supported, "S256")) {
    throw new ProviderMetadataError("The provider does not support PKCE with S256.");
  }
  const algorithms = (metadata.id_token_signing_alg_values_supported ?? ["RS256"]).filter((name) =>
    settings.signingAlgorithms.includes(name),
  );
  if (algorithms.length === 0) {
    throw new ProviderMetadataError("The provider signs with no accepted algorithm.");
  }
  return {
    ...metadata,
    jwks_uri: metadata.jwks_uri ?? "", // Seen above to be there.
    id_token_signing_alg_values_supported: algorithms,
    ...(settings.requireIssuerParameter && { authorization_response_iss_parameter_supported: true }),
  };
}

/** Whether a list of the metadata has a member; what a provider does not list, it may well do. */
function offers(list: unknown, member: string): boolean {
  return list === undefined || (Array.isArray(list) && list.includes(member));
}

function isAllowedAddress(address: unknown, issuer: string): boolean {
  const url = typeof address === "string" && URL.canParse(address) ? new URL(address) : null;
  if (url === null || url.username !== "" || url.password !== "") {
    return false;
  }
  return url.protocol === "https:" || (url.protocol === "http:" && issuer.startsWith("http:"));
}
