import type { Log } from "#log.ts";
import type { PublishedConfiguration } from "#storage/ports/configuration-store.ts";
import type { PersonSettingsStore } from "#storage/ports/person-settings-store.ts";
import type { ReplayStore } from "#storage/ports/replay-store.ts";
import type { Principal } from "#storage/principal.ts";
import type { ConnectChain } from "./connect-chain.ts";
import { connected, type LiveSources } from "./live-sources.ts";
import { personSources } from "./person-sources.ts";
import type { SignInWaysWatch } from "./sign-in-ways.ts";
import { connectPath } from "./source-outcomes.ts";

interface SilentConnectOptions {
  readonly configuration: { current(): PublishedConfiguration };
  readonly sources: LiveSources;
  readonly ways: SignInWaysWatch;
  readonly people: PersonSettingsStore;
  readonly replays: ReplayStore;
  readonly now: () => Date;
  readonly log: Log;
}

/** A tool that was silent for longer stands in nobody's way. */
const recentMilliseconds = 10_000;
const sessionMilliseconds = 24 * 3600_000;

/** Includes the sign-in at a tool that this person connected before, once per session, and only if that tool is alive. */
export function silentConnect(options: SilentConnectOptions): ConnectChain {
  async function nextSource(principal: Principal): Promise<string | null> {
    const before = await options.people.connectedSources(principal.owner);
    const theirs = personSources(options.configuration.current().document, principal);
    for (const key of before.filter((each) => theirs.has(each))) {
      if (needsBrowser(options, key) && (await claim(principal, key))) return key;
    }
    return null;
  }

  const claim = (principal: Principal, key: string) =>
    options.replays.claim(
      `silent-connect ${principal.sessionHash} ${key}`,
      new Date(options.now().getTime() + sessionMilliseconds),
    );

  return {
    async afterSignIn(principal, returnTo) {
      try {
        const source = await nextSource(principal);
        if (source === null) return returnTo;
        return `${connectPath(source)}?${new URLSearchParams({ returnTo, silent: "true" }).toString()}`;
      } catch (error) {
        const name = error instanceof Error ? error.name : "unknown";
        options.log.warn({ error: name }, "The sign-in at tools was left out.");
        return returnTo;
      }
    },
  };
}

function needsBrowser(options: SilentConnectOptions, key: string): boolean {
  const source = options.sources.get(key);
  const ready = source === null ? null : connected(source);
  const ways = ready === null ? null : options.ways.recent(ready, recentMilliseconds);
  if (ready === null || ways === null || ways.redirect === null) return false;
  const { credential } = ready.live.connection;
  return credential.type === "tool-login" && !(ways.exchangedToken && credential.audience !== null);
}
