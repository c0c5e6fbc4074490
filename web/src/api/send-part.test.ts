import { uploadPartPath } from "@pforte/shared/contract/files";
import { delay, http, HttpResponse } from "msw";
import { describe, expect, test } from "vitest";
import { failure, network } from "#testing/server.ts";
import { ApiError } from "./api-error.ts";
import { sendPart, type PartToSend } from "./send-part.ts";

const part = (some: Partial<PartToSend> = {}): PartToSend => ({
  upload: "u/1 +",
  part: 2,
  bytes: new Blob(["abc"]),
  onSent: () => undefined,
  signal: new AbortController().signal,
  ...some,
});

test("a part is a PUT of its bytes under the upload's name, with the portal's header", async () => {
  const seen: unknown[] = [];
  network.use(
    http.put(uploadPartPath, async ({ request }) => {
      const { searchParams } = new URL(request.url);
      seen.push(
        searchParams.get("upload"),
        searchParams.get("part"),
        request.headers.get("content-type"),
        request.headers.get("x-portal"),
        await request.text(),
      );
      return new HttpResponse(null, { status: 204 });
    }),
  );
  await expect(sendPart(part())).resolves.toBeNull();
  expect(seen).toEqual(["u/1 +", "2", "application/octet-stream", "1", "abc"]);
});

test("a problem at the tool is an answer, not a failure", async () => {
  network.use(http.put(uploadPartPath, () => HttpResponse.json({ state: "quota", free: 3 })));
  await expect(sendPart(part())).resolves.toEqual({ state: "quota", free: 3 });
});

describe("what is not an answer of the portal", () => {
  const failing = async (some: Partial<PartToSend> = {}): Promise<unknown> => {
    try {
      return await sendPart(part(some));
    } catch (error) {
      return error instanceof ApiError ? [error.status, error.failure.code] : error;
    }
  };

  test("is a failure by the portal's code", async () => {
    network.use(http.put(uploadPartPath, () => failure(401, "signed_out")));
    expect(await failing()).toEqual([401, "signed_out"]);
  });

  test.each([
    ["HTML of a proxy", () => HttpResponse.html("<h1>Bad gateway</h1>", { status: 502 }), 502],
    ["a page with 200", () => HttpResponse.html("<h1>Sign in</h1>"), 200],
    ["a lost connection", () => HttpResponse.error(), 0],
  ] as const)("counts as unreachable: %s", async (_, answer, status) => {
    network.use(http.put(uploadPartPath, answer));
    expect(await failing()).toEqual([status, "portal_unreachable"]);
  });

  test("counts as lost when nothing moves for too long", async () => {
    network.use(
      http.put(uploadPartPath, async () => {
        await delay(2000);
        return new HttpResponse(null, { status: 204 });
      }),
    );
    expect(await failing({ patienceMilliseconds: 100 })).toEqual([0, "portal_unreachable"]);
  });

  test("is the person's own end of it", async () => {
    network.use(
      http.put(uploadPartPath, async () => {
        await delay(2000);
        return new HttpResponse(null, { status: 204 });
      }),
    );
    const controller = new AbortController();
    const ended = failing({ signal: controller.signal });
    controller.abort(new Error("cancelled"));
    expect(await ended).toEqual(new Error("cancelled"));
  });
});
