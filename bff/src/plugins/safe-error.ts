/** A line of a stack that names a place in a file, and nothing else. */
const frame = /^ {4}at (?:[\w$.<>#[\] ]+ \()?(?:file:\/\/|node:|\/)[^\s()]+:\d+:\d+\)?$/u;

/** What the log may hold of an unexpected error: where it arose, never what it said, which may quote what people sent (S67). */
export function safeError(error: unknown, depth = 3): Readonly<Record<string, unknown>> {
  if (!(error instanceof Error)) {
    return { name: typeof error };
  }
  const code = "code" in error && typeof error.code === "string" ? error.code : undefined;
  return {
    name: error.name,
    ...(code === undefined ? {} : { code }),
    at: framesOf(error)
      .slice(0, 8)
      .map((line) => line.trim()),
    ...(error.cause === undefined || depth === 0 ? {} : { cause: safeError(error.cause, depth - 1) }),
  };
}

/** The message stands at the top of the stack, and may have lines that look like places. */
function framesOf({ stack = "", message }: Error): readonly string[] {
  const said = message === "" ? -1 : stack.indexOf(message);
  const places = said === -1 ? stack : stack.slice(said + message.length);
  return places.split("\n").filter((line) => frame.test(line));
}
