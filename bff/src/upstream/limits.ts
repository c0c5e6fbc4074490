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
  readonly jsonDepth: number;
  /** Calls to one source at a time, calls that wait for one of those places, and calls of one person. */
  readonly inFlight: number;
  readonly queued: number;
  readonly inFlightPerLane: number;
  /** The breaker opens when half of this many calls in a row of calls failed, and tries again after a while. */
  readonly breakerCalls: number;
  readonly breakerOpenMilliseconds: number;
}

export const defaultLimits: UpstreamLimits = {
  connectMilliseconds: 2000,
  headersMilliseconds: 5000,
  bodyMilliseconds: 5000,
  totalMilliseconds: 10_000,
  bodyBytes: 2 * 1024 * 1024,
  headers: 100,
  jsonDepth: 50,
  inFlight: 50,
  queued: 100,
  inFlightPerLane: 4,
  breakerCalls: 20,
  breakerOpenMilliseconds: 10_000,
};
