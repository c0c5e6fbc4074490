import type { UpstreamError, UpstreamReason } from "#connectors/kit/upstream-error.ts";
import type { ExchangedToken } from "#token-exchange.ts";

/** Why there is no token, for people who know the tool. */
export const tokenProblem: Readonly<Record<Exclude<ExchangedToken["kind"], "token">, string>> = {
  refused: "The identity provider refuses a token for this audience to you.",
  misconfigured: "The identity provider does not know this audience or scope, or gives its tokens to others as well.",
  unavailable: "The identity provider does not answer.",
  ended: "Your session is over.",
};

const byCode: Readonly<Record<string, string>> = {
  ENOTFOUND: "Its name is not known.",
  EAI_AGAIN: "The name server does not answer.",
  ECONNREFUSED: "Nothing answers at this address.",
  EHOSTUNREACH: "There is no way to this address.",
  ENETUNREACH: "There is no way to this address.",
  ECONNRESET: "It ends the connection.",
  CERT_HAS_EXPIRED: "Its certificate has expired.",
  CERT_NOT_YET_VALID: "Its certificate is not valid yet.",
  ERR_TLS_CERT_ALTNAME_INVALID: "Its certificate is for another name.",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "Its certificate is signed by an authority that is not trusted.",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "Its certificate is signed by an authority that is not trusted.",
  UNABLE_TO_GET_ISSUER_CERT: "Its certificate is signed by an authority that is not trusted.",
  SELF_SIGNED_CERT_IN_CHAIN: "Its certificate is signed by an authority that is not trusted.",
  DEPTH_ZERO_SELF_SIGNED_CERT: "Its certificate is signed by itself.",
};

const byReason: Readonly<Record<UpstreamReason, string>> = {
  sign_in_required: "It does not accept the token.",
  forbidden: "It does not let you in.",
  not_found: "It knows no such address: the path may be wrong, or it is another tool.",
  conflict: "It refuses the call.",
  rate_limited: "It takes no more calls for now.",
  unavailable: "It is not available.",
  timeout: "It does not answer in time.",
  bad_response: "Its answer is not one of this kind of tool.",
};

/** Why a call brought nothing, without addresses or tokens. */
export function callProblem({ reason, status, code }: UpstreamError): string {
  const words = byCode[code ?? ""] ?? byReason[reason];
  return status === null ? words : `${words} (HTTP ${status})`;
}
