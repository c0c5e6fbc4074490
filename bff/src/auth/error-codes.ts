/**
 * The errors that the specifications name: RFC 6749, 7009, 7591, 8628, 8693, 8707, 9126, 9396, 9449 and OpenID Connect
 * Core, and what Keycloak adds.
 */
const registered: ReadonlySet<string> = new Set([
  "access_denied",
  "account_selection_required",
  "authorization_pending",
  "consent_required",
  "expired_token",
  "insufficient_scope",
  "insufficient_user_authentication",
  "interaction_required",
  "invalid_authorization_details",
  "invalid_client",
  "invalid_client_metadata",
  "invalid_dpop_proof",
  "invalid_grant",
  "invalid_redirect_uri",
  "invalid_request",
  "invalid_request_object",
  "invalid_request_uri",
  "invalid_scope",
  "invalid_target",
  "invalid_token",
  "login_required",
  "not_allowed",
  "registration_not_supported",
  "request_not_supported",
  "request_uri_not_supported",
  "server_error",
  "slow_down",
  "temporarily_unavailable",
  "unauthorized_client",
  "unknown_error",
  "unmet_authentication_requirements",
  "unsupported_grant_type",
  "unsupported_response_type",
  "unsupported_token_type",
  "use_dpop_nonce",
]);

/** Whether a provider's `error` is a word of the protocol, which may be logged; anything else may be a secret or a forgery. */
export const isErrorCode = (error: string): boolean => registered.has(error);
