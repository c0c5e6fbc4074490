import { visible } from "@pforte/shared/text/visible";
import { pino, type DestinationStream } from "pino";
import type { Log } from "./log.ts";

/**
 * The log as lines of JSON. There are no request or error serializers: nobody can hand it a request by mistake and get its
 * headers. A line is one line to every eye: what JSON leaves as it is, but a terminal obeys, is written out (S68).
 */
export function createLog(level: string, stream?: DestinationStream): Log {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: () => undefined, req: () => undefined, res: () => undefined },
    hooks: { streamWrite: (line: string) => `${visible(line.slice(0, -1))}\n` },
  };
  return stream === undefined ? pino(options) : pino(options, stream);
}
