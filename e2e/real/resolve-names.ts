import dns from "node:dns";

/**
 * Loaded before the portal of the TLS part (`node --import`): names below `.test` (RFC 6761) are this machine, as an
 * entry in /etc/hosts would make them, which only root may write.
 */
const ask = dns.lookup;
const answer = (hostname: string): string => (hostname.endsWith(".test") ? "127.0.0.1" : hostname);

// The overloads of `lookup` cannot be written as one function; all of them begin with the name.
dns.lookup = Object.assign(
  (hostname: string, ...rest: readonly unknown[]) => Reflect.apply(ask, dns, [answer(hostname), ...rest]) as undefined,
  ask,
) as typeof dns.lookup;
