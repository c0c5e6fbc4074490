import { readFileSync } from "node:fs";
import { getCACertificates } from "node:tls";

/** The authorities to trust: Node's own and those of the configured file; null keeps Node's default. */
export function certificateAuthorities(file: string | null): string[] | null {
  return file === null ? null : [...getCACertificates("default"), readFileSync(file, "utf8")];
}
