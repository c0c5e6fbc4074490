const unkeepable = /[\p{Cc}\p{Cs}]/gu;

/** A value that names something, exactly as it is; null where it is none, or holds what no row and no line of a log can keep. */
export function identifierIn(value: unknown, longest: number): string | null {
  const isOne = typeof value === "string" && value.trim() !== "" && value.length <= longest;
  return isOne && value.search(unkeepable) === -1 ? value : null;
}

/** A value for people to read, without what cannot be kept; null where nothing is left. */
export function textIn(value: unknown, longest: number): string | null {
  const text = typeof value === "string" ? value.replaceAll(unkeepable, "").trim() : "";
  return text === "" ? null : text.slice(0, longest).toWellFormed();
}

const endOfCalendar = Date.UTC(10_000, 0) / 1000;

/** A time in seconds since 1970; null for what is none, or is beyond four digits of years. */
export function timeIn(value: unknown): Date | null {
  const isOne = typeof value === "number" && value >= 0 && value < endOfCalendar;
  return isOne ? new Date(value * 1000) : null;
}
