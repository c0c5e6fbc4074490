import { changeDraft, readDraft } from "@pforte/shared/contract/admin-draft";
import { announcementSchema, putAnnouncement } from "@pforte/shared/contract/admin-live";
import type { Endpoint } from "@pforte/shared/contract/endpoint";
import { changePreferences, defaultPreferences } from "@pforte/shared/contract/preferences";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { valuesOf } from "../../test/generated-values.ts";
import { spoiled } from "../../test/hostile-values.ts";
import type { TestPerson } from "../../test/person.ts";
import { buildTestPortal, type TestPortal } from "../../test/portal.ts";

const numRuns = 60;
const timeout = 120_000;
const runs = { numRuns, seed: 1 };

let portal: TestPortal;
let katharina: TestPerson;
let before: readonly PropertyKey[];
beforeAll(async () => {
  before = Reflect.ownKeys(Object.prototype);
  portal = await buildTestPortal({ config: { requestsPerMinute: 1_000_000 } });
  katharina = await portal.as("katharina");
});
afterAll(async () => portal[Symbol.asyncDispose]());

/** Bodies that fit an endpoint, and some that do not. */
function bodiesOf({ body }: Endpoint): fc.Arbitrary<unknown> {
  const values = valuesOf(body, new Map([["key", ["mail", "one", "two"]]]));
  return fc.oneof({ arbitrary: values, weight: 3 }, { arbitrary: spoiled(values), weight: 1 });
}

/** Whether it was accepted; anything but that or a refusal is a fault. */
async function isAccepted({ method, path }: Endpoint, body: unknown, version: number | null, key = "") {
  const headers = version === null ? {} : { "if-match": `"${version}"` };
  const answer = await katharina.send(method, path.replace(":key", key), { body: JSON.stringify(body), headers });
  await answer.arrayBuffer();
  expect([200, 400, 409]).toContain(answer.status);
  return answer.status === 200;
}

/** As it goes over the wire. */
const sent = (body: unknown): unknown => JSON.parse(JSON.stringify(body));

async function stored(text: string, ...values: readonly unknown[]): Promise<unknown> {
  return (await portal.database.query(text, values))[0]?.["value"] ?? null;
}

describe("what was accepted is what the database holds, and what was refused changed nothing", () => {
  it(
    "of a person's preferences (S42)",
    async () => {
      let [kept, accepted]: [object, number] = [defaultPreferences, 0];
      await fc.assert(
        fc.asyncProperty(bodiesOf(changePreferences), async (body) => {
          if (await isAccepted(changePreferences, body, null)) {
            kept = { ...kept, ...changePreferences.body.parse(sent(body)) };
            accepted += 1;
          }
          const value = await stored("select preferences as value from person_settings");
          expect({ ...defaultPreferences, ...Object(value) }).toEqual(kept);
        }),
        runs,
      );
      expect(accepted).toBeGreaterThan(numRuns / 4);
      expect(accepted).toBeLessThan(numRuns);
    },
    timeout,
  );

  it(
    "of announcements (S42)",
    async () => {
      let [count, accepted] = [0, 0];
      await fc.assert(
        fc.asyncProperty(bodiesOf(putAnnouncement), async (body) => {
          const key = `generated-${(count += 1)}`;
          const named = withKey(sent(body), key, count % 2 === 0);
          const isKept = await isAccepted(putAnnouncement, named, 0, key);
          const value = await stored("select body -> 'announcement' as value from live_items where key = $1", key);
          const wanted = isKept ? putAnnouncement.body.parse(named).announcement : null;
          expect(value === null ? null : announcementSchema.parse(value)).toEqual(wanted);
          accepted += isKept ? 1 : 0;
        }),
        runs,
      );
      expect(accepted).toBeGreaterThan(numRuns / 10);
    },
    timeout,
  );

  it(
    "of a draft (S42)",
    async () => {
      let accepted = 0;
      await fc.assert(
        fc.asyncProperty(bodiesOf(changeDraft), async (body) => {
          const { version, changes } = await katharina.call(readDraft);
          const isKept = await isAccepted(changeDraft, body, version);
          const after = await katharina.call(readDraft);
          const added = isKept ? [changeDraft.body.parse(sent(body)).operations] : [];
          expect(after.changes.map(({ operations }) => operations)).toEqual([
            ...changes.map(({ operations }) => operations),
            ...added,
          ]);
          expect(after.version === version).toBe(!isKept);
          accepted += isKept ? 1 : 0;
        }),
        runs,
      );
      expect(accepted).toBeGreaterThan(numRuns / 20);
    },
    timeout,
  );

  it("and no prototype has more than before (S42)", () => {
    expect(Reflect.ownKeys(Object.prototype)).toEqual(before);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});

/**
 * An announcement has to be named as its address says, or it would only be refused for that; every second one has nothing
 * in it that depends on the day or on others.
 */
function withKey(body: unknown, key: string, isPlain: boolean): unknown {
  const { announcement, ...others }: { announcement?: unknown } = Object(body);
  if (typeof announcement !== "object" || announcement === null || !("key" in announcement)) return body;
  const plain = { from: undefined, until: undefined, public: false, tile: undefined, acknowledgement: undefined };
  return sent({ ...others, announcement: { ...announcement, key, ...(isPlain && plain) } });
}
