import { expect, test } from "vitest";
import { canariesIn, canaryOf } from "./canary.ts";
import { soak } from "./soak.ts";

/** Long enough for some hundred looks in all states of the tools and a crash; `npm run soak` goes on as long as you like. */
const short = { seconds: 12, people: 6, replicas: 2, crashEverySeconds: 4 };
const defective = { ...short, seconds: 20, replicas: 1, endsWhenFound: true };

test("a canary is found wherever it stands, and only it", () => {
  expect([...canariesIn(`x${canaryOf(7)}y ${canaryOf(12)}\\u00e4 kanarie1`)]).toEqual([7, 12]);
});

test("nobody is given anything of somebody else while tools break, people leave and replicas crash (S48, S50)", async () => {
  const result = await soak(short);
  expect(result.foreign).toEqual([]);
  expect(result.violations).toBe(0);
  expect(result.crashes).toBeGreaterThan(0);
  expect(result.own).toBeGreaterThan(short.people);
});

test("a missing owner check is noticed at once", async () => {
  const { foreign } = await soak({ ...defective, defect: "owner-check-off" });
  expect(foreign.length).toBeGreaterThan(0);
});

test("swapped replies are noticed at once", async () => {
  const { foreign } = await soak({ ...defective, defect: "replies-swapped" });
  expect(foreign.length).toBeGreaterThan(0);
});

test("the look at whose a value is holds also where keys do not tell people apart, and raises an alarm (S48)", async () => {
  const { foreign, violations } = await soak({
    ...defective,
    seconds: 8,
    endsWhenFound: false,
    defect: "key-without-owner",
  });
  expect(foreign).toEqual([]);
  expect(violations).toBeGreaterThan(0);
});
