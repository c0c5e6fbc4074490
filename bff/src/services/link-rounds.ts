import { setTimeout as sleep } from "node:timers/promises";
import type { PortalConfiguration } from "@pforte/shared/contract/portal-configuration";
import type { Log } from "#log.ts";
import type { Bus } from "#storage/ports/bus.ts";
import type { StoredDraft } from "#storage/ports/draft-store.ts";
import type { LinkStore } from "#storage/ports/link-store.ts";
import type { ReplayStore } from "#storage/ports/replay-store.ts";
import type { Configuration } from "./configuration.ts";
import type { LinkChecks } from "./link-checks.ts";

const day = 24 * 3600_000;
/** Of addresses that stand nowhere any more nothing is known after this long. */
const keptMilliseconds = 30 * day;

/** Between two addresses, and how often is looked whether the day has come. */
export interface LinkPace {
  readonly gapMilliseconds?: number;
  readonly lookMilliseconds?: number;
}

/** What was found so shortly before is not asked for again. */
const youngMilliseconds = 10 * 60_000;

interface LinkRoundsOptions {
  readonly checks: Pick<LinkChecks, "check" | "known">;
  readonly configuration: Configuration;
  readonly drafts: { read(): Promise<Pick<StoredDraft, "changes">> };
  readonly store: Pick<LinkStore, "sweep">;
  /** Whoever claims a round first is the one replica that makes it. */
  readonly replays: Pick<ReplayStore, "claim">;
  readonly bus: Pick<Bus, "subscribe">;
  readonly now: () => Date;
  readonly log: Log;
  readonly pace?: LinkPace | undefined;
}

/** Every address of every tile, in every language, once. */
export function addressesOfTiles({ tiles }: Pick<PortalConfiguration, "tiles">): readonly string[] {
  return [...new Set(tiles.flatMap(({ links }) => [links.de, links.en].filter((link) => link !== undefined)))];
}

/**
 * Checks what administrators entered without being asked: all links of a version when it is published and once a day, those
 * of a tile when it is saved; two at a time, at one replica.
 */
export class LinkRounds {
  readonly #options: LinkRoundsOptions;
  readonly #stop: (() => void)[] = [];
  readonly #ending = new AbortController();
  #round: Promise<void> = Promise.resolve();

  constructor(options: LinkRoundsOptions) {
    this.#options = options;
  }

  start(): void {
    const { configuration, bus, pace } = this.#options;
    const timer = setInterval(() => this.#begin(async () => this.#daily()), pace?.lookMilliseconds ?? 3600_000).unref();
    this.#stop.push(
      () => clearInterval(timer),
      configuration.onPublished(({ version, document }) =>
        this.#begin(async () =>
          this.#once(
            `version:${version}`,
            addressesOfTiles(document),
            () => configuration.current().version === version,
          ),
        ),
      ),
      bus.subscribe((message) => {
        if (message.type === "draft_changed") this.#begin(async () => this.#ofDraft(message.version));
      }),
    );
  }

  /** A check that is under way is not waited for: what it finds, another one will. */
  close(): void {
    for (const stop of this.#stop) stop();
    this.#ending.abort();
  }

  /** Rounds come one after the other; one that fails is logged and leaves the next one alone. */
  #begin(round: () => Promise<void>): void {
    this.#round = this.#round.then(async () => {
      if (this.#ending.signal.aborted) return;
      await round().catch((error: unknown) => {
        if (this.#ending.signal.aborted) return;
        const reason = error instanceof Error ? error.name : "unknown";
        this.#options.log.warn({ reason }, "Links could not be checked.");
      });
    });
  }

  async #daily(): Promise<void> {
    const { configuration, store, now } = this.#options;
    const at = now();
    const { document } = configuration.current();
    await this.#once(`day:${at.toISOString().slice(0, 10)}`, addressesOfTiles(document));
    await store.sweep(new Date(at.getTime() - keptMilliseconds));
  }

  /** Only what nothing is known of: an editor saves the same tile many times. */
  async #ofDraft(version: number): Promise<void> {
    const { drafts, checks } = this.#options;
    const { changes } = await drafts.read();
    const saved = changes.filter((change) => change.version === version).flatMap(({ operations }) => operations);
    const tiles = saved.flatMap((operation) => (operation.op === "put-tile" ? [operation.tile] : []));
    if (tiles.length === 0) return;
    const known = new Set((await checks.known()).map(({ address }) => address));
    const unknown = addressesOfTiles({ tiles }).filter((address) => !known.has(address));
    if (unknown.length > 0) await this.#once(`draft:${version}`, unknown);
  }

  /** At one replica; given up when it is about a version that is in force no longer. */
  async #once(round: string, addresses: readonly string[], isWanted = () => true): Promise<void> {
    const { checks, replays, now, pace } = this.#options;
    if (!(await replays.claim(`links:${round}`, new Date(now().getTime() + 2 * day)))) return;
    const young = now().getTime() - youngMilliseconds;
    const known = (await checks.known()).filter(({ checkedAt }) => Date.parse(checkedAt) > young);
    const fresh = new Set(known.map(({ address }) => address));
    const waiting = addresses.filter((address) => !fresh.has(address));
    const work = async () => {
      for (let next = waiting.shift(); next !== undefined && isWanted(); next = waiting.shift()) {
        // Few at a time, so that nobody notices, and whoever asks for one in between is not kept waiting.
        await sleep(pace?.gapMilliseconds ?? 500, undefined, { ref: false, signal: this.#ending.signal });
        await checks.check(next);
      }
    };
    await Promise.all([work(), work()]);
  }
}
