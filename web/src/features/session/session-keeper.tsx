import type { Home } from "@pforte/shared/contract/home";
import type { PortalEvent } from "@pforte/shared/contract/portal-event";
import { useEffect, useRef } from "react";
import type { ReactElement } from "react";
import { usePortalClient, usePortalEvents, useSessionState } from "#api/portal-client.tsx";
import { homeQuery } from "#api/home-query.ts";
import { PausedStrip } from "./paused-strip.tsx";
import { watchSession } from "./session-watch.ts";

/** The one place that watches the session of the page and hears its events; shows the strip while it is paused. */
export function SessionKeeper({ home }: { home: Home }): ReactElement | null {
  const { person } = home;
  return person === null ? null : <SignedInKeeper personName={person.name} version={home.version} />;
}

function SignedInKeeper({ personName, version }: { personName: string; version: number }): ReactElement {
  const client = usePortalClient();
  const state = useSessionState();
  const hasConnected = useRef(false);

  usePortalEvents((event: PortalEvent) => {
    switch (event.type) {
      case "session_ended":
        if (event.because === "signed_out") {
          client.session.leave();
        } else {
          client.session.pause();
        }
        break;
      case "configuration_published":
        if (event.version !== version) {
          void client.queries.invalidateQueries({ queryKey: homeQuery.queryKey });
        }
        break;
      case "preferences_changed":
        void client.queries.invalidateQueries({ queryKey: homeQuery.queryKey });
        break;
      case "resync":
        // The page itself has just come with its data; what is still on its way is not asked for twice.
        void client.queries.invalidateQueries(
          { predicate: ({ queryKey }) => hasConnected.current || queryKey[0] !== homeQuery.queryKey[0] },
          { cancelRefetch: hasConnected.current },
        );
        hasConnected.current = true;
        break;
      case "source_changed":
      case "move":
        break;
    }
  });

  useEffect(() => watchSession({ client, personName }), [client, personName]);
  useEffect(() => keepScroll(client.kept), [client]);

  return <PausedStrip since={state.kind === "paused" ? state.since : null} />;
}

function keepScroll({ register, take }: ReturnType<typeof usePortalClient>["kept"]): () => void {
  const kept = Number(take("scroll") ?? "0");
  if (Number.isFinite(kept) && kept > 0) {
    globalThis.scrollTo({ top: kept, behavior: "instant" });
  }
  return register("scroll", () => (globalThis.scrollY > 0 ? String(Math.round(globalThis.scrollY)) : null));
}
