import { z } from "zod";
import { OpProblem } from "./openproject-http.ts";
import type { OpLink } from "./openproject-represent.ts";
import type { SeenCall } from "./stand-in-http.ts";

/** One condition of `filters`. */
export interface OpFilter {
  readonly name: string;
  readonly operator: string;
  readonly values: readonly string[];
}

const filtersSchema = z.array(
  z.record(z.string(), z.object({ operator: z.string(), values: z.array(z.string()).nullable().default([]) })),
);
const sortSchema = z.array(z.tuple([z.string(), z.enum(["asc", "desc"])]));

function parsed<S extends z.ZodType>(text: string, schema: S, name: string): z.output<S> {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    throw new OpProblem("InvalidQuery", `The ${name} parameter is not readable.`);
  }
}

/** The filters of a call; null where none are named, which is not the same as `[]`. */
export function filtersOf(seen: SeenCall): readonly OpFilter[] | null {
  const text = seen.query.get("filters");
  if (text === null) return null;
  return parsed(text, filtersSchema, "filters").flatMap((each) =>
    Object.entries(each).map(([name, { operator, values }]) => ({ name, operator, values: values ?? [] })),
  );
}

export const invalidFilter = (name: string, what: string) =>
  new OpProblem("InvalidQuery", `Filters ${name} filter ${what}`);

export function sortOf(seen: SeenCall): readonly (readonly [string, "asc" | "desc"])[] {
  const text = seen.query.get("sortBy");
  return text === null ? [] : parsed(text, sortSchema, "sortBy");
}

/** Orders by what `keys` knows; anything else is refused as there. Things without a value come last. */
export function sorted<T>(
  items: readonly T[],
  order: readonly (readonly [string, "asc" | "desc"])[],
  keys: Readonly<Record<string, (item: T) => string | number | null>>,
): T[] {
  const steps = order.map(([name, direction]) => {
    const key = keys[name];
    if (key === undefined) throw new OpProblem("InvalidQuery", `Orders ${name} is not supported.`);
    return { key, sign: direction === "asc" ? 1 : -1 };
  });
  return items.toSorted((one, other) => {
    for (const { key, sign } of steps) {
      const left = key(one);
      const right = key(other);
      if (left === right) continue;
      if (left === null) return 1;
      if (right === null) return -1;
      return left < right ? -sign : sign;
    }
    return 0;
  });
}

const largestPage = 1000;

/** A page of a collection in HAL. `offset` counts pages from 1; `pageSize=0` asks for the total alone. */
export function collectionOf<T>(
  seen: SeenCall,
  items: readonly T[],
  represent: (item: T) => unknown,
  more: {
    readonly type?: string;
    readonly groups?: readonly unknown[];
    readonly embedded?: Record<string, unknown>;
  } = {},
): Record<string, unknown> {
  const pageSize = Math.min(numberOf(seen, "pageSize", 20, 0), largestPage);
  const offset = numberOf(seen, "offset", 1, 1);
  const elements = pageSize === 0 ? [] : items.slice((offset - 1) * pageSize, offset * pageSize);
  const others = (name: string, value: string): OpLink => {
    const query = new URLSearchParams(seen.query);
    query.set(name, value);
    return { href: `${seen.path}?${query.toString()}` };
  };
  const isMore = offset * pageSize < items.length && pageSize > 0;
  return {
    _type: more.type ?? "Collection",
    total: items.length,
    count: elements.length,
    pageSize,
    offset,
    ...(more.groups !== undefined && { groups: more.groups }),
    _embedded: { elements: elements.map(represent), ...more.embedded },
    _links: {
      self: others("offset", String(offset)),
      jumpTo: { ...others("offset", "{offset}"), templated: true },
      changeSize: { ...others("pageSize", "{size}"), templated: true },
      ...(isMore && { nextByOffset: others("offset", String(offset + 1)) }),
    },
  };
}

function numberOf(seen: SeenCall, name: string, fallback: number, least: number): number {
  const text = seen.query.get(name);
  if (text === null) return fallback;
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < least) throw new OpProblem("InvalidQuery", `${name} is not valid.`);
  return value;
}
