import type { LinkFinding } from "@pforte/shared/contract/admin-assets";
import { expect, test } from "vitest";
import type { LinkStore } from "#storage/ports/link-store.ts";
import type { LinkAnswer, LinkProbe } from "#upstream/link-probe.ts";
import { createLinkChecks } from "./link-checks.ts";

const publicOrigin = "https://portal.example.org";
const address = "https://tool.example.org/start";
const answered = (status: number, fields: Partial<Extract<LinkAnswer, { kind: "answered" }>> = {}): LinkAnswer => ({
  kind: "answered",
  status,
  address,
  policies: [],
  frameOptions: [],
  ...fields,
});

function aStage(probe: LinkProbe) {
  const kept = new Map<string, LinkFinding>();
  let time = Date.parse("2026-03-02T09:00:00Z");
  let asked = 0;
  const store: LinkStore = {
    findings: async () => [...kept.values()],
    put: async (finding) => void kept.set(finding.address, finding),
    sweep: async () => 0,
  };
  const checks = createLinkChecks({
    store,
    publicOrigin,
    now: () => new Date(time),
    probe: async (given) => {
      asked += 1;
      return probe(given);
    },
  });
  return { checks, kept, asked: () => asked, pass: (milliseconds: number) => void (time += milliseconds) };
}

test.each<[string, LinkAnswer, Partial<LinkFinding>]>([
  ["a page that may be framed", answered(200), { state: "reachable", status: 200, mayBeFramed: true }],
  ["a page that refuses frames", answered(200, { frameOptions: ["DENY"] }), { state: "reachable", mayBeFramed: false }],
  [
    "a page behind a sign-in elsewhere, of whose frames nothing is known",
    answered(200, { address: "https://id.example.org/auth", policies: ["frame-ancestors 'self'"] }),
    { state: "reachable", status: 200, mayBeFramed: null },
  ],
  ["a page that wants a sign-in", answered(401), { state: "reachable", status: 401, mayBeFramed: null }],
  ["a page that is not there", answered(404), { state: "unreachable", status: 404, mayBeFramed: null }],
  ["a server that is broken", answered(502), { state: "unreachable", status: 502, mayBeFramed: null }],
  ["nothing", { kind: "silent" }, { state: "unreachable", status: null, mayBeFramed: null }],
  ["a place that may not be asked", { kind: "refused" }, { state: "refused", status: null, mayBeFramed: null }],
])("an address that leads to %s is kept as found", async (_name, answer, finding) => {
  const { checks, kept } = aStage(async () => answer);
  const found = await checks.check(address);
  expect(found).toMatchObject({ address, checkedAt: "2026-03-02T09:00:00.000Z", ...finding });
  expect(kept.get(address)).toEqual(found);
  expect(await checks.known()).toEqual([found]);
  expect(await checks.mayBeFramed(address)).toBe(found.mayBeFramed);
});

test("an address is asked once for all who ask at the same time, and again after a minute", async () => {
  const stage = aStage(async () => answered(200));
  await Promise.all(Array.from({ length: 10 }, async () => stage.checks.check(address)));
  stage.pass(59_000);
  await stage.checks.check(address);
  expect(stage.asked()).toBe(1);
  stage.pass(2000);
  await stage.checks.check(address);
  expect(stage.asked()).toBe(2);
});

test("four addresses are asked at the same time, the others in turn", async () => {
  let now = 0;
  let most = 0;
  const { checks, kept } = aStage(async () => {
    now += 1;
    most = Math.max(most, now);
    await new Promise((resolve) => void setTimeout(resolve, 5));
    now -= 1;
    return answered(200);
  });
  const addresses = Array.from({ length: 15 }, (_each, index) => `https://tool.example.org/${index}`);
  await Promise.all(addresses.map(async (each) => checks.check(each)));
  expect([most, kept.size]).toEqual([4, 15]);
});

test("nothing is claimed of an address that nobody asked", async () => {
  const { checks } = aStage(async () => answered(200));
  expect(await checks.mayBeFramed(address)).toBeNull();
});
