import { z } from "zod";
import { isLoopback } from "./values.ts";

const expected =
  "expected postgresql://user:password@host/database?sslmode=verify-full with a password of your own; sslmode=disable where the way is private, and no other setting of TLS but sslrootcert";

const parameters = new Set(["sslmode", "sslrootcert", "host", "options"]);
/** Passwords that everybody knows, and what stands where one belongs (S80). */
const knownPasswords =
  /^(?:…|\.{3}|<.*>|password\d*|passwort\d*|postgres|postgresql|change-?me|secret|default|example|admin|root)$/iu;
const modes = new Set(["disable", "require", "verify-full"]);

/**
 * An address of PostgreSQL whose connection is verified or plain by the operator's own word: modes that encrypt for
 * whoever answers are refused, and so is whatever the driver would let win over `sslmode`.
 */
export const databaseValue = z.string().refine(isSafeAddress, expected);

/** The file with authorities that an address names, or null. */
export function authoritiesOfAddress(address: string): string | null {
  return new URL(address).searchParams.get("sslrootcert");
}

function isSafeAddress(text: string): boolean {
  if (!/^postgres(?:ql)?:\/\/\S+$/u.test(text) || !URL.canParse(text)) {
    return false;
  }
  const { hostname, searchParams: given } = new URL(text);
  const names = [...given.keys()];
  if (names.some((name) => !parameters.has(name)) || new Set(names).size < names.length) {
    return false;
  }
  const socket = given.get("host");
  if (socket === null ? hostname === "" : !socket.startsWith("/")) {
    // Without either, the driver goes to wherever PGHOST of the environment points, past every check here.
    return false;
  }
  const isLocal = hostname === "" || isLoopback(hostname);
  if (!isLocal && knownPasswords.test(passwordOf(text))) {
    return false;
  }
  const mode = given.get("sslmode");
  return mode === null ? isLocal : modes.has(mode);
}

function passwordOf(text: string): string {
  const { password } = new URL(text);
  try {
    return decodeURIComponent(password);
  } catch {
    // A lone per cent sign: the driver takes it as it is.
    return password;
  }
}
