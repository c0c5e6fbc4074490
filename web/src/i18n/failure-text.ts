import type { ErrorCode } from "@pforte/shared/errors/error-code";
import type { SignInCode } from "@pforte/shared/errors/sign-in-code";
import type { SourceState } from "@pforte/shared/contract/source-outcome";
import type { TextKey } from "./text.ts";

/** Codes that only the browser knows: no answer came, or one that is not the portal's. */
export type ClientCode = "portal_unreachable";

/** What a person reads for a failure, and what they can do; a code without both does not compile. */
export const failureTexts = {
  bad_request: { text: "error.bad_request", remedy: "remedy.reload" },
  body_too_large: { text: "error.body_too_large", remedy: "remedy.less" },
  conflict: { text: "error.conflict", remedy: "remedy.reload" },
  fetch_metadata_refused: { text: "error.fetch_metadata_refused", remedy: "remedy.open_portal" },
  forbidden: { text: "error.forbidden", remedy: "remedy.ask_access" },
  internal: { text: "error.internal", remedy: "remedy.support" },
  method_not_allowed: { text: "error.bad_request", remedy: "remedy.reload" },
  misdirected_host: { text: "error.misdirected_host", remedy: "remedy.open_portal" },
  not_found: { text: "error.not_found", remedy: "remedy.reload" },
  not_publishable: { text: "error.not_publishable", remedy: "remedy.admin" },
  overloaded: { text: "error.overloaded", remedy: "remedy.wait" },
  owned_by_file: { text: "error.owned_by_file", remedy: "remedy.admin" },
  precondition_required: { text: "error.bad_request", remedy: "remedy.reload" },
  step_up: { text: "error.step_up", remedy: "remedy.sign_in" },
  version_stale: { text: "error.version_stale", remedy: "remedy.reload" },
  portal_header_missing: { text: "error.fetch_metadata_refused", remedy: "remedy.open_portal" },
  rate_limited: { text: "error.rate_limited", remedy: "remedy.wait" },
  session_ended: { text: "error.session_ended", remedy: "remedy.sign_in" },
  signed_out: { text: "error.signed_out", remedy: "remedy.sign_in" },
  source_sign_in_required: { text: "error.source_sign_in_required", remedy: "remedy.connect" },
  room_encrypted: { text: "error.room_encrypted", remedy: "remedy.open_element" },
  source_unavailable: { text: "error.source_unavailable", remedy: "remedy.wait" },
  storage_unavailable: { text: "error.storage_unavailable", remedy: "remedy.wait" },
  timeout: { text: "error.timeout", remedy: "remedy.again" },
  too_many_streams: { text: "error.too_many_streams", remedy: "remedy.close_tabs" },
  unsupported_media_type: { text: "error.bad_request", remedy: "remedy.reload" },
  portal_unreachable: { text: "error.portal_unreachable", remedy: "remedy.connection" },
} as const satisfies Record<ErrorCode | ClientCode, { readonly text: TextKey; readonly remedy: TextKey }>;

/** Heading, cause and steps of the page that tells why a sign-in was not finished. */
export const signInTexts = {
  sign_in_expired: "again",
  sign_in_repeated: "again",
  sign_in_refused: "again",
  sign_in_invalid: "again",
  sign_in_not_navigation: "again",
  sign_in_not_fresh: "again",
  client_unknown: "support",
  identity_provider_unreachable: "wait",
  identity_provider_misconfigured: "support",
  account_disabled: "support",
  return_address_refused: "portal",
  connect_failed: "portal",
  connect_other_person: "portal",
  portal_failed: "wait",
  storage_unavailable: "wait",
} as const satisfies Record<SignInCode, "again" | "support" | "wait" | "portal">;

type OneOf<Prefix extends string, Code extends string> = Record<Code, Extract<TextKey, `${Prefix}.${Code}`>>;

/** Each sign-in code has a sentence of its own. */
export const signInCauses: OneOf<"signIn", SignInCode> = {
  sign_in_expired: "signIn.sign_in_expired",
  sign_in_repeated: "signIn.sign_in_repeated",
  sign_in_refused: "signIn.sign_in_refused",
  sign_in_invalid: "signIn.sign_in_invalid",
  sign_in_not_navigation: "signIn.sign_in_not_navigation",
  sign_in_not_fresh: "signIn.sign_in_not_fresh",
  client_unknown: "signIn.client_unknown",
  identity_provider_unreachable: "signIn.identity_provider_unreachable",
  identity_provider_misconfigured: "signIn.identity_provider_misconfigured",
  account_disabled: "signIn.account_disabled",
  return_address_refused: "signIn.return_address_refused",
  connect_failed: "signIn.connect_failed",
  connect_other_person: "signIn.connect_other_person",
  portal_failed: "signIn.portal_failed",
  storage_unavailable: "signIn.storage_unavailable",
};

/** Heading, sentence and the label of the remedy for each state of a source; `null` where nothing need be said or done. */
export const sourceStateTexts = {
  ok: { title: null, text: null, remedy: null },
  loading: { title: null, text: "source.loading", remedy: null },
  stale: { title: null, text: "source.stale", remedy: "source.tryNow" },
  not_entitled: { title: "source.notEntitledTitle", text: "source.notEntitled", remedy: "source.requestAccess" },
  needs_first_login: { title: "source.firstLoginTitle", text: "source.firstLogin", remedy: "source.openOnce" },
  needs_sign_in: { title: "source.signInTitle", text: "source.signIn", remedy: "source.connect" },
  throttled: { title: null, text: "source.throttled", remedy: null },
  unavailable: { title: "source.unavailableTitle", text: "source.unavailable", remedy: "source.tryNow" },
  degraded: { title: null, text: "source.degraded", remedy: null },
} as const satisfies Record<
  SourceState["state"],
  { readonly title: TextKey | null; readonly text: TextKey | null; readonly remedy: TextKey | null }
>;
