const maxDepth = 20;
const forbiddenKeys: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

/** Why a text was not taken as JSON; never holds any of it. */
export class StrictJsonError extends Error {
  override readonly name = "StrictJsonError";
}

/** Parses JSON that can mean one thing only: valid UTF-8, no key twice, no key that reaches a prototype, bounded depth (S42). */
export function parseStrictJson(body: Uint8Array): unknown {
  let text: string;
  let value: unknown;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body);
    value = JSON.parse(text);
  } catch {
    throw new StrictJsonError("The body is not JSON in UTF-8.");
  }
  refuseAmbiguity(text);
  return value;
}

interface Level {
  /** The keys so far, or null for an array. */
  readonly keys: Set<string> | null;
  expectsKey: boolean;
}

const token = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],]/gsu;

/** Walks the tokens of a text that is known to be valid JSON; without recursion, so that depth costs no stack. */
function refuseAmbiguity(text: string): void {
  const levels: Level[] = [];
  for (const [part] of text.matchAll(token)) {
    const level = levels.at(-1);
    switch (part[0]) {
      case "{":
      case "[":
        enter(levels, part[0] === "{");
        break;
      case "}":
      case "]":
        levels.pop();
        break;
      case ",":
        if (level) {
          level.expectsKey = level.keys !== null;
        }
        break;
      default:
        noteString(level, part);
    }
  }
}

function enter(levels: Level[], isObject: boolean): void {
  levels.push({ keys: isObject ? new Set() : null, expectsKey: isObject });
  if (levels.length > maxDepth) {
    throw new StrictJsonError(`The body nests deeper than ${maxDepth} levels.`);
  }
}

function noteString(level: Level | undefined, literal: string): void {
  if (level?.keys && level.expectsKey) {
    level.expectsKey = false;
    noteKey(level.keys, literal);
  }
}

function noteKey(keys: Set<string>, literal: string): void {
  const key = String(JSON.parse(literal));
  if (forbiddenKeys.has(key)) {
    throw new StrictJsonError("The body holds a key that is never accepted.");
  }
  if (keys.has(key)) {
    throw new StrictJsonError("The body holds a key twice.");
  }
  keys.add(key);
}
