import type { z } from "zod";
import type { Topic } from "#connectors/kit/push.ts";
import { UpstreamError, type UpstreamReason } from "#connectors/kit/upstream-error.ts";
import type { Log } from "#log.ts";
import type { HeldIntent } from "#storage/ports/inbox-store.ts";
import type { Owner, Principal } from "#storage/principal.ts";
import { StorageUnavailableError } from "#storage/storage.ts";
import { withDeadline } from "#upstream/deadline.ts";
import { connected, type ConnectedSource, type LiveSources } from "./live-sources.ts";
import { aboutOf, openDetail, openIntent, type KeptIntent } from "./outbox-intents.ts";
import type { OutboxHandler, OutboxResult } from "./outbox.ts";
import type { PersonVault } from "./person-vault.ts";
import type { ToolCalls } from "./tool-calls.ts";

/** A handler with what it needs of a payload. */
export interface RegisteredHandler {
  readonly payload: z.ZodType;
  readonly run: OutboxHandler<unknown>;
  readonly topics: readonly Topic[];
}

/** How one attempt ended. */
export type Attempt =
  | {
      readonly kind: "settled";
      readonly result: OutboxResult;
      readonly about: ReturnType<typeof aboutOf>;
      readonly principal: Principal | null;
    }
  | { readonly kind: "later"; readonly milliseconds: number; readonly isStalled: boolean; readonly isAttempt: boolean };

export interface OutboxRunnerOptions {
  readonly vault: PersonVault;
  readonly sources: Pick<LiveSources, "get">;
  readonly calls: ToolCalls;
  readonly livingPrincipal: (owner: Owner) => Promise<Principal | null>;
  readonly random: () => number;
  readonly log: Log;
  /** One attempt takes no longer; well within the lease, so that nobody else begins before it ended. */
  readonly attemptMilliseconds: number;
  /** A tool that stays down is asked no less often. */
  readonly longestPauseMilliseconds: number;
}

const pause = { first: 2000, stalled: 300_000, unknown: 60_000, longestRetryAfter: 3_600_000 } as const;
/** Answers that no repetition changes. */
const finalStates: Partial<Record<UpstreamReason, "overtaken" | "refused">> = {
  conflict: "overtaken",
  forbidden: "refused",
  not_found: "refused",
};
/** Somebody has it open (RFC 4918, 11.3), which passes. */
const locked = 423;

/** A handler that throws what it must not is a bug, which waiting does not mend. */
const mostBugs = 8;

/** Carries one intent out, as the person; knows nothing of how intents are kept. */
export async function attempt(
  options: OutboxRunnerOptions,
  handlers: ReadonlyMap<string, RegisteredHandler>,
  intent: HeldIntent,
  submitter: Principal | null,
  signal: AbortSignal,
): Promise<Attempt> {
  const kept = openIntent(options.vault, intent);
  if (kept === null) {
    return settled({ state: "refused" }, null, null);
  }
  const handler = handlers.get(intent.act);
  const source = options.sources.get(intent.source);
  const ready = source === null ? null : connected(source);
  if (handler === undefined || ready === null) {
    // Another release knows the act, or a later configuration the source.
    return later(pause.unknown, { isAttempt: false });
  }
  const principal = submitter ?? (await options.livingPrincipal(intent.owner));
  if (principal === null) {
    return later(pause.stalled, { isStalled: true, isAttempt: false });
  }
  const parsed = handler.payload.safeParse(kept.payload);
  if (!parsed.success) {
    options.log.error(
      { act: intent.act, source: intent.source },
      "An act has a payload that its handler does not know.",
    );
    return settled({ state: "refused" }, kept, principal);
  }
  try {
    const result = await withDeadline(options.attemptMilliseconds, signal, async (either) =>
      handler.run(taskOf({ options, intent, kept, principal, source: ready }, parsed.data, either)),
    );
    return settled(result, kept, principal);
  } catch (error) {
    return failed(options, intent, kept, principal, error);
  }
}

interface Prepared {
  readonly options: OutboxRunnerOptions;
  readonly intent: HeldIntent;
  readonly kept: KeptIntent;
  readonly principal: Principal;
  readonly source: ConnectedSource;
}

function taskOf({ options, intent, kept, principal, source }: Prepared, payload: unknown, signal: AbortSignal) {
  const { appliedSince: since, owner } = intent;
  return {
    call: options.calls.context(principal, source, kept.language, signal),
    principal,
    source,
    payload,
    submittedAt: intent.createdAt,
    repetitions: intent.attempts - 1,
    applied: since === null ? null : openDetail(options.vault, owner, since.id, since.detail),
  };
}

function failed(
  { log, random, longestPauseMilliseconds }: OutboxRunnerOptions,
  intent: HeldIntent,
  kept: KeptIntent,
  principal: Principal,
  error: unknown,
): Attempt {
  const { attempts, act, source } = intent;
  const doubled = pause.first * 2 ** Math.min(attempts - 1, 20);
  const backoff = Math.min(doubled, longestPauseMilliseconds) * (0.5 + random() / 2);
  // The portal's own database is away, which no repetition count makes a bug of the act.
  if (error instanceof StorageUnavailableError) return later(backoff);
  if (!(error instanceof UpstreamError)) {
    const reason = error instanceof Error ? error.name : "unknown";
    log.error({ act, source, attempts, reason }, "An act failed by an error that its handler does not know.");
    return attempts >= mostBugs ? settled({ state: "refused" }, kept, principal) : later(backoff);
  }
  log.debug({ act, source, attempts, reason: error.reason, code: error.code }, "An act could not be carried out yet.");
  const state = finalStates[error.reason];
  if (state !== undefined && error.status !== locked) return settled({ state }, kept, principal);
  // Only the person can mend it, by signing in here or there; this looks again now and then.
  if (error.reason === "sign_in_required") return later(Math.max(backoff, pause.unknown), { isStalled: true });
  const asked = Math.min((error.retryAfterSeconds ?? 0) * 1000, pause.longestRetryAfter);
  return later(Math.max(backoff, asked * (1 + random() / 5)));
}

const settled = (result: OutboxResult, kept: KeptIntent | null, principal: Principal | null): Attempt => ({
  kind: "settled",
  result,
  about: aboutOf(kept),
  principal,
});

const later = (milliseconds: number, { isStalled = false, isAttempt = true } = {}): Attempt => ({
  kind: "later",
  milliseconds,
  isStalled,
  isAttempt,
});
