import { endpointPaths } from "../world/identity-provider-library.ts";
import type { IdentityProvider } from "../world/identity-provider.ts";
import type { History } from "./history.ts";

/** A token lives three seconds beyond the half minute before whose end it is renewed. */
const soonestMilliseconds = 1500;

export interface RefreshWatch {
  /** Settles as soon as the provider has made the answer to any refresh, which is not yet on its way. */
  next(): Promise<void>;
  stop(): void;
}

/** Looks at refreshes where they arrive: two of one session in the same moment are one too many. */
export function watchRefreshes(provider: IdentityProvider, history: History): RefreshWatch {
  const last = new Map<string, number>();
  let next = Promise.withResolvers<void>();
  const stop = provider.intercept(({ path, requestBody }) => {
    const form = new URLSearchParams(requestBody);
    const token = form.get("refresh_token");
    if (path !== endpointPaths.token || form.get("grant_type") !== "refresh_token" || token === null) return undefined;
    const now = performance.now();
    const before = last.get(token);
    last.set(token, now);
    history.count("refreshes");
    next.resolve();
    next = Promise.withResolvers<void>();
    const { weather } = history;
    if (before !== undefined && now - before < soonestMilliseconds && !weather.mayRefreshTwice(before, now)) {
      history.breach("S13", `One session was refreshed twice within ${Math.round(now - before)} ms`);
    }
    return undefined;
  });
  return { next: async () => next.promise, stop };
}
