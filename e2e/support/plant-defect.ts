import { registerHooks } from "node:module";

/** A change of the text of one module on its way in. */
interface DefectPart {
  /** The end of the module's address. */
  readonly file: string;
  readonly changes: readonly (readonly [from: string, to: string])[];
}

/**
 * Spoils the program that this is loaded into before everything else, as `?defect=` in the address of the caller says. A
 * defect that fits no longer is an error, so that a proof which must find it cannot stay green for want of it.
 */
export function plantDefect(caller: string, defects: Readonly<Record<string, readonly DefectPart[]>>): void {
  const name = new URL(caller).searchParams.get("defect") ?? "";
  const defect = defects[name];
  if (defect === undefined) throw new Error(`There is no defect of the name ${name}.`);
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      const part = defect.find(({ file }) => url.endsWith(file));
      if (part === undefined) return loaded;
      let source = typeof loaded.source === "string" ? loaded.source : Buffer.from(bytesOf(loaded.source)).toString();
      for (const [from, to] of part.changes) {
        if (!source.includes(from)) throw new Error(`The defect ${name} does not fit ${part.file} any more.`);
        source = source.replace(from, to);
      }
      return { ...loaded, source };
    },
  });
}

function bytesOf(source: unknown): Uint8Array {
  if (source instanceof Uint8Array) return source;
  throw new Error("A module came in a form that this does not know.");
}
