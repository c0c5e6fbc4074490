import type { Home } from "@pforte/shared/contract/home";
import type { PortalEvent } from "@pforte/shared/contract/portal-event";
import { useCallback, useEffect, useRef } from "react";
import type { ReactElement } from "react";
import { usePortalClient, usePortalEvents, useSessionState, type PortalClient } from "#api/portal-client.tsx";
import { homeQuery } from "#api/home-query.ts";
import { PausedStrip } from "./paused-strip.tsx";
import { watchSession } from "./session-watch.ts";
import { spreadRefresh, type SpreadRefresh } from "./spread-refresh.ts";

/** The one place that watches the session of the page and hears its events; shows the strip while it is paused. */
export function SessionKeeper({ home }: { home: Home }): ReactElement | null {
  const { person } = home;
  return person === null ? null : <SignedInKeeper personName={person.name} version={home.version} />;
}

function SignedInKeeper({ personName, version }: { personName: string; version: number }): ReactElement {
  const client = usePortalClient();
  const state = useSessionState();
  const resync = useResync(client);
  const askSpread = useSpread(client, ofPublication);
  const askLive = useSpread(client, ofLive);

  usePortalEvents((event: PortalEvent) => {
    switch (event.type) {
      case "session_ended":
        if (event.because === "signed_out") {
          client.session.leave(event.isElsewhere);
        } else {
          client.session.pause();
        }
        break;
      case "configuration_published":
        if (event.version !== version) {
          askSpread();
        }
        break;
      case "live_changed":
        askLive();
        break;
      case "preferences_changed":
        void client.queries.invalidateQueries({ queryKey: homeQuery.queryKey });
        break;
      case "resync":
        resync();
        break;
      case "source_changed":
      case "inbox_changed":
      case "draft_changed":
      case "move":
        break;
    }
  });

  useEffect(() => watchSession({ client, personName }), [client, personName]);
  useEffect(() => keepScroll(client.kept), [client]);

  return <PausedStrip since={state.kind === "paused" ? state.since : null} />;
}

/** What a new version changes of what a page has read … */
const ofPublication: readonly unknown[] = [homeQuery.queryKey[0]];
/** … and what announcements and switched-off sources do: they stand in the inbox, too, or are missing from lists. */
const ofLive: readonly unknown[] = [...ofPublication, "cards", "inbox", "files", "work"];

/** For what concerns everybody at once: the page's data is read again at a moment of this page's own. */
function useSpread({ queries }: PortalClient, topics: readonly unknown[]): () => void {
  const spread = useRef<SpreadRefresh>(null);
  useEffect(() => {
    const made = spreadRefresh(
      () => void queries.invalidateQueries({ predicate: ({ queryKey }) => topics.includes(queryKey[0]) }),
    );
    spread.current = made;
    return () => made.stop();
  }, [queries, topics]);
  return useCallback(() => spread.current?.ask(), []);
}

/** A change may have come between what the page read and the beginning of its stream; this much later it looks once more. */
const secondLookMilliseconds = 15_000;

/**
 * Reads everything again when the stream could not go on where it was. At its beginning all has just been read; but a tab
 * that does not lead hears the beginning of another tab's stream, which says nothing about when it has read itself.
 */
function useResync({ queries, events }: PortalClient): () => void {
  const hasConnected = useRef(false);
  const secondLook = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(secondLook.current), []);
  return () => {
    if (hasConnected.current || !events.isLeader()) {
      hasConnected.current = true;
      void queries.invalidateQueries();
      return;
    }
    hasConnected.current = true;
    secondLook.current = setTimeout(() => {
      void queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== homeQuery.queryKey[0] });
    }, secondLookMilliseconds);
  };
}

function keepScroll({ register, take }: ReturnType<typeof usePortalClient>["kept"]): () => void {
  const kept = Number(take("scroll") ?? "0");
  if (Number.isFinite(kept) && kept > 0) {
    globalThis.scrollTo({ top: kept, behavior: "instant" });
  }
  return register("scroll", () => (globalThis.scrollY > 0 ? String(Math.round(globalThis.scrollY)) : null));
}
