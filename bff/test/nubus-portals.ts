import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const reference = process.env["PFORTE_REFERENCE"] ?? fileURLToPath(new URL("../../../shared/data", import.meta.url));

/** Portals of the incumbent as they are published with its sources; null where the reference data is missing. */
export function nubusPortal(
  file: "frontend.portal.json" | "portal-server.portal.json" | "portal-server.groups.json",
): unknown {
  const path = `${reference}/nubus/${file}`;
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : null;
}
