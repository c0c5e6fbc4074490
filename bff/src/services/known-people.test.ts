import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { quietLog } from "../../test/quiet-log.ts";
import { nine } from "../../test/test-storage.ts";
import type { KnownPeopleStore, KnownPerson, SeenPerson } from "../storage/ports/known-people-store.ts";
import { rememberPeople, type KnownPeople } from "./known-people.ts";

const issuer = "https://id.example.org";
const owner = { issuer, subject: "ines" };
const person = { username: "ines", name: "Ines Kaya", groups: ["staff"], isAdministrator: false };

let listener: (seen: SeenPerson) => void = () => undefined;
let written: KnownPerson[] = [];
let known: KnownPerson[] = [];
let sweptBefore: Date | null = null;
let store: KnownPeopleStore;
let people: KnownPeople;

beforeEach(() => {
  written = [];
  known = [];
  store = {
    remember: async (one) => void written.push(one),
    byUsername: async (username) => known.filter((one) => one.username === username),
    counts: async () => ({ people: 0, groups: new Map() }),
    countIn: async () => 0,
    async sweep(before) {
      sweptBefore = before;
      return 0;
    },
  };
  people = rememberPeople({
    store,
    onSeen: (given) => {
      listener = given;
    },
    issuer,
    now: () => nine,
    log: quietLog,
  });
});
afterEach(async () => people.close());

const hoursAfter = (hours: number) => new Date(nine.getTime() + hours * 3_600_000);
const see = async (hours: number, change: Partial<SeenPerson["person"]> = {}, isSignIn = false) => {
  listener({ owner, person: { ...person, ...change }, at: hoursAfter(hours), isSignIn });
  await people.close();
};
const { isAdministrator: _role, ...said } = person;

test("a sign-in is written down with its time, without the role", async () => {
  await see(0, {}, true);
  expect(written).toEqual([{ owner, ...said, seenAt: nine }]);
});

test("refreshes write only what is new, and once a day", async () => {
  await see(0, {}, true);
  await see(0.1);
  await see(1);
  expect(written).toHaveLength(1);
  await see(2, { groups: ["staff", "council"] });
  await see(3, { groups: ["staff", "council"], name: "Ines Kaya-Brandt" });
  expect(written.map(({ groups, name }) => [groups.length, name])).toEqual([
    [1, "Ines Kaya"],
    [2, "Ines Kaya"],
    [2, "Ines Kaya-Brandt"],
  ]);
  await see(26, { groups: ["staff", "council"], name: "Ines Kaya-Brandt" });
  expect(written).toHaveLength(3);
  await see(27, { groups: ["staff", "council"], name: "Ines Kaya-Brandt" });
  expect(written.at(-1)?.seenAt).toEqual(hoursAfter(27));
});

test("a database that is away breaks nothing, and the next refresh tries again", async () => {
  const remember = vi.spyOn(store, "remember").mockRejectedValueOnce(new Error("away"));
  await see(0, {}, true);
  await see(0.1);
  expect(remember).toHaveBeenCalledTimes(2);
  expect(written).toHaveLength(1);
});

test("a person is told of for seven days, and only as the configured issuer knows them", async () => {
  const one = { owner, ...said, seenAt: hoursAfter(-7 * 24) };
  known = [{ ...one, owner: { issuer: "https://other.example.org", subject: "x" }, seenAt: nine }, one];
  expect(await people.find("ines")).toEqual(one);
  known = [{ ...one, seenAt: hoursAfter(-7 * 24 - 0.01) }];
  expect(await people.find("ines")).toBeNull();
  expect(await people.find("nobody")).toBeNull();
});

test("who was not seen for 90 days is forgotten", async () => {
  people.start();
  await people.close();
  expect(sweptBefore).toEqual(hoursAfter(-90 * 24));
});
