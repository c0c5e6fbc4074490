import { TLSSocket } from "node:tls";
import { buildConnector } from "undici";
import type { Log } from "#log.ts";
import { AddressBook, type Resolve } from "./address-book.ts";

interface ConnectingOptions {
  readonly source: string;
  readonly authorities: string[] | null;
  readonly timeoutMilliseconds: number;
  readonly now: () => Date;
  readonly log: Log;
  readonly resolve?: Resolve;
}

const day = 24 * 3600_000;
const warnDays = 14;

/** How connections to a source are made: addresses that are kept, certificates that are checked and watched. */
export function connecting({ source, authorities, timeoutMilliseconds, now, log, resolve }: ConnectingOptions) {
  const book = new AddressBook(resolve === undefined ? {} : { resolve });
  const connect = buildConnector({
    timeout: timeoutMilliseconds,
    allowH2: false,
    lookup: book.lookup,
    ...(authorities !== null && { ca: authorities }),
  });
  let warnedAt = Number.NEGATIVE_INFINITY;

  /** An expired certificate takes the tool away from everybody: whoever can renew it hears of it days before (F37). */
  function watch(socket: TLSSocket): void {
    const at = now().getTime();
    const daysLeft = Math.floor((Date.parse(socket.getPeerCertificate().valid_to) - at) / day);
    if (!(daysLeft <= warnDays) || at - warnedAt < day) return;
    warnedAt = at;
    log.warn({ source, daysLeft }, "The certificate of a source expires soon.");
  }

  return (options: buildConnector.Options, callback: buildConnector.Callback): void =>
    connect(options, (...[error, socket]) => {
      if (error !== null) return callback(error, null);
      if (socket instanceof TLSSocket) watch(socket);
      return callback(null, socket);
    });
}
