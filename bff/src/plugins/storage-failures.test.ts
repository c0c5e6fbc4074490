import { failureSchema } from "@pforte/shared/errors/failure";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createStorage } from "#storage/postgres-storage.ts";
import { StorageUnavailableError, type Storage } from "#storage/storage.ts";
import type { TestPerson } from "../../test/person.ts";
import { buildTestPortal, type TestPortal } from "../../test/portal.ts";

let portal: TestPortal;
let ines: TestPerson;
let isDown = false;
beforeAll(async () => {
  portal = await buildTestPortal({ storage: (settings) => breakable(createStorage(settings)) });
  ines = await portal.as("ines");
});
afterAll(async () => portal[Symbol.asyncDispose]());

/** A storage that can be as if its database were gone. */
async function breakable(opening: Promise<Storage>): Promise<Storage> {
  const storage = await opening;
  const guard = () => {
    if (isDown) {
      throw new StorageUnavailableError("secret-host:5432 did not answer");
    }
  };
  return {
    ...storage,
    bus: { ...storage.bus, isListening: () => !isDown && storage.bus.isListening() },
    sessions: {
      ...storage.sessions,
      async find(hash, now) {
        guard();
        return storage.sessions.find(hash, now);
      },
    },
    async ping() {
      guard();
      return storage.ping();
    },
  };
}

describe("without its database the portal", () => {
  it("answers 503 with when to come back, never as if nobody were signed in (S22)", async () => {
    isDown = true;
    const page = await ines.get("/");
    const call = await ines.send("GET", "/api/home");
    const unknown = await ines.get("/nowhere");
    const ready = await portal.portal.ops.inject("/readyz");
    const health = await portal.portal.ops.inject("/healthz");
    isDown = false;
    const html = await page.text();
    expect([page.status, page.headers.get("retry-after"), page.headers.get("set-cookie")]).toEqual([503, "5", null]);
    expect(page.headers.get("content-type")).toContain("text/html");
    expect(html).not.toContain("secret-host");
    expect([call.status, call.headers.get("retry-after")]).toEqual([503, "5"]);
    const failure = failureSchema.parse(await call.json());
    expect(failure).toMatchObject({ code: "storage_unavailable", retryAfterSeconds: 5 });
    expect(unknown.status).toBe(503);
    expect([ready.statusCode, ready.body, health.statusCode]).toEqual([
      503,
      "not_ready: the database does not answer\n",
      200,
    ]);
  });

  it("keeps the person signed in when it is back", async () => {
    expect((await ines.send("GET", "/api/home")).status).toBe(200);
  });
});
