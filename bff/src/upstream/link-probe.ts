import type { LookupAddress } from "node:dns";
import { isIP, type Socket } from "node:net";
import { Agent, buildConnector } from "undici";
import { AddressBook, resolveBySystem, type Resolve } from "./address-book.ts";
import { withDeadline } from "./deadline.ts";
import { reachableAddresses, type ReachableAddresses } from "./reachable-address.ts";

/** What an address that somebody entered answered: as little as is needed (S54). */
export type LinkAnswer =
  | {
      readonly kind: "answered";
      readonly status: number;
      /** Where the answer came from, after redirects. */
      readonly address: string;
      readonly policies: readonly string[];
      readonly frameOptions: readonly string[];
    }
  /** Nothing came, whatever the reason. */
  | { readonly kind: "silent" }
  /** It may not be asked: another scheme or port, credentials in it, or a place that is not public. */
  | { readonly kind: "refused" };

/** Asks an address for the headers of its answer. Never fails. */
export type LinkProbe = (address: string) => Promise<LinkAnswer>;

interface LinkProbeOptions {
  /** Networks that are not public and may still be asked. */
  readonly networks: readonly string[];
  /** PEM texts; null for Node's own. */
  readonly authorities: string[] | null;
  readonly resolve?: Resolve;
  /** For the whole, redirects included; and how long everything takes that is not an answer. */
  readonly milliseconds?: number;
}

const mostRedirects = 3;
const mostHeaderBytes = 64 * 1024;
const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

class RefusedError extends Error {
  override readonly name = "RefusedError";
}

interface Hop {
  readonly reachable: ReachableAddresses;
  readonly authorities: string[] | null;
  readonly resolve: Resolve;
  readonly signal: AbortSignal;
}

/** The guarded way to addresses that administrators enter; it sends nothing of anybody, and reads no body. */
export function createLinkProbe(options: LinkProbeOptions): LinkProbe {
  const { authorities, resolve = resolveBySystem, milliseconds = 5000 } = options;
  const reachable = reachableAddresses(options.networks);
  return async (address) => {
    // Whatever is not an answer takes as long as the slowest of its kind, so that no clock tells a closed port from a
    // silent one, or a name that is known from one that is not.
    const floor = Promise.withResolvers<void>();
    const timer = setTimeout(() => floor.resolve(), milliseconds).unref();
    try {
      const answer = await withDeadline(milliseconds, new AbortController().signal, async (signal) =>
        follow(address, { reachable, authorities, resolve, signal }),
      );
      clearTimeout(timer);
      return answer;
    } catch (error) {
      await floor.promise;
      return { kind: error instanceof RefusedError ? "refused" : "silent" };
    }
  };
}

async function follow(address: string, hop: Hop): Promise<LinkAnswer> {
  let url = URL.parse(address);
  for (let followed = 0; followed <= mostRedirects; followed += 1) {
    if (url === null) throw new RefusedError();
    // One after the other: each says where the next one is.
    const { status, headers } = await headersOf(url, hop);
    const [location] = listOf(headers["location"]);
    if (!redirects.has(status) || location === undefined) {
      return {
        kind: "answered",
        status,
        address: url.href,
        policies: listOf(headers["content-security-policy"]),
        frameOptions: listOf(headers["x-frame-options"]),
      };
    }
    url = URL.parse(location, url.href);
  }
  throw new Error("It leads from one address to the next.");
}

type Headers = Readonly<Record<string, string | string[] | undefined>>;

const listOf = (value: string | string[] | undefined) => (value === undefined ? [] : [value].flat());

async function headersOf(url: URL, hop: Hop): Promise<{ readonly status: number; readonly headers: Headers }> {
  const port = url.port === "" ? (url.protocol === "https:" ? 443 : 80) : Number(url.port);
  const isWeb = url.protocol === "https:" || url.protocol === "http:";
  if (!isWeb || url.username !== "" || url.password !== "") throw new RefusedError();
  const addresses = await addressesOf(url.hostname, hop);
  if (!addresses.every(({ address }) => hop.reachable.allows(address, port))) throw new RefusedError();
  const agent = new Agent({
    connect: connectTo(addresses, hop, port),
    allowH2: false,
    pipelining: 0,
    maxHeaderSize: mostHeaderBytes,
  });
  try {
    const { statusCode, headers, body } = await agent.request({
      origin: url.origin,
      path: `${url.pathname}${url.search}`,
      method: "GET",
      headers: { accept: "text/html, */*;q=0.5", "accept-encoding": "identity", "user-agent": "pforte" },
      signal: hop.signal,
    });
    body.on("error", () => undefined).destroy();
    return { status: statusCode, headers };
  } finally {
    // With it goes the connection, and whatever of the body was still to come.
    await agent.destroy();
  }
}

/** All addresses of a host: what the URL says itself, or what the name server says now. */
async function addressesOf(hostname: string, { resolve, signal }: Hop): Promise<readonly LookupAddress[]> {
  const literal = hostname.replace(/^\[(.*)\]$/u, "$1");
  const family = isIP(literal);
  if (family !== 0) return [{ address: literal, family }];
  const late = Promise.withResolvers<never>();
  const giveUp = () => late.reject(signal.reason);
  signal.addEventListener("abort", giveUp, { once: true });
  try {
    const addresses = await Promise.race([resolve(hostname), late.promise]);
    if (addresses.length === 0) throw new Error("The name has no address.");
    return addresses;
  } finally {
    signal.removeEventListener("abort", giveUp);
  }
}

/** Connects to the addresses that were checked and to no other, whatever the name server says by then (rebinding). */
function connectTo(checked: readonly LookupAddress[], { authorities, reachable }: Hop, port: number) {
  const connect = buildConnector({
    allowH2: false,
    lookup: new AddressBook({ resolve: async () => checked }).lookup,
    ...(authorities !== null && { ca: authorities }),
  });
  return (options: buildConnector.Options, callback: buildConnector.Callback): void =>
    connect(options, (...[error, socket]) => {
      if (error !== null) return callback(error, null);
      if (isAllowed(socket)) return callback(null, socket);
      socket.destroy();
      return callback(new RefusedError(), null);
    });

  function isAllowed({ remoteAddress }: Socket): boolean {
    return remoteAddress !== undefined && reachable.allows(remoteAddress, port);
  }
}
