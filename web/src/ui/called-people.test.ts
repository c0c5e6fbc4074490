import { expect, test } from "vitest";
import { calledPeople } from "./called-people.ts";

test("looks for people in as much of a text as people write, not in one that is full of the sign", () => {
  let looks = 0;
  const person = {
    get name() {
      looks += 1;
      return "Deniz Aslan";
    },
  };
  const people = Array.from({ length: 100 }, () => person);
  expect(calledPeople("@".repeat(60_000), people)).toEqual([]);
  expect(looks).toBeLessThanOrEqual(100 * 400);
  expect(calledPeople("Bitte @Deniz Aslan und a@b", [person]).map(({ at, length }) => [at, length])).toEqual([[6, 12]]);
});
