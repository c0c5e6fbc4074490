import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { load } from "js-yaml";

/** A place in one of the vendors' files. */
export interface Located {
  readonly file: string;
  readonly pointer: string;
  readonly value: unknown;
}

type Parsed = Readonly<Record<string, unknown>>;

/** Reads the vendors' files, each at most once; js-yaml 4 is the parser that takes all of them. */
export class SpecificationFiles {
  readonly #folder: string;
  readonly #documents = new Map<string, unknown>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  document(file: string): unknown {
    const known = this.#documents.get(file);
    if (known !== undefined) return known;
    const text = readFileSync(join(this.#folder, file), "utf8");
    const parsed: unknown = file.endsWith(".json") ? JSON.parse(text) : load(text);
    this.#documents.set(file, parsed);
    return parsed;
  }

  /** The value that a pointer (RFC 6901) names, with references on the way and at the end followed. */
  at(file: string, pointer: string): Located | null {
    let here: Located | null = this.follow({ file, pointer: "", value: this.document(file) });
    for (const part of pointer.split("/").slice(1)) {
      here = here === null ? null : this.child(here, part.replaceAll("~1", "/").replaceAll("~0", "~"));
    }
    return here;
  }

  child(parent: Located, key: string): Located | null {
    const value = asObject(parent.value)?.[key];
    if (value === undefined) return null;
    const part = key.replaceAll("~", "~0").replaceAll("/", "~1");
    return this.follow({ file: parent.file, pointer: `${parent.pointer}/${part}`, value });
  }

  follow(located: Located): Located | null {
    const reference = asObject(located.value)?.["$ref"];
    return typeof reference === "string" ? this.resolve(located.file, reference) : located;
  }

  resolve(from: string, reference: string): Located | null {
    const [target = "", pointer = ""] = reference.split("#");
    const file = target === "" ? from : join(dirname(from), target);
    return this.at(file, decodeURIComponent(pointer));
  }
}

/** As an object whose members may be anything; null where it is none. */
export function asObject(value: unknown): Parsed | null {
  // An array is an object too, whose members are named by their index.
  return typeof value === "object" && value !== null ? (value as Parsed) : null;
}

/** Those of a list that are objects. */
export function objectsIn(list: readonly unknown[]): readonly Parsed[] {
  return list.map(asObject).filter((each) => each !== null);
}
