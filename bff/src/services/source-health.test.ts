import { expect, test } from "vitest";
import { UpstreamError } from "#connectors/kit/upstream-error.ts";
import { SourceHealthBook } from "./source-health.ts";

function aBook() {
  let time = Date.parse("2026-03-02T09:00:00Z");
  const book = new SourceHealthBook(() => new Date(time));
  return { book, pass: (milliseconds: number) => void (time += milliseconds) };
}

const good = { kind: "calls", milliseconds: 10, error: null } as const;
const bad = {
  kind: "calls",
  milliseconds: 900,
  error: new UpstreamError("unavailable", "The tool refused the call.", { status: 503, code: "M_SECRET" }),
} as const;

test("a source that nobody called is unused, and nothing is claimed of it", () => {
  const { book } = aBook();
  book.observe("chat");
  const nothing = { state: "unused", lastSuccessAt: null, lastFailure: null, latency: null };
  expect(book.of("chat")).toEqual(nothing);
  expect(book.of("unknown")).toEqual(nothing);
});

test("the newest call decides how a source does; when and why the last one failed stays known", () => {
  const { book, pass } = aBook();
  const tell = book.observe("chat");
  tell(good);
  expect(book.of("chat")).toMatchObject({ state: "ok", lastSuccessAt: "2026-03-02T09:00:00.000Z", lastFailure: null });
  pass(1000);
  tell(bad);
  const lastFailure = { at: "2026-03-02T09:00:01.000Z", reason: "unavailable", status: 503 };
  expect(book.of("chat")).toMatchObject({ state: "failing", lastSuccessAt: "2026-03-02T09:00:00.000Z", lastFailure });
  pass(1000);
  tell(good);
  expect(book.of("chat")).toMatchObject({ state: "ok", lastSuccessAt: "2026-03-02T09:00:02.000Z", lastFailure });
  expect(JSON.stringify(book.of("chat"))).not.toContain("SECRET");
});

test("what a tool says about one person or one thing is no failure of the source, a refused token is", () => {
  const { book } = aBook();
  const tell = book.observe("chat");
  for (const reason of ["forbidden", "not_found", "conflict", "rate_limited"] as const) {
    tell({ ...bad, error: new UpstreamError(reason, "x") });
  }
  expect(book.of("chat").state).toBe("ok");
  tell({ ...bad, error: new UpstreamError("sign_in_required", "x", { status: 401 }) });
  expect(book.of("chat").lastFailure).toMatchObject({ reason: "sign_in_required", status: 401 });
});

test("latency is of the last hundred calls, without long polls, streams and push channels", () => {
  const { book } = aBook();
  const tell = book.observe("chat");
  for (let call = 0; call < 50; call += 1) tell({ ...good, milliseconds: 100_000 });
  for (let call = 1; call <= 100; call += 1) tell({ ...good, milliseconds: call });
  for (const kind of ["longPolls", "streams", "relays", "sockets"] as const) tell({ ...good, kind, milliseconds: 9e9 });
  expect(book.of("chat").latency).toEqual({ median: 50, p95: 95, calls: 100 });
});

test("a push channel that breaks says nothing of the source", () => {
  const { book } = aBook();
  const tell = book.observe("chat");
  tell({ ...bad, kind: "sockets" });
  expect(book.of("chat").state).toBe("unused");
});

test("a source that is connected anew begins anew", () => {
  const { book } = aBook();
  book.observe("chat")(bad);
  book.observe("chat");
  expect(book.of("chat").state).toBe("unused");
});
