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
      const said = { username, name, groups, seen_at: seenAt };
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
      const [all, perGroup] = await Promise.all([
        countSince(db, since),
        sql<{ name: string; count: string }>`select said.name, count(*) from known_people,
          lateral (select distinct unnest(groups) as name) as said where seen_at >= ${since} group by said.name`.execute(
          db,
        ),
      ]);
      return { people: all, groups: new Map(perGroup.rows.map(({ name, count }) => [name, Number(count)])) };
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
