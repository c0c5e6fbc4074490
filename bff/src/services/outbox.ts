import type { IntentOutcome } from "@pforte/shared/contract/inbox";
import type { Language } from "@pforte/shared/contract/localized";
import type { z } from "zod";
import type { CallContext } from "#connectors/kit/connector.ts";
import type { Topic } from "#connectors/kit/push.ts";
import type { NewIntent } from "#storage/ports/inbox-store.ts";
import type { Principal } from "#storage/principal.ts";
import type { ConnectedSource } from "./live-sources.ts";

/** What JSON can carry; kept sealed. */
export type Json = z.core.util.JSONType;

/** An act that is to reach a tool. */
export interface OutboxIntent {
  /** Made by the page, once per intent; whoever repeats it changes nothing (F38). */
  readonly id: string;
  /** Who carries it out: a kind given to `handle`. */
  readonly kind: string;
  readonly source: string;
  /** What it is about, in the tool's ids, such as `wp:4711`: acts on one object are carried out in their order. */
  readonly object: string;
  /** What it sets: a newer act with the same one takes the place of an older one that still waits. Null: takes no place. */
  readonly slot: string | null;
  readonly payload: Json;
  /** What people call the object, for telling them what became of it. */
  readonly title: string;
  /** Where that opens, for the same. */
  readonly href?: string | null;
  /** Not carried out earlier, so that it can be taken back. */
  readonly delayMilliseconds?: number;
}

/** What a handler made of an act. `detail` is kept and given to whoever asks with the same id. */
export interface OutboxResult {
  readonly state: "applied" | "overtaken" | "refused";
  readonly detail?: Json;
  /** Nobody needs to be told of an end that is not `applied`. */
  readonly isQuiet?: boolean;
}

/** All that a handler is given. */
export interface OutboxTask<Payload> {
  /** As the person, with a living session of theirs; ends after some seconds. */
  readonly call: CallContext;
  readonly principal: Principal;
  readonly source: ConnectedSource;
  readonly payload: Payload;
  /** When it was acknowledged: what the person did before that is older than this act, also where its reply was lost. */
  readonly submittedAt: Date;
  /** How often it was begun before; then the tool may have done it already. */
  readonly repetitions: number;
  /** Details of the newest act of this kind on this object that was applied after this one was submitted: a change of our own, not the tool's. */
  readonly applied: Json | null;
}

/**
 * Carries an act out at a tool. May be called again after it did its work, when the portal died before it knew; must
 * then change nothing more. Throws an `UpstreamError` where a repetition is worth it.
 */
export type OutboxHandler<Payload> = (task: OutboxTask<Payload>) => Promise<OutboxResult>;

/** What became of an act so far. */
export interface OutboxOutcome extends IntentOutcome {
  readonly detail: Json | null;
}

/** What waits of one object. */
export interface WaitingObject {
  readonly source: string;
  readonly object: string;
  readonly acts: readonly {
    readonly id: string;
    readonly kind: string;
    readonly payload: Json;
    readonly since: Date;
  }[];
}

/** Acts that must reach a tool: acknowledged once written, and carried out once, whatever breaks meanwhile. */
export interface Outbox {
  /** Once per kind, before `start`. `topics` are what it changes at the tool, to be read anew afterwards. */
  handle<Payload>(
    kind: string,
    payload: z.ZodType<Payload>,
    handler: OutboxHandler<Payload>,
    topics?: readonly Topic[],
  ): void;
  /** Acknowledges, tries at once, and waits up to `waitMilliseconds` for what becomes of it; `waiting` goes on without the caller. */
  submit(
    principal: Principal,
    intents: readonly OutboxIntent[],
    options: { readonly language: Language; readonly waitMilliseconds: number },
  ): Promise<readonly OutboxOutcome[]>;
  /** For whoever writes more in the same transaction: the intent as it is stored, then, once that is committed, `carryOut`. */
  prepare(owner: Principal["owner"], intent: OutboxIntent, language: Language): NewIntent;
  /** Tries at once what is due of these, and says what became of each that is there. */
  carryOut(principal: Principal, ids: readonly string[], waitMilliseconds: number): Promise<readonly OutboxOutcome[]>;
  /** What waits for a tool, or for the person's next sign-in, by object. */
  waitingOf(principal: Principal): Promise<readonly WaitingObject[]>;
  /** How many acts wait. */
  waitingCount(owner: Principal["owner"]): Promise<number>;
  start(): void;
  /** Begins nothing new and waits for what is under way. */
  close(): Promise<void>;
}
