import { boundedCache } from "#bounded-cache.ts";
import type { Actor, AuditAction } from "@pforte/shared/contract/admin-audit";
import type { Log } from "#log.ts";
import type { AuditStore } from "#storage/ports/audit-store.ts";
import type { Owner } from "#storage/principal.ts";

/** Who it is about, as far as the trail writes it down. */
export interface TrailPerson {
  readonly owner: Owner;
  readonly name: string;
}

/** Where somebody signed out: in that session, at the identity provider, or in another session of theirs. */
type SignOutWay = "here" | "identity_provider" | "elsewhere";

/**
 * Sign-ins, failed ones, sign-outs and what a role did not allow, in the audit (S65). They change nothing else that could
 * share a transaction with them, and nobody waits for them: what cannot be written soon is counted in the log instead.
 */
export interface SessionTrail {
  signedIn(person: TrailPerson, requestId: string): void;
  signInFailed(code: string, requestId: string): void;
  signedOut(person: TrailPerson, because: SignOutWay, requestId: string | null): void;
  /** `target` is what was asked for, such as `GET /api/admin/draft`. */
  denied(person: TrailPerson, target: string, requestId: string): void;
  /** Writes what waits, within a moment. */
  close(): Promise<void>;
}

interface SessionTrailOptions {
  readonly store: Pick<AuditStore, "append">;
  readonly log: Log;
  readonly limits?: Partial<TrailLimits>;
}

interface TrailLimits {
  /** Rows that wait at most. */
  readonly waiting: number;
  /** Failed sign-ins per minute that get a row: anybody can fail as often as they like. */
  readonly failuresPerMinute: number;
  /** Before a row that was not taken is tried again. */
  readonly pauseMilliseconds: number;
  readonly attempts: number;
  readonly closeMilliseconds: number;
}

const usualLimits: TrailLimits = {
  waiting: 1000,
  failuresPerMinute: 120,
  pauseMilliseconds: 1000,
  attempts: 5,
  closeMilliseconds: 2000,
};
const minute = 60_000;

export function createSessionTrail(options: SessionTrailOptions): SessionTrail {
  return new Trail(options);
}

interface Waiting {
  readonly actor: Actor;
  readonly action: AuditAction;
  readonly target: string | null;
  readonly before: null;
  readonly after: unknown;
  readonly requestId: string | null;
}

class Trail implements SessionTrail {
  readonly #store: Pick<AuditStore, "append">;
  readonly #log: Log;
  readonly #limits: TrailLimits;
  readonly #waiting: Waiting[] = [];
  /** The same refusal again within a minute is no news. */
  readonly #denied = boundedCache<string, true>(2000, { ttl: minute, noUpdateTTL: true });
  readonly #failures = boundedCache<"now", number>(1, { ttl: minute, noUpdateTTL: true });
  #dropped = 0;
  #writing: Promise<void> | null = null;
  #isClosing = false;

  constructor({ store, log, limits }: SessionTrailOptions) {
    this.#store = store;
    this.#log = log;
    this.#limits = { ...usualLimits, ...limits };
  }

  signedIn(person: TrailPerson, requestId: string): void {
    this.#add("session.signed_in", actorOf(person), { requestId });
  }

  signInFailed(code: string, requestId: string): void {
    const failures = this.#failures.get("now") ?? 0;
    this.#failures.set("now", failures + 1);
    if (failures >= this.#limits.failuresPerMinute) this.#drop();
    else this.#add("session.sign_in_failed", { kind: "portal" }, { after: { code }, requestId });
  }

  signedOut(person: TrailPerson, because: SignOutWay, requestId: string | null): void {
    this.#add("session.signed_out", actorOf(person), { after: { because }, requestId });
  }

  denied(person: TrailPerson, target: string, requestId: string): void {
    const { issuer, subject } = person.owner;
    const key = JSON.stringify([issuer, subject, target]);
    if (this.#denied.has(key)) return;
    this.#denied.set(key, true);
    this.#add("role.denied", actorOf(person), { target, requestId });
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, this.#limits.closeMilliseconds);
    });
    await Promise.race([this.#writing, late]);
    clearTimeout(timer);
    if (this.#waiting.length > 0) {
      this.#log.warn({ rows: this.#waiting.length }, "Rows of the audit were lost with the end of the process.");
    }
  }

  #add(
    action: AuditAction,
    actor: Actor,
    { target = null, after = null, requestId }: { target?: string | null; after?: unknown; requestId: string | null },
  ): void {
    if (this.#waiting.length >= this.#limits.waiting) {
      this.#drop();
      return;
    }
    this.#waiting.push({ actor, action, target, before: null, after, requestId });
    this.#writing ??= this.#write().finally(() => {
      this.#writing = null;
    });
  }

  /** The first of a run is said at once; how many there were is said when there is room again. */
  #drop(): void {
    this.#dropped += 1;
    if (this.#dropped === 1)
      this.#log.warn({}, "Sign-ins or refusals are not written into the audit: there are too many.");
  }

  async #write(): Promise<void> {
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      await this.#append(next);
      this.#waiting.shift();
    }
    if (this.#dropped > 0) {
      this.#log.warn({ rows: this.#dropped }, "Sign-ins or refusals were not written into the audit.");
      this.#dropped = 0;
    }
  }

  async #append(row: Waiting): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.#store.append(row);
        return;
      } catch (error) {
        const reason = error instanceof Error ? error.name : "unknown";
        if (attempt >= this.#limits.attempts || this.#isClosing) {
          this.#log.warn({ reason, action: row.action }, "A row of the audit could not be written.");
          return;
        }
        await new Promise((resolve) => setTimeout(resolve, this.#limits.pauseMilliseconds).unref());
      }
    }
  }
}

function actorOf({ owner, name }: TrailPerson): Actor {
  return { kind: "person", issuer: owner.issuer, subject: owner.subject, name };
}
