import ipaddr from "ipaddr.js";

type Address = ReturnType<typeof ipaddr.process>;

/** Where addresses that somebody entered may lead (S54). */
export interface ReachableAddresses {
  /** Whether this very IP address may be connected to at this port. */
  allows(address: string, port: number): boolean;
}

const publicPorts: ReadonlySet<number> = new Set([80, 443]);
/** All that the registries have given to anybody (RFC 4291, 2.4); below it lie, among others, IPv4 addresses as `::127.0.0.1`. */
const globalUnicast = ipaddr.parseCIDR("2000::/3");

/** Public addresses at the ports of the web, and whatever is inside of these networks. */
export function reachableAddresses(networks: readonly string[]): ReachableAddresses {
  const known = networks.map((network) => ipaddr.parseCIDR(network));
  const isInside = (address: Address) =>
    known.some((network) => address.kind() === network[0].kind() && address.match(network));
  return {
    allows(text, port) {
      if (!ipaddr.isValid(text)) return false;
      // An IPv4 address in its IPv6 spelling is the IPv4 address.
      const address = ipaddr.process(text);
      return isInside(address) || (publicPorts.has(port) && isPublic(address));
    },
  };
}

function isPublic(address: Address): boolean {
  return address.range() === "unicast" && (address.kind() === "ipv4" || address.match(globalUnicast));
}
