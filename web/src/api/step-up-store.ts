import { stepUpPrefix } from "./step-up-prefix.ts";

/** A sign-in takes minutes; what nobody came back to in this time is not shown any more. */
const longestMilliseconds = 60 * 60 * 1000;

interface KeptForm {
  /** The user name of whoever has typed it. */
  readonly owner: string;
  readonly at: number;
  readonly input: unknown;
}

/** Writes a form down for its owner; `false` where the browser refuses it or has no room for it. */
export function keepForm(storage: Storage | null, form: string, kept: KeptForm): boolean {
  try {
    storage?.setItem(stepUpPrefix + form, JSON.stringify(kept));
    return storage !== null;
  } catch {
    return false;
  }
}

/** Forgets a form whose act is done. */
export function dropForm(storage: Storage | null, form: string): void {
  storage?.removeItem(stepUpPrefix + form);
}

/** Whether any form waits, so that a page without one asks nobody who its person is. */
export function hasKeptForm(storage: Storage | null): boolean {
  return keysOf(storage).length > 0;
}

/** Who asks for a form, and when. */
interface Asking {
  readonly owner: string;
  readonly now: number;
}

/** Gives this form's input to its owner, once. What belongs to somebody else, or is too old, is dropped unseen. */
export function takeForm(storage: Storage, form: string, asking: Asking): { readonly input: unknown } | null {
  for (const key of keysOf(storage)) {
    if (!isFor(asking, parse(storage.getItem(key)))) {
      storage.removeItem(key);
    }
  }
  const found = parse(storage.getItem(stepUpPrefix + form));
  storage.removeItem(stepUpPrefix + form);
  return found === null ? null : { input: found.input };
}

function isFor({ owner, now }: Asking, kept: KeptForm | null): boolean {
  return kept !== null && kept.owner === owner && kept.at <= now && now - kept.at <= longestMilliseconds;
}

function keysOf(storage: Storage | null): string[] {
  return storage === null ? [] : Object.keys(storage).filter((key) => key.startsWith(stepUpPrefix));
}

function parse(text: string | null): KeptForm | null {
  try {
    const kept: unknown = JSON.parse(text ?? "");
    return isKeptForm(kept) ? kept : null;
  } catch {
    return null;
  }
}

function isKeptForm(kept: unknown): kept is KeptForm {
  return (
    typeof kept === "object" &&
    kept !== null &&
    "owner" in kept &&
    typeof kept.owner === "string" &&
    "at" in kept &&
    typeof kept.at === "number" &&
    "input" in kept
  );
}
