import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ApiError } from "#api/api-error.ts";
import type { ErrorCode } from "@pforte/shared/errors/error-code";
import { ReplyOutbox, type ReplyRequest } from "./reply-outbox.ts";

const room = { room: "matrix:!ref42:example.org", name: "Referat 42", message: "$1", href: null };
const other = { ...room, room: "matrix:!aue:example.org", name: "Aue" };

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse("2026-11-23T09:44:00.000Z") });
});
afterEach(() => {
  vi.useRealTimers();
});

const failure = (status: number, code: ErrorCode, retryAfterSeconds?: number): ApiError =>
  new ApiError(status, {
    code,
    message: "x",
    requestId: "r",
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  });

function open(answers: (() => Promise<unknown>)[] = []) {
  const sent: ReplyRequest[] = [];
  const signedOut = vi.fn<() => void>();
  const outbox = new ReplyOutbox({
    send: async (request) => {
      sent.push(request);
      await answers[sent.length - 1]?.();
    },
    onSignedOut: signedOut,
    now: () => new Date(),
  });
  const states = () => outbox.get().replies.map(({ state }) => state);
  return { outbox, sent, signedOut, states };
}

describe("an answer", () => {
  test("waits five seconds, leaves once, says that it was sent, and goes", async () => {
    const { outbox, sent, states } = open();
    outbox.submit(room, "Ja");
    expect(states()).toEqual(["waiting"]);
    await vi.advanceTimersByTimeAsync(4999);
    expect(sent).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(sent).toEqual([{ id: sent[0]?.id, room: room.room, text: "Ja", inReplyTo: "$1" }]);
    expect(sent[0]?.id).toMatch(/^[0-9a-f]{8}-/u);
    expect(states()).toEqual(["sent"]);
    await vi.advanceTimersByTimeAsync(5000);
    expect(states()).toEqual([]);
    expect(sent).toHaveLength(1);
  });

  test("that is taken back never leaves, and its text is a draft again, before what was typed since", async () => {
    const { outbox, sent } = open();
    outbox.submit(room, "Ja");
    outbox.setDraft(room.room, "und");
    outbox.undo(outbox.get().replies[0]?.request.id ?? "");
    await vi.advanceTimersByTimeAsync(20_000);
    expect(sent).toEqual([]);
    expect(outbox.get().replies).toEqual([]);
    expect(outbox.get().drafts.get(room.room)).toBe("Ja\nund");
  });

  test("that has left cannot be taken back", async () => {
    const { outbox, states } = open([() => new Promise(() => undefined)]);
    outbox.submit(room, "Ja");
    await vi.advanceTimersByTimeAsync(5000);
    outbox.undo(outbox.get().replies[0]?.request.id ?? "");
    expect(states()).toEqual(["sending"]);
  });

  test("leaves at once, in the same moment, when the page is left", () => {
    const { outbox, sent } = open();
    outbox.submit(room, "Ja");
    outbox.submit(other, "Nein");
    outbox.flush();
    expect(sent.map(({ text }) => text)).toEqual(["Ja", "Nein"]);
  });

  test("leaves before the next one to its room, in order, however long it takes", async () => {
    let release: () => void = () => undefined;
    const { outbox, sent, states } = open([() => new Promise<void>((resolve) => (release = resolve))]);
    outbox.submit(room, "eins");
    outbox.submit(room, "zwei");
    expect(sent.map(({ text }) => text)).toEqual(["eins"]);
    await vi.advanceTimersByTimeAsync(5000);
    expect(states()).toEqual(["sending", "sending"]);
    expect(sent.map(({ text }) => text)).toEqual(["eins"]);
    release();
    await vi.advanceTimersByTimeAsync(0);
    expect(sent.map(({ text }) => text)).toEqual(["eins", "zwei"]);
    expect(states()).toEqual(["sent", "sent"]);
  });

  test("that fails stays, and is sent again as the same one: never twice", async () => {
    const { outbox, sent, states } = open([() => Promise.reject(failure(503, "source_unavailable"))]);
    outbox.submit(room, "Ja");
    await vi.advanceTimersByTimeAsync(60_000);
    expect(outbox.get().replies[0]).toMatchObject({ state: "failed", failure: "source_unavailable", retryAt: null });
    expect(sent).toHaveLength(1);
    outbox.retry(sent[0]?.id ?? "");
    outbox.retry(sent[0]?.id ?? "");
    await vi.advanceTimersByTimeAsync(0);
    expect(sent.map(({ id }) => id)).toEqual([sent[0]?.id, sent[0]?.id]);
    expect(states()).toEqual(["sent"]);
  });

  test("that fails can be let go of, and one that is on its way cannot", async () => {
    const { outbox, states } = open([() => Promise.reject(failure(403, "forbidden"))]);
    outbox.submit(room, "Ja");
    const id = outbox.get().replies[0]?.request.id ?? "";
    outbox.discard(id);
    outbox.retry(id);
    expect(states()).toEqual(["waiting"]);
    await vi.advanceTimersByTimeAsync(5000);
    outbox.discard(id);
    expect(outbox.get()).toEqual({ replies: [], drafts: new Map() });
  });

  test("knows until when the tool wants no more", async () => {
    const { outbox } = open([() => Promise.reject(failure(429, "rate_limited", 120))]);
    outbox.submit(room, "Ja");
    await vi.advanceTimersByTimeAsync(5000);
    expect(outbox.get().replies[0]).toMatchObject({
      failure: "rate_limited",
      retryAt: Date.parse("2026-11-23T09:46:05.000Z"),
    });
  });

  test("that meets the end of the session stays, and says so", async () => {
    const { outbox, signedOut } = open([() => Promise.reject(failure(401, "signed_out"))]);
    outbox.submit(room, "Ja");
    await vi.advanceTimersByTimeAsync(5000);
    expect(signedOut).toHaveBeenCalledOnce();
    expect(outbox.get().replies[0]).toMatchObject({ state: "failed", failure: "signed_out" });
  });
});

test("nothing stays and nothing leaves once everything was forgotten", async () => {
  const { outbox, sent } = open();
  const heard = vi.fn<() => void>();
  const stop = outbox.subscribe(heard);
  outbox.setDraft(room.room, "x");
  outbox.submit(other, "Ja");
  outbox.clear();
  expect(outbox.get()).toEqual({ replies: [], drafts: new Map() });
  await vi.advanceTimersByTimeAsync(20_000);
  expect(sent).toEqual([]);
  const count = heard.mock.calls.length;
  stop();
  outbox.setDraft(room.room, "y");
  expect(heard).toHaveBeenCalledTimes(count);
});

test("a draft that is empty is none", () => {
  const { outbox } = open();
  outbox.setDraft(room.room, "x");
  outbox.setDraft(room.room, "");
  expect(outbox.get().drafts.size).toBe(0);
});
