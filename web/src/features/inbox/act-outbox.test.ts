import type { InboxActRequest, IntentOutcome } from "@pforte/shared/contract/inbox";
import { expect, test } from "vitest";
import { ApiError, type ClientErrorCode } from "#api/api-error.ts";
import { eventually } from "#testing/eventually.ts";
import { ActOutbox } from "./act-outbox.ts";

const file = { id: "files:1", title: "Vermerk.odt", changes: ["a", "b"] };

function lost(code: ClientErrorCode): ApiError {
  return new ApiError(0, { code, message: "Lost.", requestId: null });
}

function anOutbox(
  answers: readonly (IntentOutcome["state"] | ApiError)[],
  undone: IntentOutcome["state"] | ApiError = "undone",
) {
  const sent: (readonly InboxActRequest[])[] = [];
  const takenBack: (readonly string[])[] = [];
  const said: string[] = [];
  let refreshed = 0;
  let ids = 0;
  const outbox = new ActOutbox({
    newId: () => `id-${(ids += 1)}`,
    retryMilliseconds: 150,
    refresh: async () => {
      refreshed += 1;
    },
    onSignedOut: () => said.push("signed out"),
    send: async (acts) => {
      const answer = answers[Math.min(sent.length, answers.length - 1)] ?? "applied";
      sent.push(acts);
      if (answer instanceof ApiError) {
        throw answer;
      }
      return acts.map(({ id }) => ({ id, state: answer }));
    },
    takeBack: async (some) => {
      takenBack.push(some);
      if (undone instanceof ApiError) {
        throw undone;
      }
      return some.map((id) => ({ id, state: undone }));
    },
  });
  const states = (): string[] =>
    outbox.get().map(({ state, failure }) => (failure === null ? state : `${state} ${failure}`));
  return { outbox, sent, takenBack, said, states, refreshed: () => refreshed };
}

test("an act is there at once, names the changes that were seen, and goes when what was read shows it", async () => {
  const { outbox, sent, states, refreshed } = anOutbox(["applied"]);
  outbox.act([file], { act: "done" });
  expect(states()).toEqual(["sending"]);
  await eventually(() => expect(states()).toEqual([]));
  expect(sent).toEqual([[{ id: "id-1", item: "files:1", changes: ["a", "b"], act: "done" }]]);
  expect(refreshed()).toBe(1);
});

test("what did not reach the portal waits and is sent again with the same id (F38)", async () => {
  const { outbox, sent, states } = anOutbox([lost("portal_unreachable"), lost("timeout"), "waiting"]);
  outbox.act([file], { act: "read" });
  await eventually(() => expect(states()).toEqual(["queued"]));
  await eventually(() => expect(states()).toEqual([]));
  expect(sent.map(([first]) => first?.id)).toEqual(["id-1", "id-1", "id-1"]);
});

test.each(["overtaken", "refused"] as const)(
  "an act that was %s stays with its reason until the next one",
  async (state) => {
    const { outbox, states } = anOutbox([state, "applied"]);
    outbox.act([file], { act: "done" });
    await eventually(() => expect(states()).toEqual([`failed ${state}`]));
    outbox.act([file], { act: "done" });
    await eventually(() => expect(states()).toEqual([]));
  },
);

test("what the portal refuses is not sent again", async () => {
  const { outbox, sent, states } = anOutbox([lost("conflict")]);
  outbox.act([file], { act: "done" });
  await eventually(() => expect(states()).toEqual(["failed conflict"]));
  outbox.flush();
  expect(sent).toHaveLength(1);
});

test("an act without a session asks for a sign-in", async () => {
  const { outbox, said } = anOutbox([lost("signed_out")]);
  outbox.act([file], { act: "done" });
  await eventually(() => expect(said).toEqual(["signed out"]));
});

test("more than a hundred go in parts that the portal takes", async () => {
  const { outbox, sent, states } = anOutbox(["applied"]);
  outbox.act(
    Array.from({ length: 230 }, (_, index) => ({ ...file, id: `files:${index}` })),
    { act: "read" },
  );
  await eventually(() => expect(states()).toEqual([]));
  expect(sent.map(({ length }) => length)).toEqual([100, 100, 30]);
});

test("taking back what has not been sent asks nobody", async () => {
  const { outbox, takenBack, states } = anOutbox([lost("portal_unreachable")]);
  const ids = outbox.act([file], { act: "done" });
  await eventually(() => expect(states()).toEqual(["queued"]));
  expect(await outbox.undo(ids)).toEqual([]);
  expect([takenBack, states()]).toEqual([[], []]);
});

test("taking back asks the portal, and says for what it was too late", async () => {
  const { outbox, takenBack } = anOutbox(["applied"], "too_late");
  const ids = outbox.act([file], { act: "done" });
  expect(await outbox.undo(ids)).toEqual(["Vermerk.odt"]);
  expect(takenBack).toEqual([["id-1"]]);
});

test("nothing is kept or sent any more once it was forgotten", async () => {
  const { outbox, sent, states } = anOutbox([lost("portal_unreachable")]);
  outbox.act([file], { act: "done" });
  await eventually(() => expect(states()).toEqual(["queued"]));
  outbox.clear();
  await new Promise((resolve) => setTimeout(resolve, 250));
  expect([sent.length, states()]).toEqual([1, []]);
});
