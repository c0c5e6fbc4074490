import type { ServerResponse } from "node:http";
import { describe, expect, test } from "vitest";
import { failureOf, withServer } from "../../test/odd-source.ts";
import { path } from "#connectors/kit/upstream-path.ts";

/** Sends a piece now and then, for ever. */
function drip(response: ServerResponse, status: number): void {
  response.writeHead(status, { "content-type": "text/plain" });
  const timer = setInterval(() => response.write("x"), 20);
  response.on("close", () => clearInterval(timer));
}

async function* given(text: string): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(Buffer.from(text));
}

const limits = {
  totalMilliseconds: 300,
  streams: { inAll: 1, perLane: 1, queued: 0, queuedPerLane: 0 },
};

describe("what a tool says of a transfer, piece by piece without end", () => {
  test.each([201, 507])("holds no upload for ever (%i)", async (status) => {
    await using world = await withServer(
      (request, response) => request.resume().on("end", () => drip(response, status)),
      {
        limits,
      },
    );
    for (let index = 0; index < 2; index += 1) {
      const upload = world.http.upload(path`/x`, { stream: given("abc"), length: 3 });
      expect(await failureOf(upload)).toMatchObject({ reason: "timeout" });
    }
  });

  test("holds no download for ever that was refused", async () => {
    await using world = await withServer((_request, response) => drip(response, 503), { limits });
    for (let index = 0; index < 2; index += 1) {
      expect(await failureOf(world.http.download(path`/x`))).toMatchObject({ reason: "timeout" });
    }
  });
});
