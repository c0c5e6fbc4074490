/** What one call to a tool may cost at most; the tool is not trusted to keep itself short (S57). */
export interface UpstreamLimits {
  readonly connectMilliseconds: number;
  readonly headersMilliseconds: number;
  /** Between two pieces of a body. */
  readonly bodyMilliseconds: number;
  readonly totalMilliseconds: number;
  /** After decompression. */
  readonly bodyBytes: number;
  readonly headers: number;
  /** Of JSON and of XML. */
  readonly depth: number;
  /** Streams have no total: nothing for this long ends them, in either direction (S38). */
  readonly streamIdleMilliseconds: number;
  readonly streamBytes: number;
  /** Of JSON that is passed on unread, and how long that may take once it has begun. */
  readonly relayBytes: number;
  readonly relayMilliseconds: number;
  /** Until a tool has stored what it was sent, after the last byte. */
  readonly storedMilliseconds: number;
  /** A silent socket is asked for a sign of life after this long, and given up after twice as long. */
  readonly socketIdleMilliseconds: number;
  /** A channel that is over is cut when the other side has not closed it by then (RFC 6455, 7.1.1). */
  readonly farewellMilliseconds: number;
  readonly frameBytes: number;
  /** Frames that nobody has read yet. */
  readonly frames: number;
  /** How many at a time, in all and of one person, and how many may wait for a place. */
  readonly calls: PlaceLimits;
  /** What is passed on unread holds its place for as long as its reader takes. */
  readonly relays: PlaceLimits;
  readonly longPolls: PlaceLimits;
  readonly streams: PlaceLimits;
  readonly sockets: PlaceLimits;
  /** Longer than this nothing waits for a place. */
  readonly queueMilliseconds: number;
  /** The breaker opens when half of this many calls in a row of calls failed, and tries again after a while. */
  readonly breakerCalls: number;
  readonly breakerOpenMilliseconds: number;
  /** A caller that went after this long was let down by the source. */
  readonly patienceMilliseconds: number;
  /** After it closed, the places come back one after the other over this time. */
  readonly slowStartMilliseconds: number;
}

export interface PlaceLimits {
  readonly inAll: number;
  readonly perLane: number;
  readonly queued: number;
  readonly queuedPerLane: number;
}

export const defaultLimits: UpstreamLimits = {
  connectMilliseconds: 2000,
  headersMilliseconds: 5000,
  bodyMilliseconds: 5000,
  totalMilliseconds: 10_000,
  bodyBytes: 2 * 1024 * 1024,
  headers: 100,
  depth: 50,
  streamIdleMilliseconds: 10_000,
  streamBytes: 16 * 1024 ** 3,
  relayBytes: 32 * 1024 * 1024,
  relayMilliseconds: 120_000,
  storedMilliseconds: 30_000,
  socketIdleMilliseconds: 30_000,
  farewellMilliseconds: 3000,
  frameBytes: 64 * 1024,
  frames: 256,
  calls: { inAll: 50, perLane: 4, queued: 100, queuedPerLane: 16 },
  relays: { inAll: 200, perLane: 6, queued: 200, queuedPerLane: 32 },
  // The card's own, and a chat in each of five tabs, some of which were just loaded anew.
  longPolls: { inAll: 20_000, perLane: 8, queued: 0, queuedPerLane: 0 },
  streams: { inAll: 100, perLane: 8, queued: 400, queuedPerLane: 100 },
  sockets: { inAll: 20_000, perLane: 4, queued: 0, queuedPerLane: 0 },
  queueMilliseconds: 5000,
  breakerCalls: 20,
  breakerOpenMilliseconds: 10_000,
  patienceMilliseconds: 1000,
  slowStartMilliseconds: 10_000,
};
