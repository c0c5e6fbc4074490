import { sourceSchema } from "@pforte/shared/contract/portal-configuration";
import { sourceStateSchema } from "@pforte/shared/contract/source-outcome";
import { describe, expect, test } from "vitest";
import { connectRegistered } from "../../test/connector-subjects-registered.ts";
import { UpstreamError, type UpstreamErrorFacts, type UpstreamReason } from "#connectors/kit/upstream-error.ts";
import { createUpstreamSource } from "#upstream/upstream-source.ts";
import { recordedLog } from "../../test/recorded-log.ts";
import type { LiveSource } from "./live-sources.ts";
import { failureState, staleState } from "./source-outcomes.ts";

const at = new Date("2026-03-02T09:00:00Z");
const since = new Date("2026-03-02T08:50:00Z");
const address = "http://localhost:1";

const source: LiveSource = {
  key: "files",
  configured: sourceSchema.parse({
    key: "files",
    kind: "nextcloud",
    name: { de: "Dateien" },
    address,
    audience: "opendesk-nextcloud",
    requestAccess: { de: "https://antrag.example.org/" },
  }),
  live: {
    connection: connectRegistered("nextcloud", address),
    upstream: createUpstreamSource({ key: "files", address, authorities: null, log: recordedLog(), now: () => at }),
  },
  since: at,
};

const failed = (reason: UpstreamReason, facts: UpstreamErrorFacts = {}) => ({
  error: new UpstreamError(reason, "x", facts),
  since,
  at,
});

describe("what is said of a source that failed", () => {
  test.each<[string, UpstreamReason, UpstreamErrorFacts, unknown]>([
    ["nobody may", "forbidden", {}, { state: "not_entitled", requestAccess: "https://antrag.example.org/" }],
    [
      "another person answered",
      "forbidden",
      { code: "other_person" },
      { state: "unavailable", since: since.toISOString() },
    ],
    [
      "there is no account yet",
      "not_found",
      { code: "needs_first_login" },
      { state: "needs_first_login", openAt: "https://web.example.org" },
    ],
    [
      "an account cannot be told from a bad token",
      "sign_in_required",
      { code: "needs_first_login", status: 401 },
      { state: "needs_first_login", openAt: "https://web.example.org" },
    ],
    [
      "it wants its own sign-in",
      "sign_in_required",
      { code: "needs_sign_in" },
      { state: "needs_sign_in", connect: "/auth/connect/files" },
    ],
    ["a token is refused", "sign_in_required", { status: 401 }, { state: "unavailable", since: since.toISOString() }],
    ["something is missing", "not_found", { status: 404 }, { state: "unavailable", since: since.toISOString() }],
    [
      "it asked to wait",
      "rate_limited",
      { retryAfterSeconds: 30 },
      { state: "throttled", until: "2026-03-02T09:00:30.000Z" },
    ],
    ["it is gone", "unavailable", {}, { state: "unavailable", since: since.toISOString() }],
    ["it is silent", "timeout", {}, { state: "unavailable", since: since.toISOString() }],
    ["it talks nonsense", "bad_response", {}, { state: "unavailable", since: since.toISOString() }],
    ["it is in conflict", "conflict", { status: 409 }, { state: "unavailable", since: since.toISOString() }],
  ])("is right where %s", (_name, reason, facts, expected) => {
    const state = failureState(failed(reason, facts), source, "de");
    expect(state).toEqual(expected);
    expect(sourceStateSchema.parse(state)).toEqual(state);
  });
});

describe("what older content is shown as", () => {
  test.each<[UpstreamReason, string | null]>([
    ["unavailable", "unavailable"],
    ["timeout", "timeout"],
    ["rate_limited", "throttled"],
    ["bad_response", "degraded"],
    ["conflict", "degraded"],
    ["forbidden", null],
    ["sign_in_required", null],
    ["not_found", null],
  ])("after %s is %s", (reason, because) => {
    const state = staleState(failed(reason), at);
    expect(state).toEqual(
      because === null ? null : { state: "stale", at: at.toISOString(), because, since: since.toISOString() },
    );
  });
});
