import { describe, expect, test } from "vitest";
import { startOddServer } from "../../test/odd-server.ts";
import { failureOf, json, replySchema } from "../../test/odd-source.ts";
import { recordedLog } from "../../test/recorded-log.ts";
import {
  expiredCertificate,
  goodCertificate,
  testAuthority,
  wrongNameCertificate,
} from "../../test/tls-certificates.ts";
import { path } from "#connectors/kit/upstream-path.ts";
import { createUpstreamSource } from "./upstream-source.ts";

interface Setting {
  readonly authorities?: string[] | null;
  readonly now?: () => Date;
  readonly key?: string;
}

async function aTool(tls: { readonly cert: string; readonly key: string }, setting: Setting = {}) {
  const server = await startOddServer(json('{"ok":true}'), tls);
  const log = recordedLog();
  const source = createUpstreamSource({
    key: setting.key ?? "files",
    address: server.address,
    authorities: setting.authorities === undefined ? [testAuthority] : setting.authorities,
    log,
    now: setting.now ?? (() => new Date()),
  });
  const http = source.bind({ lane: "ines", credential: null, signal: new AbortController().signal });
  return {
    log,
    ask: async () => http.json(path`/api`, replySchema),
    async [Symbol.asyncDispose]() {
      await source.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

describe("the certificate of a source", () => {
  test.each([
    ["has expired", expiredCertificate, [testAuthority], "The certificate of a source has expired."],
    ["is for another name", wrongNameCertificate, [testAuthority], "The certificate of a source is for another name."],
    [
      "comes from an authority that changed",
      goodCertificate,
      null,
      "The certificate of a source is signed by an authority that is not trusted.",
    ],
  ])("that %s takes away that source alone, and operators read why, once", async (_name, tls, authorities, message) => {
    await using broken = await aTool(tls, { authorities });
    await using well = await aTool(goodCertificate, { key: "projects" });
    for (let index = 0; index < 5; index += 1) expect((await failureOf(broken.ask())).reason).toBe("unavailable");
    expect(await well.ask()).toEqual({ ok: true });
    expect(broken.log.lines).toMatchObject([{ level: "warn", message, fields: { source: "files" } }]);
    expect(well.log.lines).toEqual([]);
  });

  test("is announced days before it expires, once a day", async () => {
    // It is good until 1 November 2126.
    let time = new Date("2126-10-25T09:00:00Z");
    await using tool = await aTool(goodCertificate, { now: () => time });
    await tool.ask();
    expect(tool.log.lines).toEqual([
      {
        level: "warn",
        message: "The certificate of a source expires soon.",
        fields: { source: "files", daysLeft: 7 },
      },
    ]);
    time = new Date("2126-10-26T08:00:00Z");
    await tool.ask();
    expect(tool.log.lines).toHaveLength(1);
  });

  test("is not talked about while it is good for long", async () => {
    await using tool = await aTool(goodCertificate);
    await tool.ask();
    expect(tool.log.lines).toEqual([]);
  });
});
