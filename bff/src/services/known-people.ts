import { boundedCache } from "#bounded-cache.ts";
import type { Log } from "#log.ts";
import type { KnownPeopleStore, KnownPerson, SeenPerson } from "#storage/ports/known-people-store.ts";
import { ownerDigest } from "#storage/principal.ts";

const day = 24 * 3600 * 1000;
/** How long what was said of a person is still told to other tools. */
const believedMilliseconds = 7 * day;
/** How long it is kept who signed in, for pickers of groups and for counts. */
const keptMilliseconds = 90 * day;
const sweepEveryMilliseconds = 3600 * 1000;
const remembered = 20_000;

/** Who is known from sign-ins. */
export interface KnownPeople {
  /** The person of that user name at that issuer, if they were seen in the last days; the newest of several. */
  find(username: string): Promise<KnownPerson | null>;
  start(): void;
  /** Waits for what is being written. */
  close(): Promise<void>;
}

export interface KnownPeopleOptions {
  readonly store: KnownPeopleStore;
  /** How to hear what the provider says of people. */
  readonly onSeen: (listener: (seen: SeenPerson) => void) => void;
  /** Two issuers may know the same user name; only this one's people are told of. */
  readonly issuer: string;
  readonly now: () => Date;
  readonly log: Log;
}

/**
 * Writes down what the provider says of people: at each sign-in, at a refresh that says something new, and once a day, so
 * that pages that stay open cost no write a minute. What cannot be written is logged; no sign-in ever waits for it.
 */
export function rememberPeople({ store, onSeen, issuer, now, log }: KnownPeopleOptions): KnownPeople {
  const written = boundedCache<string, { readonly said: string; readonly at: number }>(remembered);
  const writing = new Set<Promise<void>>();
  let timer: NodeJS.Timeout | undefined;

  const write = async (person: KnownPerson, key: string, said: string): Promise<void> => {
    try {
      await store.remember(person);
      written.set(key, { said, at: person.seenAt.getTime() });
    } catch (error) {
      log.warn({ reason: reasonOf(error) }, "What was said of a person could not be written down.");
    }
  };
  const track = (work: Promise<void>): void => {
    writing.add(work);
    void work.finally(() => writing.delete(work));
  };
  const sweep = async (): Promise<void> => {
    try {
      await store.sweep(new Date(now().getTime() - keptMilliseconds));
    } catch (error) {
      log.warn({ reason: reasonOf(error) }, "People who were not seen for long could not be forgotten.");
    }
  };

  onSeen(({ owner, person, at, isSignIn }: SeenPerson) => {
    const { username, name, groups } = person;
    const key = ownerDigest(owner);
    const said = JSON.stringify([username, name, groups]);
    const known = written.get(key);
    if (!isSignIn && known !== undefined && known.said === said && at.getTime() - known.at < day) {
      return;
    }
    track(write({ owner, username, name, groups, seenAt: at }, key, said));
  });

  return {
    async find(username) {
      const people = await store.byUsername(username);
      const since = now().getTime() - believedMilliseconds;
      return people.find(({ owner, seenAt }) => owner.issuer === issuer && seenAt.getTime() >= since) ?? null;
    },
    start() {
      track(sweep());
      timer = setInterval(() => track(sweep()), sweepEveryMilliseconds);
      // Tidying alone is no reason to keep a process alive.
      timer.unref();
    },
    async close() {
      clearInterval(timer);
      await Promise.all(writing);
    },
  };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.name : "unknown";
}
