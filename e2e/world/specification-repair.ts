import { isDeepStrictEqual } from "node:util";
import { absent, deviations, type Deviation } from "./specification-deviations.ts";
import { asObject } from "./specification-files.ts";
import type { SpecifiedTool } from "./specification-verdict.ts";

/** The body as it would be if the tool kept to its specification, and the known deviations that were found in it. */
export function applyDeviations(tool: SpecifiedTool, path: string, body: unknown) {
  const copy: unknown = structuredClone(body);
  const used: string[] = [];
  for (const each of deviations[tool]) {
    if (isFor(each.path, path) && repair(copy, each.at.split("/").slice(1), each)) used.push(`${each.path} ${each.at}`);
  }
  return { body: copy, used };
}

function isFor(pattern: string, path: string): boolean {
  return pattern.endsWith("*") ? path.startsWith(pattern.slice(0, -1)) : pattern === path;
}

function repair(value: unknown, [part = "", ...rest]: readonly string[], deviation: Deviation): boolean {
  const parent = asObject(value);
  if (parent === null) return false;
  const keys = part === "*" ? Object.keys(parent) : [part];
  if (rest.length > 0) return keys.map((key) => repair(parent[key], rest, deviation)).includes(true);
  return keys.map((key) => replace(parent, key, deviation)).includes(true);
}

function replace(parent: Readonly<Record<string, unknown>>, key: string, deviation: Deviation): boolean {
  const isThere = key in parent;
  if ("sends" in deviation) {
    const isMatch = deviation.sends === absent ? !isThere : isThere && isDeepStrictEqual(parent[key], deviation.sends);
    if (!isMatch) return false;
  } else if (!isThere) return false;
  if ("instead" in deviation) Reflect.set(parent, key, deviation.instead);
  else Reflect.deleteProperty(parent, key);
  return true;
}
