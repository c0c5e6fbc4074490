import type { ActOutcome, NotificationSource } from "#connectors/kit/notifications.ts";
import { UpstreamError } from "#connectors/kit/upstream-error.ts";
import type { CallContext } from "#connectors/kit/connector.ts";
import type { InboxPayload, ToolCall } from "./inbox-payload.ts";
import type { OutboxResult, OutboxTask } from "./outbox.ts";

/** Takes back what the portal remembers of an act that the tool did not carry out. */
export type TurnBack = (task: OutboxTask<InboxPayload>) => Promise<void>;

/** Carries an act of the inbox out at its tool. Each call may be made again to no further effect. */
export function inboxHandler(turnBack: TurnBack) {
  return async (task: OutboxTask<InboxPayload>): Promise<OutboxResult> => {
    const { act, call } = task.payload;
    const source = task.source.live.connection.connector.notifications ?? {};
    // Done means out of the inbox; that an invitation, say, cannot be read changes nothing in that.
    const isBestEffort = act === "done" && call.type === "read";
    try {
      const state = stateOf(await callTool(source, task.call, call));
      if (state === "applied" || isBestEffort) return { state: "applied" };
      await turnBack(task);
      return { state, isQuiet: call.type === "read" };
    } catch (error) {
      if (!isFinal(error)) throw error;
      if (isBestEffort) return { state: "applied" };
      await turnBack(task);
      return { state: "refused", isQuiet: call.type === "read" };
    }
  };
}

type States = readonly ActOutcome["state"][];

/** A tool that can no longer do it refuses. */
const cannot: States = ["refused"];

async function callTool(source: NotificationSource, context: CallContext, call: ToolCall): Promise<States> {
  switch (call.type) {
    case "none":
      return ["applied"];
    case "read":
      return source.setRead ? states(await source.setRead(context, call.ids, call.isRead)) : cannot;
    case "dismiss":
      return source.dismiss ? states(await source.dismiss(context, call.ids)) : cannot;
    case "mute":
      if (source.setMuted === undefined) return cannot;
      await source.setMuted(context, call.thread, call.isMuted);
      return ["applied"];
    case "action":
      return source.act ? actionStates(await source.act(context, call.id, call.action)) : cannot;
  }
}

const states = (outcomes: readonly ActOutcome[]): States => outcomes.map(({ state }) => state);

/** What is not there any more cannot be accepted; that is for the person to know. */
const actionStates = ({ state }: ActOutcome): States => [state === "gone" ? "overtaken" : state];

/** Gone is as good as done; one of many that could be done is worth keeping. */
function stateOf(all: States): OutboxResult["state"] {
  if (all.length === 0 || all.some((state) => state === "applied" || state === "gone")) return "applied";
  return all.includes("overtaken") ? "overtaken" : "refused";
}

const isFinal = (error: unknown) =>
  error instanceof UpstreamError &&
  ["forbidden", "not_found", "conflict"].includes(error.reason) &&
  error.status !== 423;
