import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { startOddServer } from "../../test/odd-server.ts";
import { failureOf, json, replySchema } from "../../test/odd-source.ts";
import { recordedLog } from "../../test/recorded-log.ts";
import { goodCertificate, testAuthority, wrongNameCertificate } from "../../test/tls-certificates.ts";
import { path } from "#connectors/kit/upstream-path.ts";
import { AddressBook, type Resolve } from "./address-book.ts";
import { createUpstreamSource } from "./upstream-source.ts";

const here = [{ address: "127.0.0.1", family: 4 }];
const silent: Resolve = async () => new Promise(() => undefined);
const dead: Resolve = async () => {
  throw Object.assign(new Error("x"), { code: "EAI_AGAIN" });
};

/** A book whose name server and clock do as they are told. */
function aBook() {
  let resolve: Resolve = async () => here;
  let passed = 0;
  let asked = 0;
  const book = new AddressBook({
    resolve: async (name) => {
      asked += 1;
      return resolve(name);
    },
    clock: () => passed,
  });
  return {
    book,
    asked: () => asked,
    become: (next: Resolve) => void (resolve = next),
    pass: (milliseconds: number) => void (passed += milliseconds),
  };
}

describe("the address of a source", () => {
  test("is asked for once by all who need it, and again only after a while", async () => {
    const { book, asked, pass } = aBook();
    await Promise.all(Array.from({ length: 20 }, async () => book.addressesOf("tool.example.org")));
    await book.addressesOf("tool.example.org");
    expect(asked()).toBe(1);
    pass(31_000);
    await book.addressesOf("tool.example.org");
    expect(asked()).toBe(2);
  });

  test.each([
    ["is dead", dead],
    ["never answers", silent],
    ["knows nothing any more", async () => []],
  ])("is kept while the name server %s, and for an hour at most", async (_name, broken) => {
    const { book, become, pass } = aBook();
    await book.addressesOf("tool.example.org");
    become(broken);
    pass(1800_000);
    const started = performance.now();
    expect(await book.addressesOf("tool.example.org")).toEqual(here);
    expect(performance.now() - started).toBeLessThan(1000);
    pass(1801_000);
    const late = await Promise.race([book.addressesOf("tool.example.org").catch(() => "failed"), sleep(50, "waiting")]);
    expect(["failed", "waiting"]).toContain(late);
  });

  test("is taken up again when the name server has come back with another one", async () => {
    const { book, become, pass } = aBook();
    await book.addressesOf("tool.example.org");
    become(dead);
    pass(60_000);
    await book.addressesOf("tool.example.org");
    become(async () => [{ address: "192.0.2.7", family: 4 }]);
    expect(await book.addressesOf("tool.example.org")).toEqual([{ address: "192.0.2.7", family: 4 }]);
  });
});

describe("a call while names cannot be resolved", () => {
  async function aSource(resolve: Resolve, tls: { readonly cert: string; readonly key: string }) {
    let asked = 0;
    const server = await startOddServer((request, response) => {
      asked += 1;
      json('{"ok":true}')(request, response);
    }, tls);
    const source = createUpstreamSource({
      key: "odd",
      address: server.address,
      authorities: [testAuthority],
      log: recordedLog(),
      now: () => new Date(),
      resolve,
      limits: { connectMilliseconds: 500 },
    });
    const credential = { bearer: async () => "the-token" };
    const http = source.bind({ lane: "ines", credential, signal: new AbortController().signal });
    return {
      asked: () => asked,
      ask: async () => http.json(path`/api`, replySchema),
      async [Symbol.asyncDispose]() {
        await source.close();
        await server[Symbol.asyncDispose]();
      },
    };
  }

  test("goes to the address that is given", async () => {
    await using world = await aSource(async () => here, goodCertificate);
    expect(await world.ask()).toEqual({ ok: true });
  });

  test("fails by its deadline when nothing is known", async () => {
    await using slow = await aSource(silent, goodCertificate);
    const started = performance.now();
    expect((await failureOf(slow.ask())).reason).toBe("timeout");
    expect(performance.now() - started).toBeLessThan(3000);
    await using none = await aSource(dead, goodCertificate);
    expect(await failureOf(none.ask())).toMatchObject({ reason: "unavailable", code: "EAI_AGAIN" });
  });

  test("brings no token to a place that a poisoned name server names", async () => {
    await using world = await aSource(async () => here, wrongNameCertificate);
    expect(await failureOf(world.ask())).toMatchObject({
      reason: "unavailable",
      code: "ERR_TLS_CERT_ALTNAME_INVALID",
    });
    expect(world.asked()).toBe(0);
  });
});
