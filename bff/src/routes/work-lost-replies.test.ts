import { randomUUID } from "node:crypto";
import { type OpStatus, opStatuses, type OpWorkPackage } from "@pforte/e2e/world/openproject-model";
import { listWork, setWorkStatus } from "@pforte/shared/contract/work";
import { expect, test } from "vitest";
import { startWorkPortal } from "../../test/work-portal.ts";

const cycle: readonly OpStatus[] = [opStatuses.inProgress, opStatuses.inReview, opStatuses.onHold, opStatuses.new];
const packages = 20;
const changesEach = 10;

/** True where all of `part` stands in `whole` in this order, each at a place of its own. */
function isInOrder(part: readonly string[], whole: readonly string[]): boolean {
  let at = 0;
  for (const each of part) {
    const found = whole.indexOf(each, at);
    if (found < 0) return false;
    at = found + 1;
  }
  return true;
}

test("200 status changes with every second reply cut end as they were acknowledged last, and none stands twice in the history", async () => {
  await using stage = await startWorkPortal();
  const { openproject, world } = stage;
  const items = Array.from({ length: packages }, (_, index) => stage.create(`Nummer ${index}`, { id: 100 + index }));
  const ines = await stage.portal.as("ines");
  await ines.call(listWork, { query: {} });

  // Counted by work package, so that the pauses before repetitions stay short.
  const writes = new Map<string, number>();
  let cut = 0;
  openproject.levers.intercept((seen) => {
    const isWrite = seen.method === "PATCH";
    const before = writes.get(seen.path) ?? 0;
    if (isWrite) writes.set(seen.path, before + 1);
    const isCut = isWrite && before % 2 === 0;
    if (isCut) cut += 1;
    openproject.levers.break(isCut ? "lost" : "ok");
    return false;
  });

  const meant = new Map<OpWorkPackage, string[]>();
  async function work(item: OpWorkPackage, index: number): Promise<void> {
    const names: string[] = [];
    meant.set(item, names);
    for (let turn = 0; turn < changesEach; turn += 1) {
      const status = cycle[(index + turn) % cycle.length] ?? opStatuses.new;
      // What the person sees may be old: an earlier change may wait, or its reply was lost.
      const version = String(Math.max(0, item.lockVersion - (turn % 2)));
      const body = { id: randomUUID(), item: `projects:${item.id}`, status: String(status.id), version };
      const first = ines.call(setWorkStatus, { body });
      // A page that hears nothing asks again with the same id.
      const replies = await Promise.all(turn % 3 === 0 ? [first, ines.call(setWorkStatus, { body })] : [first]);
      for (const { outcome } of replies) expect(["applied", "waiting", "undone"]).toContain(outcome.state);
      names.push(status.name);
    }
  }
  await Promise.all(items.map(async (item, index) => work(item, index)));

  const settled = async () => {
    const list = await ines.call(listWork, { query: { limit: "200" } });
    return list.items.filter(({ pendingStatus }) => pendingStatus !== null).length;
  };
  await expect.poll(settled, { timeout: 60_000, interval: 200 }).toBe(0);
  openproject.levers.intercept(null);
  openproject.levers.break("ok");

  expect(cut).toBeGreaterThan(packages);
  for (const item of items) {
    const names = meant.get(item) ?? [];
    expect(item.status.name).toBe(names.at(-1));
    const history = world
      .historyOf(item)
      .flatMap(({ details }) => details.filter(({ property }) => property === "status").map(({ to }) => to ?? ""));
    expect(isInOrder(history, names), `${history.join()} of ${names.join()}`).toBe(true);
  }
}, 120_000);
