import { localize, type Language } from "@pforte/shared/contract/localized";
import type { SourceState } from "@pforte/shared/contract/source-outcome";
import type { UpstreamError, UpstreamReason } from "#connectors/kit/upstream-error.ts";
import type { ToolDevice } from "#storage/ports/tool-token-store.ts";
import type { LiveSource } from "./live-sources.ts";

/** The portal's path that starts the sign-in at a tool; the chat's device comes back to the chat. */
export const connectPath = (source: string, device: ToolDevice = "portal") =>
  `/auth/connect/${source}${device === "page" ? "?device=page&returnTo=%2Fchat" : ""}`;

type StaleReason = Extract<SourceState, { state: "stale" }>["because"];

const staleReasons: Partial<Record<UpstreamReason, StaleReason>> = {
  unavailable: "unavailable",
  timeout: "timeout",
  rate_limited: "throttled",
  bad_response: "degraded",
  // Nothing that is only read can be in conflict: a tool that says so to a reader talks nonsense.
  conflict: "degraded",
};

/** A failure at a source with the time of the first one in a row. */
export interface SourceFailure {
  readonly error: UpstreamError;
  readonly since: Date;
  readonly at: Date;
}

/** What older content is shown as, or null when this failure means that it must not be shown at all. */
export function staleState(failure: SourceFailure, contentAt: Date): SourceState | null {
  const because = staleReasons[failure.error.reason];
  if (because === undefined) return null;
  return { state: "stale", at: contentAt.toISOString(), because, since: failure.since.toISOString() };
}

/** What is said of a source that has nothing to show to this device. */
export function failureState(
  failure: SourceFailure,
  source: LiveSource,
  language: Language,
  device: ToolDevice = "portal",
): SourceState {
  const { error } = failure;
  const unavailable: SourceState = { state: "unavailable", since: failure.since.toISOString() };
  switch (error.reason) {
    case "sign_in_required":
      if (error.code === "needs_first_login") return needsFirstLogin(source);
      return error.code === "needs_sign_in"
        ? { state: "needs_sign_in", connect: connectPath(source.key, device) }
        : unavailable;
    case "forbidden":
      return error.code === "other_person" ? unavailable : notEntitled(source, language);
    case "not_found":
      return error.code === "needs_first_login" ? needsFirstLogin(source) : unavailable;
    case "rate_limited": {
      const until = new Date(failure.at.getTime() + (error.retryAfterSeconds ?? 5) * 1000);
      return { state: "throttled", until: until.toISOString() };
    }
    // Where it fails, why is the operators' business: `unavailable`, `timeout`, `bad_response`, `conflict`.
    default:
      return unavailable;
  }
}

function notEntitled(source: LiveSource, language: Language): SourceState {
  const { requestAccess } = source.configured;
  return {
    state: "not_entitled",
    ...(requestAccess !== undefined && { requestAccess: localize(requestAccess, language) }),
  };
}

function needsFirstLogin(source: LiveSource): SourceState {
  const openAt = source.live?.connection.openAt ?? null;
  return { state: "needs_first_login", ...(openAt !== null && { openAt }) };
}
