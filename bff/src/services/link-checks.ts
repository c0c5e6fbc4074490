import type { LinkFinding } from "@pforte/shared/contract/admin-assets";
import type { LinkStore } from "#storage/ports/link-store.ts";
import type { LinkAnswer, LinkProbe } from "#upstream/link-probe.ts";
import { mayBeFramedBy } from "./frameability.ts";

/** What addresses answer that administrators entered, asked sparingly. */
export interface LinkChecks {
  /** Asks now, or gives what was found in the last minute. */
  check(address: string): Promise<LinkFinding>;
  /** What is known of all addresses, without asking any. */
  known(): Promise<readonly LinkFinding[]>;
  /** Whether the portal may frame this address, as far as anything is known of it. */
  mayBeFramed(address: string): Promise<boolean | null>;
}

interface LinkChecksOptions {
  readonly probe: LinkProbe;
  readonly store: LinkStore;
  readonly publicOrigin: string;
  readonly now: () => Date;
  /** How many addresses are asked at the same time. */
  readonly atOnce?: number;
}

const youngMilliseconds = 60_000;
/** Pages of embedded tiles ask for what is known; once in this time the database is asked. */
const readMilliseconds = 10_000;

export function createLinkChecks(options: LinkChecksOptions): LinkChecks {
  const { probe, store, publicOrigin, now, atOnce = 4 } = options;
  const running = new Map<string, Promise<LinkFinding>>();
  const young = new Map<string, LinkFinding>();
  const waiting: (() => void)[] = [];
  let asked = 0;
  let read: { readonly at: number; readonly byAddress: Promise<ReadonlyMap<string, LinkFinding>> } | null = null;

  const isYoung = ({ checkedAt }: LinkFinding) => now().getTime() - Date.parse(checkedAt) < youngMilliseconds;

  async function inTurn(address: string): Promise<LinkAnswer> {
    if (asked >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve));
    else asked += 1;
    try {
      return await probe(address);
    } finally {
      // Whoever waits takes over the place.
      const next = waiting.shift();
      if (next === undefined) asked -= 1;
      else next();
    }
  }

  async function ask(address: string): Promise<LinkFinding> {
    const finding = findingOf(address, await inTurn(address), publicOrigin, now());
    for (const [other, found] of young) if (!isYoung(found)) young.delete(other);
    young.set(address, finding);
    await store.put(finding);
    read = null;
    return finding;
  }

  async function everything(): Promise<ReadonlyMap<string, LinkFinding>> {
    const at = now().getTime();
    if (read === null || at - read.at > readMilliseconds) {
      const byAddress = store.findings().then((all) => new Map(all.map((finding) => [finding.address, finding])));
      read = { at, byAddress };
      byAddress.catch(() => (read = null));
    }
    return read.byAddress;
  }

  return {
    async check(address) {
      const known = young.get(address);
      if (known !== undefined && isYoung(known)) return known;
      const asking = running.get(address) ?? ask(address).finally(() => running.delete(address));
      running.set(address, asking);
      return asking;
    },
    known: async () => store.findings(),
    mayBeFramed: async (address) => (await everything()).get(address)?.mayBeFramed ?? null,
  };
}

/** A tool that wants a sign-in or another method is there; one that knows no such page, or is down, is not. */
const reachableRefusals: ReadonlySet<number> = new Set([401, 403, 405, 406, 407, 429]);

function findingOf(address: string, answer: LinkAnswer, publicOrigin: string, at: Date): LinkFinding {
  const checkedAt = at.toISOString();
  if (answer.kind !== "answered") {
    const state = answer.kind === "refused" ? "refused" : "unreachable";
    return { address, checkedAt, state, status: null, mayBeFramed: null };
  }
  const { status } = answer;
  const isGood = status >= 200 && status < 400;
  // Where it led elsewhere, that is a sign-in, whose headers are not those of the tool.
  const isItself = isGood && new URL(answer.address).origin === new URL(address).origin;
  return {
    address,
    checkedAt,
    state: isGood || reachableRefusals.has(status) ? "reachable" : "unreachable",
    status,
    mayBeFramed: isItself ? mayBeFramedBy(publicOrigin, answer) : null,
  };
}
