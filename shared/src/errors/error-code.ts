import { z } from "zod";

/** Every code that a failure may carry; people read a text chosen by code, developers the message. */
export const errorCodeSchema = z.enum([
  "bad_request",
  "body_too_large",
  "conflict",
  "fetch_metadata_refused",
  "forbidden",
  "internal",
  "method_not_allowed",
  "misdirected_host",
  "not_found",
  "not_publishable",
  "overloaded",
  "owned_by_file",
  "portal_header_missing",
  "precondition_required",
  "rate_limited",
  "room_encrypted",
  "session_ended",
  "signed_out",
  "source_sign_in_required",
  "source_unavailable",
  "step_up",
  "storage_unavailable",
  "timeout",
  "too_many_streams",
  "unsupported_media_type",
  "version_stale",
]);

export type ErrorCode = z.output<typeof errorCodeSchema>;
