import type { PortalConfiguration } from "@pforte/shared/contract/portal-configuration";
import type { Log } from "#log.ts";
import type { Bus } from "#storage/ports/bus.ts";
import type { ConfigurationStore, PublishedConfiguration } from "#storage/ports/configuration-store.ts";

/** What the running page reads: always one whole version. */
export interface Configuration {
  current(): PublishedConfiguration;
  /** Called after a newer version came into force here; returns the way to stop listening. */
  onPublished(listener: (published: PublishedConfiguration) => void): () => void;
  close(): void;
}

interface ConfigurationOptions {
  readonly store: ConfigurationStore;
  readonly bus: Bus;
  readonly log: Log;
  /** The document of the first start; throws with all its problems. */
  readonly firstDocument: () => Promise<PortalConfiguration>;
  readonly retryMilliseconds?: number;
}

/** Reads the version in force, publishes the first one where there is none, and follows later ones. */
export async function openConfiguration(options: ConfigurationOptions): Promise<Configuration> {
  const follower = new Follower(await versionInForce(options), options);
  return {
    current: () => follower.published,
    onPublished(listener) {
      follower.listeners.add(listener);
      return () => void follower.listeners.delete(listener);
    },
    close: () => follower.close(),
  };
}

async function versionInForce({ store, log, firstDocument }: ConfigurationOptions): Promise<PublishedConfiguration> {
  const current = await store.current();
  if (current !== null) {
    return current;
  }
  const by = { actor: "operator:first-start", note: "Configuration file of the first start", after: null };
  const published = await store.publish(await firstDocument(), by);
  // Null when another replica was faster; its version is as good as ours.
  const inForce = published ?? (await store.current());
  if (inForce === null) {
    throw new Error("No version of the configuration could be published.");
  }
  log.info({ version: inForce.version }, "The configuration of the first start is in force.");
  return inForce;
}

class Follower {
  published: PublishedConfiguration;
  readonly listeners = new Set<(published: PublishedConfiguration) => void>();
  readonly #options: ConfigurationOptions;
  readonly #stop: readonly (() => void)[];
  #reading: Promise<void> | null = null;
  #isStale = false;
  #retry: NodeJS.Timeout | undefined;

  constructor(published: PublishedConfiguration, options: ConfigurationOptions) {
    this.published = published;
    this.#options = options;
    const { bus } = options;
    this.#stop = [
      bus.subscribe((message) => {
        if (message.type === "configuration_published") {
          this.#read();
        }
      }),
      bus.onReconnect(() => this.#read()),
    ];
    // A version that was published between our first read and the subscription would otherwise be missed.
    this.#read();
  }

  close(): void {
    clearTimeout(this.#retry);
    for (const stop of this.#stop) {
      stop();
    }
  }

  #read(): void {
    if (this.#reading !== null) {
      this.#isStale = true;
      return;
    }
    this.#isStale = false;
    this.#reading = this.#readOnce().finally(() => {
      this.#reading = null;
      if (this.#isStale) {
        this.#read();
      }
    });
  }

  async #readOnce(): Promise<void> {
    const { store, log, retryMilliseconds = 2000 } = this.#options;
    try {
      const read = await store.current();
      if (read !== null && read.version > this.published.version) {
        this.published = read;
        for (const listener of this.listeners) {
          listener(read);
        }
      }
    } catch (error) {
      const reason = error instanceof Error ? error.name : "unknown";
      log.warn({ reason, version: this.published.version }, "The configuration could not be read again.");
      clearTimeout(this.#retry);
      this.#retry = setTimeout(() => this.#read(), retryMilliseconds).unref();
    }
  }
}
