import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const reference = process.env["PFORTE_REFERENCE"] ?? fileURLToPath(new URL("../../../shared/data", import.meta.url));
const corpus = `${reference}/open-redirects.txt`;

/** Whether the reference payloads are on this machine. */
export const hasReferencePayloads = existsSync(corpus);

/** Addresses by which portals of others were left, one per line of the reference data. */
export function referencePayloads(): readonly string[] {
  return readFileSync(corpus, "utf8").replace(/\n$/u, "").split("\n");
}

/** Addresses that comparing origins alone lets through. */
export const ownPayloads = [
  "/.//evil.example",
  "/..//evil.example",
  "/%2e//evil.example",
  "/a/..//evil.example",
  "/%09/evil.example",
  "/\\evil.example",
  "/%5cevil.example",
];

/** Whether a browser on a page of this origin would leave it when told to go there. */
export function leavesOrigin(target: string, origin: string): boolean {
  const { origin: reached, pathname } = new URL(target, origin);
  return reached !== origin || target.startsWith("//") || pathname.startsWith("//");
}
