import { plantDefect } from "../support/plant-defect.ts";

const keyWithoutOwner = ["    owner.subject,\n", '    "",\n'] as const;

/** Defects that a soak has to find; the portal itself knows nothing of them. */
plantDefect(import.meta.url, {
  /** The owner is missing in the keys of the cache, and nobody looks at whose the value is. */
  "owner-check-off": [
    {
      file: "services/person-cache.ts",
      changes: [
        keyWithoutOwner,
        ["envelope.owner !== ownerDigest(principal.owner) || ", ""],
        ["running?.owner === owner", "running !== undefined"],
      ],
    },
  ],
  /** The owner is missing in the keys of the cache; the look at whose the value is has to suffice. */
  "key-without-owner": [{ file: "services/person-cache.ts", changes: [keyWithoutOwner] }],
  /** Whoever asks is given what the one before was answered. */
  "replies-swapped": [
    {
      file: "services/content-topics.ts",
      changes: [
        [
          "  return reading;\n",
          "  const held = globalThis[`held ${topic}`]; globalThis[`held ${topic}`] = await reading; return held ?? reading;\n",
        ],
      ],
    },
  ],
});
