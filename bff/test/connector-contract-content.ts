import assert from "node:assert/strict";
import type { CallContext } from "../src/connectors/kit/connector.ts";
import type { FileSource } from "../src/connectors/kit/files.ts";
import type { WorkSource } from "../src/connectors/kit/work.ts";
import { sendReal } from "./connector-contract-carrier.ts";
import type { ContractCase, Judge, Outcome } from "./connector-contract.ts";
import type { Act } from "./connector-contract-acts.ts";
import { isList, listOf } from "./connector-contract-lists.ts";

/** The lists of a tool by act; each has to have worked. */
async function lists(judge: Judge, attempt: Parameters<Judge["outcomes"]>[0] = {}) {
  const outcomes = await judge.outcomes({ ...attempt, only: isList });
  assert.ok(outcomes.size > 0, "The connector brings no list.");
  return new Map([...outcomes].map(([act, outcome]) => [act.name, listOf(brought(act, outcome))]));
}

function brought(act: Act, { word, value }: Outcome): unknown {
  assert.equal(word, "ok", `${act.name} brought ${word}: ${String(value)}`);
  return value;
}

/** What a list and its capability do not bring beyond what was asked for. */
async function limited(judge: Judge): Promise<number> {
  return judge.with({}, async ({ connector: { files, work, notifications } }, call) => {
    const some = [
      ...(files === undefined ? [] : await cutFiles(files, call)),
      ...(work === undefined ? [] : [await cutWork(work, call)]),
    ];
    for (const length of some) assert.equal(length, 1, "A list is longer or shorter than its limit.");
    if (notifications?.list === undefined) return some.length;
    const listed = await notifications.list(call);
    const isWhole = (listed.unread ?? 0) <= listed.notifications.length + listed.dropped;
    assert.ok(listed.isCapped || isWhole, "More is unread than is listed, and it does not say so.");
    return some.length + 1;
  });
}

async function cutFiles(files: FileSource, call: CallContext): Promise<readonly number[]> {
  const lists = await Promise.all([
    files.recent(call, 1),
    files.favourites?.(call, 1),
    files.shared?.(call, 1),
    files.search?.(call, "e", 1),
  ]);
  return lists.flatMap((list) => (list === undefined ? [] : [list.files.length]));
}

async function cutWork(work: WorkSource, call: CallContext): Promise<number> {
  const { items, isCapped, open } = await work.mine(call, 1);
  assert.equal(isCapped, true, "A list that was cut does not say so.");
  assert.ok(open === null || open > 1, "A cut list is counted as if it were whole.");
  return items.length;
}

/** The marks of a connector, or for rooms whether the next answer says that something changed. */
async function marks(judge: Judge): Promise<number> {
  return judge.with({}, async ({ connector }, call) => {
    const { notifications, files, work, chat } = connector;
    const asks: ((before: string | null) => Promise<string>)[] = [];
    if (notifications?.mark !== undefined) asks.push(async (before) => notifications.mark?.(call, before) ?? "");
    if (files?.mark !== undefined) asks.push(async () => files.mark?.(call) ?? "");
    if (work?.mark !== undefined) asks.push(async () => work.mark?.(call) ?? "");
    const first = await Promise.all(asks.map(async (ask) => ask(null)));
    const second = await Promise.all(asks.map(async (ask, index) => ask(first[index] ?? null)));
    assert.deepEqual(second, first, "A mark changed although nothing happened.");
    const feed = chat?.open();
    if (feed !== undefined) {
      await feed.advance(call, 0);
      assert.equal((await feed.advance(call, 0)).isChanged, false, "Rooms are said to have changed.");
    }
    await judge.tool.change();
    const third = await Promise.all(asks.map(async (ask, index) => ask(second[index] ?? null)));
    for (const [index, mark] of third.entries())
      assert.notEqual(mark, second[index], "A change left its mark unchanged.");
    if (feed !== undefined)
      assert.equal((await feed.advance(call, 0)).isChanged, true, "A change in rooms was missed.");
    return asks.length + (feed === undefined ? 0 : 1);
  });
}

/** Cases about what a tool that is well brings. */
export const contentCases: readonly ContractCase[] = [
  {
    name: "lists that fit the contract",
    async run(judge) {
      const all = await lists(judge);
      for (const [name, { ids, dropped }] of all) {
        assert.ok(ids.length > 0, `${name} is empty at a furnished tool.`);
        assert.equal(dropped, 0, `${name} leaves something out.`);
        assert.equal(new Set(ids).size, ids.length, `${name} brings something twice.`);
      }
      return all.size;
    },
  },
  {
    name: "empty states",
    async run(judge) {
      const all = await lists(judge, { person: judge.tool.newcomer });
      for (const [name, { ids, dropped }] of all)
        assert.deepEqual({ name, ids, dropped }, { name, ids: [], dropped: 0 });
      return all.size;
    },
  },
  {
    name: "paging limits",
    appliesTo: ({ connector: { files, work, notifications } }) =>
      files !== undefined || work !== undefined || notifications?.list !== undefined,
    run: limited,
  },
  {
    name: "conditional requests and marks",
    appliesTo: ({ connector: { files, work, notifications, chat } }) =>
      chat !== undefined || [files, work, notifications].some((each) => each !== undefined && "mark" in each),
    run: marks,
  },
  {
    name: "one odd item among good ones",
    async run(judge) {
      const before = await lists(judge);
      let spoiled = 0;
      judge.carrier.disturb(async (response, ask, { url }) => {
        const real = await ask();
        const body = judge.tool.spoil({
          path: url,
          type: real.headers["content-type"] ?? "",
          body: real.body.toString(),
        });
        if (body !== null) spoiled += 1;
        sendReal(response, body === null ? real : { ...real, body: Buffer.from(body) });
      });
      const after = await lists(judge);
      assert.ok(spoiled > 0, "Nothing was spoiled.");
      for (const [name, { ids, dropped }] of after) {
        const all = before.get(name)?.ids ?? [];
        assert.equal(dropped, 1, `${name} does not count what it leaves out.`);
        assert.ok(
          ids.length > 0 && ids.length < all.length,
          `${name} lost ${all.length - ids.length} of ${all.length}.`,
        );
        assert.deepEqual(
          ids,
          all.filter((id) => ids.includes(id)),
          `${name} changed besides.`,
        );
      }
      return after.size;
    },
  },
  {
    name: "links to other places",
    async run(judge) {
      const evil = "https://evil.example";
      judge.carrier.disturb(async (response, ask) => {
        const real = await ask();
        sendReal(response, {
          ...real,
          body: Buffer.from(real.body.toString().replaceAll(judge.carrier.address, evil)),
        });
      });
      const all = await lists(judge);
      const hosts = [judge.carrier.address, judge.tool.connect(judge.carrier.address).openAt ?? ""];
      for (const [name, { links }] of all) {
        for (const link of links) {
          const { origin } = new URL(link);
          assert.ok(
            hosts.some((host) => host !== "" && new URL(host).origin === origin),
            `${name} links to ${origin}.`,
          );
        }
      }
      return all.size;
    },
  },
];
