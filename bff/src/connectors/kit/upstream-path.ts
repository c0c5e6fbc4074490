declare const built: unique symbol;

/** A path below a source's address, made by `path` alone: a plain string does not compile, so nobody joins one by hand. */
export type UpstreamPath = string & { readonly [built]: true };

// Besides what `encodeURIComponent` leaves dangerous, encoded separators are refused: many servers decode twice.
const refusedInSegment = /[/\\\p{Cc}]|%(?:2f|5c|2e|00)/iu;

/** Whether a value can be exactly one segment of a path. */
export const isSegment = (value: string) =>
  value !== "" && value !== "." && value !== ".." && !refusedInSegment.test(value) && value.isWellFormed();

function encodeSegment(value: string): string {
  if (!isSegment(value)) {
    throw new TypeError("A value cannot be a segment of an upstream path.");
  }
  return encodeURIComponent(value);
}

/**
 * Builds a path from a literal template; each value becomes exactly one percent-encoded segment or part of one:
 * `` path`/rooms/${roomId}/join` ``.
 */
export function path(template: TemplateStringsArray, ...values: readonly string[]): UpstreamPath {
  let result = template[0] ?? "";
  for (const [index, value] of values.entries()) result += encodeSegment(value) + (template[index + 1] ?? "");
  if (!result.startsWith("/") || result.startsWith("//")) {
    throw new TypeError("An upstream path starts with one slash.");
  }
  // The brand exists for the compiler only; only what is built of checked segments is granted it.
  return result as UpstreamPath;
}

/** A path further down, each segment encoded for itself; null where one of them can be no segment of a path. */
export function pathBelow(base: UpstreamPath, segments: readonly string[]): UpstreamPath | null {
  if (segments.some((segment) => !isSegment(segment))) return null;
  const start = base.endsWith("/") ? base.slice(0, -1) : base;
  // Grown from a path by encoded segments alone.
  return [start, ...segments.map(encodeURIComponent)].join("/") as UpstreamPath;
}

/**
 * The path of a template of the code, in which each `:name` is a segment with the value of that name. Throws where a value
 * can be no segment, or has none.
 */
export function pathOfTemplate(template: `/${string}`, values: Readonly<Record<string, string>>): UpstreamPath {
  const segments = template.split("/").map((part) => {
    if (!part.startsWith(":")) return part;
    return encodeSegment(values[part.slice(1)] ?? "");
  });
  if (template.startsWith("//")) throw new TypeError("An upstream path starts with one slash.");
  // Literal text of the code and encoded segments, as with `path`.
  return segments.join("/") as UpstreamPath;
}
