import { z } from "zod";
import type { Language } from "@pforte/shared/contract/localized";
import { languageSchema } from "@pforte/shared/contract/localized";
import type { Intent, NewIntent } from "#storage/ports/inbox-store.ts";
import type { Owner } from "#storage/principal.ts";
import type { Json, OutboxIntent, OutboxOutcome } from "./outbox.ts";
import type { PersonVault } from "./person-vault.ts";

const keptSchema = z.object({
  payload: z.json(),
  title: z.string(),
  href: z.string().nullable().default(null),
  language: languageSchema,
  /** The object in the tool's ids, which the digest does not tell. */
  object: z.string(),
});
/** What an intent says, opened. */
export type KeptIntent = z.output<typeof keptSchema>;

const detailSchema = z.object({ detail: z.json() });

/** A thread or object of one source, as the store knows it. */
export function objectDigest(vault: PersonVault, owner: Owner, source: string, object: string): string {
  return vault.digest(owner, "object", source, object);
}

/** The intent as it is stored. */
export function sealIntent(
  vault: PersonVault,
  owner: Owner,
  intent: OutboxIntent,
  { language, at }: { readonly language: Language; readonly at: Date },
): NewIntent {
  const { id, kind, source, object, slot, payload, title, href = null, delayMilliseconds = 0 } = intent;
  const kept: KeptIntent = { payload, title, href, language, object };
  return {
    id,
    source,
    object: objectDigest(vault, owner, source, object),
    slot: slot === null ? null : vault.digest(owner, "slot", source, object, kind, slot),
    act: kind,
    sealed: vault.seal(owner, intentPlace({ id, act: kind, source }), kept),
    createdAt: at,
    dueAt: new Date(at.getTime() + delayMilliseconds),
    state: "waiting",
  };
}

export function openIntent(vault: PersonVault, intent: Pick<Intent, "id" | "act" | "source" | "owner" | "sealed">) {
  return vault.open(intent.owner, intentPlace(intent), intent.sealed, keptSchema);
}

/** What a notification of its end says that it was about. */
export function aboutOf(kept: KeptIntent | null): { readonly title?: string; readonly href?: string } {
  if (kept === null) return {};
  const { title, href } = kept;
  return { ...(title !== "" && { title }), ...(href !== null && { href }) };
}

export function sealDetail(vault: PersonVault, owner: Owner, id: string, detail: Json | undefined): string | null {
  return detail === undefined ? null : vault.seal(owner, detailPlace(id), { detail });
}

export function openDetail(vault: PersonVault, owner: Owner, id: string, sealed: string | null): Json | null {
  return sealed === null ? null : (vault.open(owner, detailPlace(id), sealed, detailSchema)?.detail ?? null);
}

/** What whoever asks for an intent is told; one that expired waits for nobody any more. */
export function outcomeOf(vault: PersonVault, intent: Intent): OutboxOutcome {
  const { id, owner, state } = intent;
  return {
    id,
    state: state === "expired" ? "refused" : state,
    detail: openDetail(vault, owner, id, intent.detail),
  };
}

/** Where an intent is sealed for … */
export const intentPlace = ({ id, act, source }: Pick<Intent, "id" | "act" | "source">) => ["intent", id, act, source];
/** … and what was said of its end. */
export const detailPlace = (id: string) => ["intent-detail", id];
