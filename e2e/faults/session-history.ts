import type { History } from "./history.ts";

/** A session that a person was given. */
export interface TrackedSession {
  readonly person: number;
  readonly cookie: string;
  readonly bornAt: number;
  /** When its end was acknowledged, or first seen; null while it should live. */
  endedAt: number | null;
  /** An end was asked for and not acknowledged. */
  mayHaveEnded: boolean;
}

/** What was answered to somebody who showed a session's cookie. */
interface Sighting {
  readonly isAlive: boolean;
  readonly sentAt: number;
  readonly where: string;
}

/** The promise is two seconds on every process; twice that on a machine that is busy with other tests. */
export const graceMilliseconds = 4000;

/** Sessions of everybody: none comes back after its end, and none ends without a reason. */
export class SessionHistory {
  readonly all: TrackedSession[] = [];
  readonly #history: History;
  /** When refresh tokens were replaced with each use; a lost answer then costs the session. */
  readonly #rotations: { readonly from: number; until: number }[] = [];

  constructor(history: History) {
    this.#history = history;
  }

  born(person: number, cookie: string): TrackedSession {
    const session = { person, cookie, bornAt: performance.now(), endedAt: null, mayHaveEnded: false };
    this.all.push(session);
    this.#history.count("sessions");
    return session;
  }

  /** Its end was acknowledged. */
  ended(session: TrackedSession, how: string): void {
    if (session.endedAt === null) this.#history.count(`sessions ended: ${how}`);
    session.endedAt = Math.min(session.endedAt ?? Infinity, performance.now());
  }

  /** From now on refresh tokens are replaced with each use, until the answer is called. */
  rotationBegins(): () => void {
    const rotation = { from: performance.now(), until: Infinity };
    this.#rotations.push(rotation);
    return () => (rotation.until = performance.now());
  }

  living(person: number): readonly TrackedSession[] {
    return this.all.filter((session) => session.person === person && session.endedAt === null);
  }

  over(): readonly TrackedSession[] {
    return this.all.filter(({ endedAt }) => endedAt !== null);
  }

  saw(session: TrackedSession, { isAlive, sentAt, where }: Sighting): void {
    const { endedAt } = session;
    if (isAlive && endedAt !== null && sentAt > endedAt + graceMilliseconds) {
      const later = ((sentAt - endedAt) / 1000).toFixed(1);
      this.#history.breach("P5", `A session of person ${session.person} lives ${later} s after its end, ${where}`);
    }
    if (isAlive || endedAt !== null) {
      if (!isAlive) this.#history.count("ended sessions refused");
      return;
    }
    if (!session.mayHaveEnded && !this.#mayBeLost(session)) {
      this.#history.breach("S13", `A session of person ${session.person} is lost without a reason, ${where}`);
    }
    this.ended(session, session.mayHaveEnded ? "perhaps asked for" : "lost with an answer");
  }

  /** With rotation, an answer of the provider that was lost on its way or before it was stored costs the session. */
  #mayBeLost({ bornAt }: TrackedSession): boolean {
    const { weather } = this.#history;
    return this.#rotations.some(({ from, until }) => {
      const since = Math.max(from, bornAt);
      return (
        since <= until &&
        weather.wasFelt(
          since,
          Math.min(until, performance.now()),
          (kind, group) =>
            group === "database" ||
            group === "process" ||
            (group === "provider" && /lost|hole|down|paused/u.test(kind)),
        )
      );
    });
  }
}
