import { expect, test } from "vitest";
import { mayBeFramedBy } from "./frameability.ts";

const portal = "https://portal.example.org";
const tool = "https://files.example.org/";

interface Given {
  readonly csp?: string | readonly string[];
  readonly options?: string | readonly string[];
  readonly address?: string;
  readonly by?: string;
}

const verdict = ({ csp = [], options = [], address = tool, by = portal }: Given) =>
  mayBeFramedBy(by, { address, policies: [csp].flat(), frameOptions: [options].flat() });

const allowed: readonly Given[] = [
  {},
  { csp: "default-src 'self'" },
  { csp: "frame-ancestors *" },
  { csp: "frame-ancestors https:" },
  { csp: "frame-ancestors https://portal.example.org" },
  { csp: "frame-ancestors 'self' HTTPS://PORTAL.example.org" },
  { csp: "FRAME-ANCESTORS portal.example.org" },
  { csp: "frame-ancestors *.example.org" },
  { csp: "frame-ancestors http://portal.example.org" },
  { csp: "frame-ancestors https://portal.example.org:443" },
  { csp: "frame-ancestors https://portal.example.org:*" },
  { csp: "default-src 'none';frame-ancestors\thttps://*.example.org ;img-src *" },
  { csp: "frame-ancestors portal.example.org:8443", by: "https://portal.example.org:8443" },
  { csp: "frame-ancestors https://portal.example.org", options: "DENY" },
  { csp: "frame-ancestors https://portal.example.org; frame-ancestors 'none'" },
  { options: "SAMEORIGIN", address: "https://portal.example.org/other" },
  { csp: "frame-ancestors 'self'", address: "https://portal.example.org/other" },
  { by: "http://localhost:8080", address: "http://files.localhost:8081/" },
];

const forbidden: readonly Given[] = [
  { csp: "frame-ancestors 'none'" },
  { csp: "frame-ancestors" },
  { csp: "frame-ancestors 'self'" },
  { csp: "frame-ancestors https://other.example.org" },
  { csp: "frame-ancestors https://portal.example.org.evil.example" },
  { csp: "frame-ancestors *.portal.example.org" },
  { csp: "frame-ancestors https://portal.example.org:8443" },
  { csp: "frame-ancestors https:", by: "http://portal.example.org" },
  { csp: ["frame-ancestors *", "frame-ancestors 'self'"] },
  { csp: "frame-ancestors *, frame-ancestors 'none'" },
  { options: "DENY" },
  { options: " deny " },
  { options: "SAMEORIGIN" },
  { options: "SAMEORIGIN, SAMEORIGIN" },
  { address: "http://files.example.org/" },
];

const unknown: readonly Given[] = [
  { csp: "frame-ancestors https://portal.example.org/path" },
  { csp: "frame-ancestors 'unsafe-something'" },
  { options: "ALLOW-FROM https://portal.example.org" },
  { options: "ALLOWALL" },
  { options: ["DENY", "SAMEORIGIN"] },
];

test.each(allowed)("allows a frame of the portal by %j", (given) => {
  expect(verdict(given)).toBe(true);
});

test.each(forbidden)("forbids a frame of the portal by %j", (given) => {
  expect(verdict(given)).toBe(false);
});

test.each(unknown)("claims nothing where it does not understand: %j", (given) => {
  expect(verdict(given)).toBeNull();
});
