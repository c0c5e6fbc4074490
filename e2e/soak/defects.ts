import { registerHooks } from "node:module";

/**
 * Defects that a soak has to find: loaded into a portal's process before everything else, it changes the text of a
 * module on its way in. The portal itself knows nothing of it.
 */
interface Defect {
  readonly file: string;
  readonly changes: readonly (readonly [from: string, to: string])[];
}

const keyWithoutOwner = ["    owner.subject,\n", '    "",\n'] as const;

const defects: Readonly<Record<string, Defect>> = {
  /** The owner is missing in the keys of the cache, and nobody looks at whose the value is. */
  "owner-check-off": {
    file: "services/person-cache.ts",
    changes: [
      keyWithoutOwner,
      ["envelope.owner !== ownerDigest(principal.owner) || ", ""],
      ["running?.owner === owner", "running !== undefined"],
    ],
  },
  /** The owner is missing in the keys of the cache; the look at whose the value is has to suffice. */
  "key-without-owner": { file: "services/person-cache.ts", changes: [keyWithoutOwner] },
  /** Whoever asks is given what the one before was answered. */
  "replies-swapped": {
    file: "services/content-topics.ts",
    changes: [
      [
        "  return reading;\n",
        "  const held = globalThis[`held ${topic}`]; globalThis[`held ${topic}`] = await reading; return held ?? reading;\n",
      ],
    ],
  },
};

const name = new URL(import.meta.url).searchParams.get("defect") ?? "";
const defect = defects[name];
if (defect === undefined) throw new Error(`There is no defect of the name ${name}.`);

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    if (!url.endsWith(defect.file)) return loaded;
    let source = typeof loaded.source === "string" ? loaded.source : Buffer.from(bytesOf(loaded.source)).toString();
    for (const [from, to] of defect.changes) {
      if (!source.includes(from)) throw new Error(`The defect ${name} does not fit ${defect.file} any more.`);
      source = source.replace(from, to);
    }
    return { ...loaded, source };
  },
});

function bytesOf(source: unknown): Uint8Array {
  if (source instanceof Uint8Array) return source;
  throw new Error("A module came in a form that this does not know.");
}
