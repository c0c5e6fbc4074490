import { actorSchema, type Actor } from "@pforte/shared/contract/admin-audit";
import { ownershipSchema, type Ownership } from "@pforte/shared/contract/admin-draft";
import { portalConfigurationSchema, type PortalConfiguration } from "@pforte/shared/contract/portal-configuration";
import { sql, type Insertable, type Selectable, type Transaction } from "kysely";
import type { ListedVersion, PublishedConfiguration, StoredVersion } from "./ports/configuration-store.ts";
import type { Tables } from "./tables.ts";

type Row = Selectable<Tables["configurations"]>;

/** Whoever publishes at the same time waits here and then finds that the version in force has changed; null before the first. */
export async function lockLatestVersion(tx: Transaction<Tables>): Promise<number | null> {
  await sql`lock table configurations in share row exclusive mode`.execute(tx);
  const { latest } = await tx
    .selectFrom("configurations")
    .select(({ fn }) => fn.max<number | null>("version").as("latest"))
    .executeTakeFirstOrThrow();
  return latest;
}

/** Adds a version; its document passes the schema on its way. */
export async function insertVersion(
  tx: Transaction<Tables>,
  { document, ...row }: Omit<Insertable<Tables["configurations"]>, "document"> & { document: PortalConfiguration },
): Promise<Row> {
  return tx
    .insertInto("configurations")
    .values({ ...row, document: JSON.stringify(portalConfigurationSchema.parse(document)) })
    .returningAll()
    .executeTakeFirstOrThrow();
}

export function toPublished(row: Row): PublishedConfiguration {
  return {
    version: row.version,
    document: documentIn(row),
    publishedAt: row.published_at,
    actor: row.actor,
    note: row.note,
  };
}

/** The document of a version that is in force; one that cannot be read stops whoever needs it. */
export function documentIn({ version, document }: Pick<Row, "version" | "document">): PortalConfiguration {
  const parsed = portalConfigurationSchema.safeParse(document);
  if (!parsed.success) {
    throw new Error(`Version ${version} of the stored configuration is not valid.`, { cause: parsed.error });
  }
  return parsed.data;
}

export function toListed(row: Omit<Row, "document" | "owned">): ListedVersion {
  return {
    version: row.version,
    publishedAt: row.published_at,
    actor: actorSchema.safeParse(row.actor_detail).data ?? actorNamed(row.actor),
    note: row.note,
    rolledBackFrom: row.rolled_back_from,
    origin: row.origin,
  };
}

export function toStoredVersion(row: Row): StoredVersion {
  return {
    ...toListed(row),
    document: portalConfigurationSchema.safeParse(row.document).data ?? null,
    ownership: ownershipIn(row.owned),
  };
}

/** What a file keeps, as the newest version says it. */
export function ownershipIn(owned: unknown): Ownership | null {
  return owned === null ? null : ownershipSchema.parse(owned);
}

/** `operator:<name>`, or a person's subject, as versions name who published them. */
export function nameOfActor(actor: Actor): string {
  switch (actor.kind) {
    case "person":
      return actor.subject;
    case "operator":
      return `operator:${actor.name}`;
    case "portal":
      return "portal";
  }
}

/** Who is meant by that, for versions that say no more. */
export function actorNamed(name: string): Actor {
  if (name === "portal") return { kind: "portal" };
  const operator = /^operator:(.*)$/su.exec(name)?.[1];
  return operator === undefined
    ? { kind: "person", issuer: "", subject: name, name }
    : { kind: "operator", name: operator };
}
