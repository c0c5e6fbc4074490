import { z } from "zod";

/** Why a sign-in or sign-out could not be finished; each has its own page with what to do and whom to ask. */
export const signInCodeSchema = z.enum([
  "sign_in_expired",
  "sign_in_repeated",
  "sign_in_refused",
  "sign_in_invalid",
  "sign_in_not_navigation",
  "sign_in_not_fresh",
  "client_unknown",
  "identity_provider_unreachable",
  "identity_provider_misconfigured",
  "account_disabled",
  "return_address_refused",
  "connect_failed",
  "connect_other_person",
  "portal_failed",
  "storage_unavailable",
]);

export type SignInCode = z.output<typeof signInCodeSchema>;
