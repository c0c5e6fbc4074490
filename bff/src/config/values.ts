import { isIP } from "node:net";
import { z } from "zod";

/** How the text of one variable becomes a value; each message says what is expected. */
const trues = new Set(["true", "on", "yes", "1"]);
const falses = new Set(["false", "off", "no", "0"]);

/** A closed set: what is neither is an error, not a silent false. */
export const switchValue = z.string().transform((text, context) => {
  const value = text.trim().toLowerCase();
  if (trues.has(value) || falses.has(value)) {
    return trues.has(value);
  }
  context.addIssue({ code: "custom", message: "expected true or false" });
  return z.NEVER;
});

const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** `90s`, `30m`, `10h` or `1d`, as seconds; a bare number is refused, because nobody can tell its unit. */
export function durationValue(minimum: number, maximum: number): z.ZodType<number, string> {
  return z.string().transform((text, context) => {
    const match = /^(\d{1,9})(s|m|h|d)$/u.exec(text.trim());
    const unit = units[match?.[2] ?? ""];
    const seconds = match === null || unit === undefined ? Number.NaN : Number(match[1]) * unit;
    if (seconds >= minimum && seconds <= maximum) {
      return seconds;
    }
    context.addIssue({
      code: "custom",
      message: `expected a number with its unit, such as 90s, 30m or 10h, from ${minimum}s to ${maximum}s`,
    });
    return z.NEVER;
  });
}

/** A whole number in a range, written in digits only. */
export function numberValue(minimum: number, maximum: number): z.ZodType<number, string> {
  return z.string().transform((text, context) => {
    const value = /^\d{1,9}$/u.test(text.trim()) ? Number(text.trim()) : Number.NaN;
    if (value >= minimum && value <= maximum) {
      return value;
    }
    context.addIssue({ code: "custom", message: `expected a whole number from ${minimum} to ${maximum}` });
    return z.NEVER;
  });
}

/** Words with commas or spaces between them. */
export const listValue = z.string().transform((text) => text.split(/[\s,]+/u).filter((word) => word !== ""));

/** True for the names and addresses by which a machine reaches only itself. */
export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(?:\.\d{1,3}){3}$/u.test(hostname);
}

function parsedAddress(text: string): URL | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "") {
    return null;
  }
  return url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname)) ? url : null;
}

/** Scheme, host and port and nothing else; http only where nobody else can listen. */
export const originValue = z.string().transform((text, context) => {
  const url = parsedAddress(text.trim());
  if (url !== null && (text.trim() === url.origin || text.trim() === `${url.origin}/`)) {
    return url.origin;
  }
  context.addIssue({
    code: "custom",
    message: "expected an address such as https://portal.example.org, without a path; http only on loopback",
  });
  return z.NEVER;
});

/** An issuer identifier as in OpenID Connect Discovery, kept to the letter because it is compared so. */
export const issuerValue = z.string().transform((text, context) => {
  if (parsedAddress(text) !== null) {
    return text;
  }
  context.addIssue({
    code: "custom",
    message: "expected an https address such as https://id.example.org/realms/opendesk; http only on loopback",
  });
  return z.NEVER;
});

/** Networks in CIDR form; one that holds everybody, or half of everybody, is refused, because then nobody is checked. */
export const networksValue = listValue.transform((words, context) => {
  if (words.every(isNetwork)) {
    return words;
  }
  context.addIssue({ code: "custom", message: "expected networks such as 10.0.0.0/8, never one of all addresses" });
  return z.NEVER;
});

function isNetwork(word: string): boolean {
  const [address = "", bits = "", ...rest] = word.split("/");
  const family = isIP(address);
  if (family === 0 || rest.length > 0 || !/^\d{1,3}$/u.test(bits)) {
    return false;
  }
  if (family === 4) {
    return Number(bits) >= 8 && Number(bits) <= 32;
  }
  // Below `::` lie all IPv4 addresses in their IPv6 spelling; `fc00::/7` is the largest network that anybody has.
  const shortest = address.startsWith("::") ? 97 : 7;
  return Number(bits) >= shortest && Number(bits) <= 128;
}
