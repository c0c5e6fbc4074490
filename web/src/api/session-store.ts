/** What this page knows of its session. */
export type SessionState =
  | { readonly kind: "live" }
  /** The page came back from the browser's memory; nothing personal is shown until the server has said yes. */
  | { readonly kind: "checking" }
  /** The session is over; tiles stay, personal content is hidden until the person renews it. */
  | { readonly kind: "paused"; readonly since: Date }
  /** The person has signed out; the page is on its way to `/signed-out`. */
  | { readonly kind: "left" };

/** Where a page goes by itself; a plain object in tests. */
export interface Navigation {
  /** The path and query of this page. */
  here(): string;
  assign(path: string): void;
  replace(path: string): void;
  reload(): void;
}

/** The session as all of the page sees it: one store, one pause, one way out. */
export interface SessionStore {
  readonly get: () => SessionState;
  readonly subscribe: (listener: () => void) => () => void;
  /** The session is over by a limit, or a call said 401. Says it once; the first time of it stays. */
  pause(): void;
  /** The page was frozen and must not show anything before it has asked. */
  check(): void;
  /** The server has confirmed the session of the same person. */
  resume(): void;
  /** The person has signed out, here or elsewhere; `isEndedElsewhere` if they ended just this session in another one. */
  leave(isEndedElsewhere?: boolean): void;
  /** Signs in again through the identity provider and comes back to this place and input. */
  renew(): void;
  /** Lets go of what is held in memory, when the page is about to sign out by itself. */
  forget(): void;
  /** Starts over, for what a page of somebody else must not go on with. */
  startOver(): void;
}

/** Not the page of the tab that signed out: what that page has to say of the provider is not for this one to use up. */
const signedOutPath = "/signed-out?elsewhere";
/** The same, which says that it was ended from another session. */
const endedPath = "/signed-out?ended";

/** Where a sign-in starts that comes back to `path`. */
export function signInPath(path: string): string {
  return `/auth/login?returnTo=${encodeURIComponent(path)}`;
}

export interface SessionStoreOptions {
  readonly navigation: Navigation;
  readonly now: () => Date;
  /** Forgets what a paused page hides, and keeps what its tiles are drawn from. */
  readonly forgetHidden: () => void;
  /** Forgets everything that is held in memory. */
  readonly forget: () => void;
  /** Keeps what the person was typing, before the page is left for the sign-in. */
  readonly keepInput: () => void;
}

export function createSessionStore(options: SessionStoreOptions): SessionStore {
  const { navigation, now, forgetHidden, forget, keepInput } = options;
  let state: SessionState = { kind: "live" };
  const listeners = new Set<() => void>();
  const become = (next: SessionState): void => {
    state = next;
    for (const listener of listeners) {
      listener();
    }
  };
  return {
    get: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    pause: () => {
      if (state.kind === "live" || state.kind === "checking") {
        become({ kind: "paused", since: now() });
        forgetHidden();
      }
    },
    check: () => {
      if (state.kind !== "checking") {
        become({ kind: "checking" });
      }
    },
    resume: () => {
      if (state.kind === "paused" || state.kind === "checking") {
        become({ kind: "live" });
      }
    },
    leave: (isEndedElsewhere = false) => {
      if (state.kind !== "left") {
        become({ kind: "left" });
        forget();
        // Replaced, so that going back does not lead into a page of a session that is over.
        navigation.replace(isEndedElsewhere ? endedPath : signedOutPath);
      }
    },
    renew: () => {
      keepInput();
      navigation.assign(signInPath(navigation.here()));
    },
    forget: () => {
      // Nothing that the sign-out causes elsewhere may overtake the form on its way to the identity provider.
      become({ kind: "left" });
      forget();
    },
    startOver: () => {
      // Nothing that somebody typed may ask whether the page shall stay.
      if (state.kind !== "left") become({ kind: "left" });
      forget();
      navigation.reload();
    },
  };
}
