import { useEffect, useMemo, useRef } from "react";
import { tabStorage } from "#api/kept-input.ts";
import { usePortalClient } from "#api/portal-client.tsx";
import { useReadable } from "#matrix/use-chat.tsx";
import { connectPath } from "./connect-path.ts";
import { joinReadables, type ChatSource } from "./listed-room.ts";

/**
 * So long after an attempt the person is asked instead, also where it seemed to bring something: a tool that is there for a
 * moment and refuses the next call would send the page round and round.
 */
const restMilliseconds = 10 * 60_000;

const keyOf = (source: string): string => `pforte.connect.${source}`;

/**
 * A source that needs the person's sign-in in the browser gets it by itself, once: who opens the chat wants to chat, and
 * the sign-in service knows the person already. What that brings nothing for shows its button, and so does what ends while
 * the chat is open: a page that nobody sits at must not travel by itself, which would count as somebody's act (S19).
 */
export function useSilentConnect(sources: readonly ChatSource[]): void {
  const { navigation, now } = usePortalClient();
  const store = useMemo(() => joinReadables(sources.map(({ hub }) => hub.phase)), [sources]);
  const phases = useReadable(store);
  const wereLive = useRef(new Set<string>());
  useEffect(() => {
    const storage = tabStorage();
    for (const [index, phase] of phases.entries()) {
      const key = keyOf(sources[index]?.hub.source ?? "");
      if (phase.kind === "live") wereLive.current.add(key);
      const isRecent = now().getTime() - Number(storage?.getItem(key) ?? 0) < restMilliseconds;
      const rests = isRecent || wereLive.current.has(key);
      // Without a place to remember the attempt it could go round and round.
      if (phase.kind === "closed" && phase.outcome.state === "needs_sign_in" && storage !== null && !rests) {
        storage.setItem(key, String(now().getTime()));
        navigation.assign(connectPath(phase.outcome.connect, navigation.here(), true));
        return;
      }
    }
  }, [phases, sources, navigation, now]);
}
