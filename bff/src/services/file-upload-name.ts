import { z } from "zod";
import type { UploadTarget } from "#connectors/kit/files.ts";
import type { Sealer } from "#sealer.ts";
import { ownerDigest, type Principal } from "#storage/principal.ts";

/** What an upload is, as its name says. */
export interface NamedUpload {
  readonly source: string;
  readonly target: UploadTarget;
  readonly partBytes: number;
}

const namedSchema = z.object({
  source: z.string(),
  target: z.object({
    folder: z.string(),
    name: z.string(),
    size: z.number(),
    changedAt: z.iso
      .datetime()
      .transform((text) => new Date(text))
      .nullable(),
    ifExists: z.enum(["ask", "replace", "keep_both"]),
    transfer: z.string(),
    replaces: z.string().nullable(),
  }),
  partBytes: z.number(),
  until: z.number(),
});

/** As long as Nextcloud keeps parts; a name is no use beyond that. */
const lifeMilliseconds = 24 * 60 * 60_000;
/** What a request may carry of it. */
const longestName = 6000;

/**
 * Names of uploads. All that is known of an upload is in its name, sealed, so that every replica can go on with it and
 * none has to remember it; the owner is bound in, so that it is no name to anybody else.
 */
export function createUploadNames(sealer: Sealer, now: () => Date) {
  const placeOf = (principal: Principal) => ["upload", ownerDigest(principal.owner)];
  return {
    /** Null where it would be longer than a request can carry. */
    seal(principal: Principal, { source, target, partBytes }: NamedUpload): string | null {
      const until = now().getTime() + lifeMilliseconds;
      const named = { source, target: { ...target, replaces: target.replaces ?? null }, partBytes, until };
      const name = sealer.seal(JSON.stringify(named), placeOf(principal));
      return name.length > longestName ? null : name;
    },
    /** Null for a name that was made for somebody else, made up, or is too old. */
    open(principal: Principal, name: string): NamedUpload | null {
      const plain = sealer.open(name, placeOf(principal));
      if (plain === null) return null;
      const { until, ...named } = namedSchema.parse(JSON.parse(plain));
      return until < now().getTime() ? null : named;
    },
  };
}
