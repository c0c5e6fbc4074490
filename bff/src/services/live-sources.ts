import type { ConfiguredSource } from "@pforte/shared/contract/portal-configuration";
import type { Connection } from "#connectors/kit/connector.ts";
import type { RegisteredConnector } from "#connectors/registry.ts";
import type { Log } from "#log.ts";
import type { PublishedConfiguration } from "#storage/ports/configuration-store.ts";
import type { UpstreamSource } from "#upstream/upstream-source.ts";
import type { LiveNow } from "./live-state.ts";

/** A configured source, connected; or broken, which is shown and not hidden. */
export interface LiveSource {
  readonly key: string;
  readonly configured: ConfiguredSource;
  /** Null when the kind is unknown, or the settings or the address do not fit. */
  readonly live: { readonly connection: Connection; readonly upstream: UpstreamSource } | null;
  /** Since when this very source has been in force here. */
  readonly since: Date;
}

/** A source that can be called. */
export type ConnectedSource = LiveSource & { readonly live: NonNullable<LiveSource["live"]> };

/** What can be called, or null for a broken one. */
export function connected(source: LiveSource): ConnectedSource | null {
  return source.live === null ? null : { ...source, live: source.live };
}

interface LiveSourcesOptions {
  readonly configuration: { current(): PublishedConfiguration };
  /** Which of them are switched off. */
  readonly live: { now(): LiveNow };
  readonly connectors: ReadonlyMap<string, RegisteredConnector>;
  readonly createUpstream: (key: string, address: string) => UpstreamSource;
  readonly now: () => Date;
  readonly log: Log;
}

/**
 * The sources of the version in force, without those that are switched off: nothing is there that could be called, and
 * what is under way at one ends. A source that a new version leaves as it was keeps its connections and limits.
 */
export class LiveSources {
  readonly #options: LiveSourcesOptions;
  #version: number | null = null;
  #off: LiveNow["sourcesOff"] | null = null;
  #sources: ReadonlyMap<string, LiveSource> = new Map();

  constructor(options: LiveSourcesOptions) {
    this.#options = options;
  }

  get(key: string): LiveSource | null {
    return this.all().get(key) ?? null;
  }

  all(): ReadonlyMap<string, LiveSource> {
    const { version, document } = this.#options.configuration.current();
    const { sourcesOff } = this.#options.live.now();
    if (version === this.#version && sourcesOff === this.#off) return this.#sources;
    const before = this.#sources;
    const kept = new Set<LiveSource>();
    const on = document.sources.filter(({ key }) => !sourcesOff.has(key));
    const sources = on.map((configured): [string, LiveSource] => {
      const old = before.get(configured.key);
      const source = old !== undefined && isSame(old.configured, configured) ? old : this.#connect(configured);
      kept.add(source);
      return [configured.key, source];
    });
    this.#version = version;
    this.#off = sourcesOff;
    // The same map where nothing became different, so that whoever follows it can tell.
    const isSameSet = kept.size === before.size && [...kept].every((source) => before.get(source.key) === source);
    if (isSameSet) return before;
    this.#sources = new Map(sources);
    for (const source of before.values()) if (!kept.has(source)) void source.live?.upstream.close();
    return this.#sources;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#sources.values()].map(async (source) => source.live?.upstream.close()));
  }

  #connect(configured: ConfiguredSource): LiveSource {
    const { key, address } = configured;
    const since = this.#options.now();
    try {
      const connector = this.#options.connectors.get(configured.kind);
      if (connector === undefined) throw new TypeError("There is no connector of this kind.");
      const connection = connector.connect({
        key,
        name: configured.name,
        address,
        audience: configured.audience ?? null,
        scope: configured.scope ?? null,
        settings: configured.settings,
      });
      return { key, configured, live: { connection, upstream: this.#options.createUpstream(key, address) }, since };
    } catch (error) {
      const why = error instanceof Error ? error.message : "unknown";
      this.#options.log.error({ source: key, kind: configured.kind, why }, "A configured source cannot be connected.");
      return { key, configured, live: null, since };
    }
  }
}

const isSame = (one: ConfiguredSource, other: ConfiguredSource) => JSON.stringify(one) === JSON.stringify(other);
