import type { UploadProblem } from "@pforte/shared/contract/files";
import { aFile } from "@pforte/shared/testing/some-files";
import { describe, expect, test } from "vitest";
import { ApiError, type ClientErrorCode } from "#api/api-error.ts";
import { runUpload } from "./upload-run.ts";
import type { Upload, UploadCalls, UploadState } from "./upload.ts";

const stored = aFile({ name: "a.bin" });

function lost(code: ClientErrorCode = "portal_unreachable", status = 0): ApiError {
  return new ApiError(status, { code, message: "It failed.", requestId: null });
}

interface Script {
  readonly content?: BlobPart;
  readonly begin?: readonly (UploadProblem | Error)[];
  /** What happens to the n-th part that is sent, from 0. */
  readonly parts?: Readonly<Record<number, Error | UploadProblem>>;
  readonly finish?: readonly (UploadProblem | Error)[];
  readonly signal?: AbortSignal;
  readonly file?: File;
}

/** Runs an upload of four bytes a part and tells all that the portal was asked. */
async function run(script: Script): Promise<{ end: UploadState; asked: string[]; said: string[]; waits: number[] }> {
  const asked: string[] = [];
  const said: string[] = [];
  const waits: number[] = [];
  let begun = 0;
  let sent = 0;
  let finished = 0;
  const calls: UploadCalls = {
    begin: async ({ name, size, ifExists }) => {
      asked.push(`begin ${name} ${size} ${ifExists}`);
      const answer = script.begin?.[begun++];
      if (answer instanceof Error) {
        throw answer;
      }
      return answer ?? { state: "ready", upload: "u1", partBytes: 4 };
    },
    sendPart: async ({ upload, part, bytes, onSent }) => {
      asked.push(`part ${upload} ${part} ${await bytes.text()}`);
      const answer = script.parts?.[sent++];
      if (answer instanceof Error) {
        throw answer;
      }
      onSent(bytes.size);
      return answer ?? null;
    },
    finish: async (upload) => {
      asked.push(`finish ${upload}`);
      const answer = script.finish?.[finished++];
      if (answer instanceof Error) {
        throw answer;
      }
      return answer ?? { state: "stored", file: stored };
    },
    abort: async () => undefined,
  };
  const file = script.file ?? new File([script.content ?? "abcdefghi"], "a.bin");
  const upload: Upload = { id: "1", file, source: "files", folder: "", state: { kind: "queued" } };
  const end = await runUpload({
    upload,
    ifExists: "ask",
    calls,
    signal: script.signal ?? new AbortController().signal,
    report: (state) => said.push("sent" in state ? `${state.kind} ${state.sent}` : state.kind),
    wait: async (milliseconds) => {
      waits.push(milliseconds);
    },
    now: () => 0,
    onName: (name) => said.push(`name ${name ?? "none"}`),
  });
  return { end, asked, said, waits };
}

describe("an upload", () => {
  test("goes in parts, in order, and ends as a file", async () => {
    const { end, asked, said } = await run({});
    expect(asked).toEqual(["begin a.bin 9 ask", "part u1 1 abcd", "part u1 2 efgh", "part u1 3 i", "finish u1"]);
    expect(end).toEqual({ kind: "stored", file: stored });
    expect(said.at(-2)).toBe("finishing");
    expect(said.findLast((one) => one.startsWith("sending"))).toBe("sending 9");
  });

  test("of nothing is one part without bytes", async () => {
    expect((await run({ content: "" })).asked).toEqual(["begin a.bin 0 ask", "part u1 1 ", "finish u1"]);
  });

  test("whose part is lost on the way sends this part again under the same name, and nothing else", async () => {
    const { end, asked, said } = await run({ parts: { 1: lost(), 2: lost("timeout", 504) } });
    expect(asked).toEqual([
      "begin a.bin 9 ask",
      "part u1 1 abcd",
      "part u1 2 efgh",
      "part u1 2 efgh",
      "part u1 2 efgh",
      "part u1 3 i",
      "finish u1",
    ]);
    expect(end.kind).toBe("stored");
    // It says that it is held up until bytes move again.
    const from = said.indexOf("held_up 4");
    expect(said.slice(from, from + 3)).toEqual(["held_up 4", "held_up 4", "sending 8"]);
  });

  test("whose last answer is lost asks for it again, and stores nothing twice", async () => {
    const { end, asked } = await run({ finish: [lost(), lost("storage_unavailable", 503)] });
    expect(asked.filter((one) => one.startsWith("finish"))).toEqual(["finish u1", "finish u1", "finish u1"]);
    expect(asked.filter((one) => one.startsWith("begin"))).toHaveLength(1);
    expect(end.kind).toBe("stored");
  });

  test("that never gets through ends, and the waits before it grow", async () => {
    const { end, asked, waits } = await run({ begin: Array.from({ length: 30 }, () => lost()) });
    expect(end).toEqual({ kind: "failed", because: "portal_unreachable" });
    expect(asked).toHaveLength(12);
    expect(waits.at(-1)).toBeGreaterThan(Number(waits[0]) * 4);
    expect(Math.max(...waits)).toBeLessThanOrEqual(30_000);
  });

  test.each(["forbidden", "not_found", "signed_out", "bad_request"] as const)(
    "that fails by %s is not repeated",
    async (code) => {
      const { end, asked } = await run({ parts: { 0: lost(code, 400) } });
      expect(end).toEqual({ kind: "failed", because: code });
      expect(asked).toHaveLength(2);
    },
  );
});

describe("a problem at the tool ends the upload", () => {
  const problem: UploadProblem = { state: "quota", free: 3 };

  test("when it begins, before a byte is sent", async () => {
    const { end, asked } = await run({ begin: [problem] });
    expect([end, asked]).toEqual([{ kind: "problem", problem }, ["begin a.bin 9 ask"]]);
  });

  test("with a part, and the rest stays here", async () => {
    const { end, asked, said } = await run({ parts: { 1: problem } });
    expect(end).toEqual({ kind: "problem", problem });
    expect(asked.at(-1)).toBe("part u1 2 efgh");
    // What has arrived is still to be thrown away.
    expect(said).not.toContain("name none");
  });

  test("when its parts are put together", async () => {
    expect((await run({ finish: [problem] })).end).toEqual({ kind: "problem", problem });
  });
});

test("a file that cannot be read any more is no lost network", async () => {
  const file = new File(["abcd"], "a.bin");
  // As a browser does with a file that was changed on the disk after it was chosen.
  const unreadable = new Proxy(file, {
    get: (target, name) => {
      if (name === "slice") {
        return () => ({
          size: 4,
          text: async () => "abcd",
          arrayBuffer: async () => Promise.reject(new Error("gone")),
        });
      }
      const value: unknown = Reflect.get(target, name, target);
      return value;
    },
  });
  const { end, asked } = await run({ file: unreadable, parts: { 0: lost() } });
  expect(end).toEqual({ kind: "failed", because: "unreadable" });
  expect(asked).toHaveLength(2);
});

test("a run that was given up ends by its signal and says nothing more", async () => {
  const given = new AbortController();
  given.abort(new Error("given up"));
  await expect(run({ signal: given.signal, begin: [lost()] })).rejects.toThrow("given up");
});
