import { sql } from "kysely";
import type { Database } from "./database.ts";
import type { KnownPeopleStore, KnownPerson } from "./ports/known-people-store.ts";

/** Both the index and the question lower in the database, so that neither depends on how this process does it. */
const byUsernameText = `select issuer, subject, username, name, groups, seen_at from known_people
  where lower(username) = lower($1) order by seen_at desc, issuer, subject limit 20`;

interface KnownPersonRow {
  readonly issuer: string;
  readonly subject: string;
  readonly username: string;
  readonly name: string;
  readonly groups: readonly string[];
  readonly seen_at: Date;
}

/** Who signed in, as their last sign-in or refresh said it. */
export function postgresKnownPeopleStore({ db, prepared }: Database): KnownPeopleStore {
  return {
    async remember({ owner, username, name, groups, seenAt }) {
      const said = { username, name, groups: [...new Set(groups)], seen_at: seenAt };
      await db
        .insertInto("known_people")
        .values({ issuer: owner.issuer, subject: owner.subject, ...said })
        .onConflict((conflict) =>
          conflict.columns(["issuer", "subject"]).doUpdateSet(said).where("known_people.seen_at", "<=", seenAt),
        )
        .execute();
    },

    async byUsername(username) {
      return (await prepared<KnownPersonRow>("known-person", byUsernameText, [username])).map(toPerson);
    },

    async counts(since) {
      const groups = new Map<string, number>();
      let people = 0;
      let last: Pick<Part, "issuer" | "subject"> | null = { issuer: "", subject: "" };
      while (last !== null) {
        // One after the other: each begins where the one before ended.
        const part: Part = await countPart(db, since, last);
        people += part.people;
        for (const [name, count] of Object.entries(part.groups)) groups.set(name, (groups.get(name) ?? 0) + count);
        last = part.people < atOnce ? null : part;
      }
      return { people, groups };
    },

    async countIn(groups, since) {
      if (groups.length === 0) {
        return countSince(db, since);
      }
      const { count } = await db
        .selectFrom("known_people")
        .select(({ fn }) => fn.countAll<string>().as("count"))
        .where("seen_at", ">=", since)
        .where(sql<boolean>`groups && ${[...groups]}::text[]`)
        .executeTakeFirstOrThrow();
      return Number(count);
    },

    async sweep(before) {
      const { numDeletedRows } = await db
        .deleteFrom("known_people")
        .where("seen_at", "<", before)
        .executeTakeFirstOrThrow();
      return Number(numDeletedRows);
    },
  };
}

/** So many people are counted in one statement: with all of a large house it would take longer than any may. */
const atOnce = 5000;

interface Part {
  readonly people: number;
  readonly groups: Readonly<Record<string, number>>;
  /** The last of these people. */
  readonly issuer: string;
  readonly subject: string;
}

async function countPart(
  db: Database["db"],
  since: Date,
  { issuer, subject }: Pick<Part, "issuer" | "subject">,
): Promise<Part> {
  const { rows } = await sql<Part>`with part as materialized (
      select issuer, subject, groups from known_people
      where (issuer, subject) > (${issuer}, ${subject}) and seen_at >= ${since}
      order by issuer, subject limit ${atOnce}
    ), said as (select name, count(*) as people from part, unnest(groups) as name group by name),
    newest as (select issuer, subject from part order by issuer desc, subject desc limit 1)
    select (select count(*)::integer from part) as people,
      coalesce((select jsonb_object_agg(name, people) from said), '{}') as groups,
      (select issuer from newest) as issuer, (select subject from newest) as subject`.execute(db);
  const [row] = rows;
  if (row === undefined) throw new Error("The database counts nothing.");
  return row;
}

async function countSince(db: Database["db"], since: Date): Promise<number> {
  const { count } = await db
    .selectFrom("known_people")
    .select(({ fn }) => fn.countAll<string>().as("count"))
    .where("seen_at", ">=", since)
    .executeTakeFirstOrThrow();
  return Number(count);
}

function toPerson({ issuer, subject, seen_at: seenAt, ...said }: KnownPersonRow): KnownPerson {
  return { owner: { issuer, subject }, ...said, seenAt };
}
