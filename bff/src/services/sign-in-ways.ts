import type { SignInWays, ToolLogin } from "#connectors/kit/tool-login.ts";
import type { Log } from "#log.ts";
import type { ConnectedSource, LiveSources } from "./live-sources.ts";
import { connected } from "./live-sources.ts";

interface Known {
  readonly ways: SignInWays;
  readonly at: Date;
}

interface WaysOptions {
  readonly sources: LiveSources;
  readonly now: () => Date;
  readonly log: Log;
}

/** Three looks of the watch below; a tool that missed them all is asked again, so that nobody is sent to a dead one. */
const freshMilliseconds = 15_000;
const watchMilliseconds = 5000;

/** The tool's own sign-in of a source, or null where its calls need none. */
export function toolLogin(source: ConnectedSource): ToolLogin | null {
  const { credential } = source.live.connection;
  return credential.type === "tool-login" ? credential.login : null;
}

/** Which ways to a token each tool offers, asked in the background, so that nobody waits for it at sign-in. */
export class SignInWaysWatch {
  readonly #options: WaysOptions;
  readonly #known = new WeakMap<object, Known>();
  readonly #stop = new AbortController();
  #timer: NodeJS.Timeout | null = null;

  constructor(options: WaysOptions) {
    this.#options = options;
  }

  /** What the tool offers; asked now where it was not heard of lately. */
  async ways(source: ConnectedSource): Promise<SignInWays> {
    const known = this.#known.get(source.live);
    if (known !== undefined && this.#age(known) < freshMilliseconds) return known.ways;
    return this.#ask(source);
  }

  /** What the tool offered when it last answered, if that was not longer ago than this; never makes a call. */
  recent(source: ConnectedSource, milliseconds: number): SignInWays | null {
    const known = this.#known.get(source.live);
    return known !== undefined && this.#age(known) <= milliseconds ? known.ways : null;
  }

  /** Asks every tool that has a sign-in of its own, now and every few seconds. */
  start(): void {
    if (this.#timer !== null || this.#stop.signal.aborted) return;
    this.#timer = setInterval(() => this.#askAll(), watchMilliseconds).unref();
    this.#askAll();
  }

  stop(): void {
    this.#stop.abort();
    if (this.#timer !== null) clearInterval(this.#timer);
  }

  #askAll(): void {
    for (const source of this.#options.sources.all().values()) {
      const ready = connected(source);
      if (ready === null || toolLogin(ready) === null) continue;
      this.#ask(ready).catch(() => {
        // A tool that does not answer is simply not known to have answered.
        this.#options.log.debug({ source: source.key }, "A tool did not say which sign-ins it offers.");
      });
    }
  }

  async #ask(source: ConnectedSource): Promise<SignInWays> {
    const login = toolLogin(source);
    if (login === null) return { exchangedToken: false, redirect: null };
    const http = source.live.upstream.bind({ lane: "sign-in-ways", credential: null, signal: this.#stop.signal });
    const ways = await login.ways({ http, log: this.#options.log });
    this.#known.set(source.live, { ways, at: this.#options.now() });
    return ways;
  }

  #age(known: Known): number {
    return this.#options.now().getTime() - known.at.getTime();
  }
}
