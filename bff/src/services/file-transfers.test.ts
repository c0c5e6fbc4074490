import { describe, expect, it } from "vitest";
import { verifiedPrincipal } from "../storage/principal.ts";
import { FileTransfers } from "./file-transfers.ts";

const requestOf = (sessionHash: string, signal: AbortSignal) => ({
  principal: verifiedPrincipal({
    owner: { issuer: "https://id.example", subject: "ines" },
    sessionHash,
    username: "ines",
    name: "Ines",
    groups: [],
    isAdministrator: false,
  }),
  language: "de" as const,
  signal,
});

describe("bytes on their way", () => {
  it("end with their session or their request, and nothing of another one does", () => {
    const transfers = new FileTransfers();
    const caller = new AbortController();
    const first = transfers.begin(requestOf("one", new AbortController().signal));
    const second = transfers.begin(requestOf("two", new AbortController().signal));
    const third = transfers.begin(requestOf("two", caller.signal));
    transfers.endSession("one");
    expect([first, second, third].map(({ request }) => request.signal.aborted)).toEqual([true, false, false]);
    caller.abort(new Error("gone"));
    expect(third.request.signal.reason).toEqual(new Error("gone"));
    expect(second.request.signal.aborted).toBe(false);
  });

  it("are forgotten once they are over, however often that is said", () => {
    const transfers = new FileTransfers();
    const begun = Array.from({ length: 3 }, () => transfers.begin(requestOf("one", new AbortController().signal)));
    expect(transfers.size).toBe(1);
    for (const { end } of [...begun, ...begun]) end();
    expect(transfers.size).toBe(0);
    transfers.endSession("one");
    expect(begun.map(({ request }) => request.signal.aborted)).toEqual([false, false, false]);
  });

  it("do not begin for a caller that has gone", () => {
    const { request } = new FileTransfers().begin(requestOf("one", AbortSignal.abort(new Error("gone"))));
    expect(request.signal.aborted).toBe(true);
  });
});
