import { afterAll, beforeEach, expect, test } from "vitest";
import { nine, openReplicas } from "../../test/test-storage.ts";
import type { KnownPerson } from "./ports/known-people-store.ts";

const replicas = await openReplicas();
const { knownPeople } = replicas.storage.administration;

afterAll(async () => replicas[Symbol.asyncDispose]());
beforeEach(async () => void (await replicas.database.query("delete from known_people")));

const daysAfter = (days: number) => new Date(nine.getTime() + days * 86_400_000);
const ines: KnownPerson = {
  owner: { issuer: "https://id.example.org", subject: "ines" },
  username: "Ines.Kaya",
  name: "Ines Kaya",
  groups: ["/staff", "/council"],
  seenAt: nine,
};
const tobias: KnownPerson = {
  owner: { issuer: "https://id.example.org", subject: "tobias" },
  username: "tobias",
  name: "Tobias Brandt",
  groups: ["/staff"],
  seenAt: daysAfter(2),
};

test("a person is found by user name without regard to case, as the newest time said it", async () => {
  await knownPeople.remember(ines);
  const renamed = { ...ines, name: "Ines Kaya-Brandt", groups: ["/council"], seenAt: daysAfter(1) };
  await replicas.other.administration.knownPeople.remember(renamed);
  await knownPeople.remember({ ...ines, name: "An older word", seenAt: daysAfter(0.5) });

  expect(await knownPeople.byUsername("ines.kaya")).toEqual([renamed]);
  expect(await knownPeople.byUsername("INES.KAYA")).toEqual([renamed]);
  expect(await knownPeople.byUsername("ines")).toEqual([]);
});

test("several accounts of one user name are all known, the one seen last first", async () => {
  const elsewhere = { ...ines, owner: { ...ines.owner, issuer: "https://old.example.org" }, seenAt: daysAfter(3) };
  await knownPeople.remember(ines);
  await knownPeople.remember(elsewhere);
  expect(await knownPeople.byUsername("ines.kaya")).toEqual([elsewhere, ines]);
});

test("people are counted in all, per group and in any of some groups, each once and only if seen since", async () => {
  await knownPeople.remember({ ...ines, groups: ["/staff", "/council", "/staff"] });
  await knownPeople.remember(tobias);

  expect(await knownPeople.counts(nine)).toEqual({
    people: 2,
    groups: new Map([
      ["/staff", 2],
      ["/council", 1],
    ]),
  });
  expect(await knownPeople.counts(daysAfter(1))).toEqual({ people: 1, groups: new Map([["/staff", 1]]) });
  expect(await knownPeople.countIn(["/staff", "/council"], nine)).toBe(2);
  expect(await knownPeople.countIn(["/council"], daysAfter(1))).toBe(0);
  expect(await knownPeople.countIn([], nine)).toBe(2);
});

test("people of a large house are counted in parts, and all of them once", async () => {
  await replicas.database.query(
    `insert into known_people select 'https://id.example.org', 'person-' || n, 'p' || n, 'P', array['/staff', '/' || n % 2], $1
     from generate_series(1, 10003) n`,
    [nine],
  );
  await knownPeople.remember({ ...ines, groups: ["__proto__"] });
  const { people, groups } = await knownPeople.counts(nine);
  expect([people, Object.fromEntries(groups)]).toEqual([
    10_004,
    { "/staff": 10_003, "/0": 5001, "/1": 5002, ["__proto__"]: 1 },
  ]);
  expect(groups.get("__proto__")).toBe(1);
});

test("who was not seen for long is forgotten", async () => {
  await knownPeople.remember(ines);
  await knownPeople.remember(tobias);
  expect(await knownPeople.sweep(daysAfter(1))).toBe(1);
  expect(await knownPeople.byUsername("ines.kaya")).toEqual([]);
  expect(await knownPeople.byUsername("tobias")).toEqual([tobias]);
});
