import { lookup as systemLookup, type LookupAddress } from "node:dns";
import type { LookupFunction } from "node:net";
import { callbackify } from "node:util";

/** Asks for the addresses of a name; the system's resolver, or what a test puts in its place. */
export type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>;

interface AddressBookOptions {
  readonly resolve?: Resolve;
  /** Monotonic milliseconds. */
  readonly clock?: () => number;
}

interface Entry {
  readonly addresses: readonly LookupAddress[];
  readonly at: number;
}

const freshMilliseconds = 30_000;
const keptMilliseconds = 3600_000;
/** Longer than this nobody waits for the resolver who knows an address from before. */
const patienceMilliseconds = 500;

/**
 * Keeps the addresses of a source, so that a dead or slow name server takes no tool away that is well (F36). Asks once for
 * all who wait: the system's resolver blocks a thread of few for as long as it likes.
 */
export class AddressBook {
  readonly #resolve: Resolve;
  readonly #clock: () => number;
  readonly #entries = new Map<string, Entry>();
  readonly #asking = new Map<string, Promise<readonly LookupAddress[]>>();

  constructor({ resolve = resolveBySystem, clock = () => performance.now() }: AddressBookOptions = {}) {
    this.#resolve = resolve;
    this.#clock = clock;
  }

  /** In the form that `net.connect` wants. */
  readonly lookup: LookupFunction = (hostname, { all, family }, callback) => {
    const wanted = family === 4 || family === "IPv4" ? 4 : family === 6 || family === "IPv6" ? 6 : 0;
    callbackify(async () => this.addressesOf(hostname))((error, addresses) => {
      const fitting = (error === null ? addresses : []).filter((each) => wanted === 0 || each.family === wanted);
      const [first] = fitting;
      if (first === undefined) callback(error ?? notFound(), "", 0);
      else if (all === true) callback(null, fitting);
      else callback(null, first.address, first.family);
    });
  };

  async addressesOf(hostname: string): Promise<readonly LookupAddress[]> {
    const known = this.#entries.get(hostname);
    const age = known === undefined ? Number.POSITIVE_INFINITY : this.#clock() - known.at;
    if (known !== undefined && age <= freshMilliseconds) return known.addresses;
    const asked = this.#ask(hostname);
    if (known === undefined || age > keptMilliseconds) return asked;
    const { promise: impatience, resolve: giveUp } = Promise.withResolvers<readonly LookupAddress[]>();
    const timer = setTimeout(() => giveUp(known.addresses), patienceMilliseconds);
    try {
      return await Promise.race([asked.catch(() => known.addresses), impatience]);
    } finally {
      clearTimeout(timer);
    }
  }

  #ask(hostname: string): Promise<readonly LookupAddress[]> {
    const running = this.#asking.get(hostname);
    if (running !== undefined) return running;
    const asking = this.#resolve(hostname)
      .then((addresses) => {
        if (addresses.length === 0) throw notFound();
        this.#entries.set(hostname, { addresses, at: this.#clock() });
        return addresses;
      })
      .finally(() => this.#asking.delete(hostname));
    // Whoever waits hears of it; with nobody waiting it is nobody's.
    asking.catch(() => undefined);
    this.#asking.set(hostname, asking);
    return asking;
  }
}

const notFound = () => Object.assign(new Error("A name has no address."), { code: "ENOTFOUND" });

/** Asks the resolver of the system. */
export function resolveBySystem(hostname: string): Promise<readonly LookupAddress[]> {
  return new Promise((resolve, reject) => {
    systemLookup(hostname, { all: true }, (error, addresses) => (error === null ? resolve(addresses) : reject(error)));
  });
}
