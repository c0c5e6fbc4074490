import { z } from "zod";
import type { ActBy } from "#storage/ports/draft-store.ts";
import type { PersonDataStore, PersonRows } from "#storage/ports/person-data-store.ts";
import type { Owner } from "#storage/principal.ts";
import { mutePlace, rowPlace } from "./inbox-memory.ts";
import { detailPlace, intentPlace } from "./outbox-intents.ts";
import { notificationPlace } from "./portal-notifications.ts";
import type { PersonVault } from "./person-vault.ts";

/** Everything that the portal keeps of one person, as plain data; what lies there sealed is opened. */
export async function exportPerson(
  { store, vault }: { readonly store: PersonDataStore; readonly vault: PersonVault },
  owner: Owner,
  by: ActBy,
): Promise<Readonly<Record<string, unknown>>> {
  const data = await store.export(owner, by);
  const open = (place: readonly string[], sealed: unknown): unknown =>
    typeof sealed === "string" ? vault.open(owner, place, sealed, z.unknown()) : null;
  const opened = (rows: PersonRows, placeOf: (row: Fields) => readonly string[]) =>
    rows.map(({ sealed, ...row }) => ({ ...row, content: open(placeOf(fieldsOf(row)), sealed) }));
  return {
    person: owner,
    ...data,
    inbox_rows: opened(data.inbox_rows, ({ source, thread }) => rowPlace(source, thread)),
    inbox_mutes: opened(data.inbox_mutes, ({ source, thread }) => mutePlace(source, thread)),
    portal_notifications: opened(data.portal_notifications, ({ id, kind }) => notificationPlace(id, kind)),
    intents: data.intents.map((intent) => {
      const { sealed, detail, lease_holder: _holder, lease_until: _until, ...row } = intent;
      const at = fieldsOf(row);
      return Object.assign(row, { content: open(intentPlace(at), sealed), detail: open(detailPlace(at.id), detail) });
    }),
  };
}

type Fields = Readonly<Record<"id" | "kind" | "act" | "source" | "thread", string>>;

function fieldsOf(row: Readonly<Record<string, unknown>>): Fields {
  const text = (name: string) => (typeof row[name] === "string" ? row[name] : "");
  return { id: text("id"), kind: text("kind"), act: text("act"), source: text("source"), thread: text("thread") };
}
