import type { PortalClient } from "#api/portal-client.tsx";
import { verifySession, type DrawnFor, type SessionAnswer } from "./verify-session.ts";

/** A tab that is looked at again asks at most this often. */
const pauseBetweenChecks = 5000;

/** How long a paused page still listens for the reason. */
const farewellMilliseconds = 3000;

/** A page that has left and is still there after this long starts over, rather than stay blank. */
const strandedMilliseconds = 30_000;

export interface SessionWatchOptions {
  readonly client: PortalClient;
  readonly personName: string;
  readonly verify?: (drawnFor: DrawnFor, signal: AbortSignal) => Promise<SessionAnswer>;
}

/**
 * Keeps the page true to its session: asks when the tab is looked at again, hides everything when the browser freezes the
 * page and shows it only after the server has confirmed the same person. Returns how to stop.
 */
export function watchSession({ client, personName, verify = verifySession }: SessionWatchOptions): () => void {
  const { session, events, now } = client;
  const ending = new AbortController();
  const { signal } = ending;
  let drawnFor: DrawnFor = { name: personName, username: null };
  let lastCheck = 0;
  let farewell: ReturnType<typeof setTimeout> | undefined;

  const ask = async (isRestored: boolean): Promise<void> => {
    lastCheck = now().getTime();
    const answer = await verify(drawnFor, signal);
    if (signal.aborted || session.get().kind === "left") {
      return;
    }
    if (answer.kind === "same") {
      drawnFor = { name: personName, username: answer.username };
    }
    act(client, answer, isRestored);
  };

  const handleVisible = (): void => {
    if (document.visibilityState === "visible") {
      events.wake();
      if (now().getTime() - lastCheck >= pauseBetweenChecks) {
        void ask(false);
      }
    }
  };
  const handlePageHide = (event: PageTransitionEvent): void => {
    events.stop();
    if (event.persisted) {
      session.check();
    }
  };
  const handlePageShow = (event: PageTransitionEvent): void => {
    if (event.persisted) {
      void ask(true);
    }
  };
  const unsubscribe = session.subscribe(() => {
    const { kind } = session.get();
    // Written at once and not by the next drawing: a frozen page is never drawn again.
    document.documentElement.dataset["session"] = kind;
    clearTimeout(farewell);
    if (kind === "left") {
      events.stop();
      farewell = setTimeout(() => session.startOver(), strandedMilliseconds);
    } else if (kind === "paused") {
      // A call may hear of the end before the stream says why: a sign-out elsewhere must still make this page leave.
      farewell = setTimeout(() => events.stop(), farewellMilliseconds);
    }
  });
  document.addEventListener("visibilitychange", handleVisible, { signal });
  globalThis.addEventListener("pagehide", handlePageHide, { signal });
  globalThis.addEventListener("pageshow", handlePageShow, { signal });
  globalThis.addEventListener("online", () => events.wake(), { signal });
  events.start();
  return () => {
    ending.abort();
    clearTimeout(farewell);
    unsubscribe();
    events.stop();
  };
}

function act({ session, events, queries }: PortalClient, answer: SessionAnswer, isRestored: boolean): void {
  const wasHidden = session.get().kind !== "live";
  switch (answer.kind) {
    case "same":
      session.resume();
      events.start();
      if (wasHidden) {
        void queries.invalidateQueries();
      }
      break;
    case "other_person":
      session.startOver();
      break;
    case "signed_out":
      // A page out of the browser's memory may belong to somebody who has signed out: nothing of it may be kept.
      if (isRestored) {
        session.startOver();
      } else {
        session.pause();
      }
      break;
    case "no_answer":
      // Content that nobody has confirmed is not shown again; content that was never hidden stays.
      if (session.get().kind === "checking") {
        session.pause();
      }
      break;
  }
}
