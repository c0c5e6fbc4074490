/** Keeps what a person has typed while the page is away for a sign-in. Only for input that says nothing about the person. */
export interface KeptInput {
  /** Registers who knows the input of this name; the returned function takes it back. */
  readonly register: (name: string, read: () => string | null) => () => void;
  /** Registers who writes its own input down then. */
  readonly onKeep: (write: () => void) => void;
  /** Writes down all of it, for the time of one sign-in. */
  readonly keep: () => void;
  /** Gives what was kept under this name, once. */
  readonly take: (name: string) => string | null;
}

const prefix = "pforte.input.";
const longestInput = 2000;

export function createKeptInput(storage: () => Storage | null): KeptInput {
  const readers = new Map<string, () => string | null>();
  const writers: (() => void)[] = [];
  return {
    register: (name, read) => {
      readers.set(name, read);
      return () => {
        if (readers.get(name) === read) {
          readers.delete(name);
        }
      };
    },
    onKeep: (write) => void writers.push(write),
    keep: () => {
      for (const write of writers) write();
      for (const [name, read] of readers) {
        const value = read();
        if (value !== null && value !== "") {
          storage()?.setItem(prefix + name, value.slice(0, longestInput));
        }
      }
    },
    take: (name) => {
      const kept = storage();
      const value = kept?.getItem(prefix + name) ?? null;
      kept?.removeItem(prefix + name);
      return value;
    },
  };
}

/** The storage of this tab, or `null` where the browser refuses it or there is none. */
export function tabStorage(): Storage | null {
  try {
    return typeof sessionStorage === "undefined" ? null : sessionStorage;
  } catch {
    return null;
  }
}
