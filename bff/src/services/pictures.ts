import { createHash } from "node:crypto";
import { uploadedPictureSchema } from "@pforte/shared/contract/portal-configuration";
import { LRUCache } from "lru-cache";
import type { ActBy } from "#storage/ports/draft-store.ts";
import type { PictureStore } from "#storage/ports/picture-store.ts";
import { pictureProblems, pictureTypes, type PictureKind } from "./picture-check.ts";
import { Refusal } from "./refusal.ts";

/** A picture as it is served. */
export interface Picture {
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** Uploaded pictures: checked when they come, found under the digest of their bytes ever after. */
export interface PictureService {
  /** Keeps it and returns its name in the configuration; refuses with everything that is wrong with it. */
  add(kind: PictureKind, bytes: Uint8Array, by: ActBy): Promise<string>;
  /** By the last part of its address. */
  find(file: string): Promise<Picture | null>;
}

const keptBytes = 16 * 1024 * 1024;

export function createPictures(store: PictureStore): PictureService {
  // They never change, and every start page asks for some.
  const kept = new LRUCache<string, Picture>({ maxSize: keptBytes, sizeCalculation: ({ bytes }) => bytes.length + 1 });
  return {
    async add(kind, bytes, by) {
      const issues = pictureProblems(kind, bytes);
      if (issues.length > 0) throw new Refusal("bad_request", "The picture is not one that may be shown.", [...issues]);
      const name = `${createHash("sha256").update(bytes).digest("hex")}.${kind}`;
      await store.add(name, bytes, by);
      return `upload:${name}`;
    },

    async find(file) {
      const kind = kindOf(file);
      if (kind === null) return null;
      const known = kept.get(file);
      if (known !== undefined) return known;
      const bytes = await store.find(file);
      if (bytes === null) return null;
      const picture = { type: pictureTypes[kind], bytes };
      kept.set(file, picture);
      return picture;
    },
  };
}

function kindOf(file: string): PictureKind | null {
  if (!uploadedPictureSchema.safeParse(`upload:${file}`).success) return null;
  // The form above ends with one of these three.
  return file.slice(file.lastIndexOf(".") + 1) as PictureKind;
}
