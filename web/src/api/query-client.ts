import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { isSignedOut } from "./api-error.ts";
import { retryDelay, shouldRetry } from "./retry.ts";

/** What a call without a session means for the page. */
export interface SignedOutHandler {
  /** Something that the page read by itself. */
  onRead(): void;
  /** Something that the person did. */
  onAct(): void;
}

/** How long data counts as fresh; the event stream says earlier when something has changed. */
const staleMilliseconds = 60_000;

/** The one cache of the page, and the one place that answers 401. */
export function createQueryClient(signedOut: SignedOutHandler): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({
      onError: (error) => {
        if (isSignedOut(error)) {
          signedOut.onRead();
        }
      },
    }),
    mutationCache: new MutationCache({
      onError: (error) => {
        if (isSignedOut(error)) {
          signedOut.onAct();
        }
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: staleMilliseconds,
        retry: shouldRetry,
        retryDelay: (failures, error) => retryDelay(failures, error),
      },
      // An act is never repeated by itself: its first try may have worked.
      mutations: { retry: false, networkMode: "always" },
    },
  });
}
