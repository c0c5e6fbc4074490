import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { startOddServer } from "../../test/odd-server.ts";
import { failureOf, json, replySchema, withServer } from "../../test/odd-source.ts";
import { recordedLog } from "../../test/recorded-log.ts";
import {
  expiredCertificate,
  goodCertificate,
  testAuthority,
  wrongNameCertificate,
} from "../../test/tls-certificates.ts";
import { path, type UpstreamPath } from "#connectors/kit/upstream-path.ts";
import { certificateAuthorities } from "./certificate-authorities.ts";
import { absoluteAddress, pathOfAddress, requestTarget, sourceAddress } from "./source-address.ts";
import { createUpstreamSource } from "./upstream-source.ts";

/** The path, or null where the value is refused; anything but a refusal fails the test. */
function pathOf(value: string): UpstreamPath | null {
  try {
    return path`/rooms/${value}/send`;
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

describe("an encrypted connection", () => {
  async function ask(tls: { readonly cert: string; readonly key: string }, authorities: string[] | null) {
    await using server = await startOddServer(json('{"ok":true}'), tls);
    const source = createUpstreamSource({
      key: "odd",
      address: server.address,
      authorities,
      log: recordedLog(),
      now: () => new Date(),
    });
    try {
      const http = source.bind({ lane: "ines", credential: null, signal: new AbortController().signal });
      return await http.json(path`/api`, replySchema);
    } finally {
      await source.close();
    }
  }

  test("trusts the configured authority besides the usual ones", async () => {
    const directory = await mkdtemp(join(tmpdir(), "pforte-ca-"));
    const file = join(directory, "ca.pem");
    await writeFile(file, testAuthority);
    const authorities = certificateAuthorities(file);
    await rm(directory, { recursive: true });
    expect(authorities?.length).toBeGreaterThan(100);
    expect(await ask(goodCertificate, authorities)).toEqual({ ok: true });
  });

  test.each([
    ["an unknown authority", goodCertificate, null, "UNABLE_TO_VERIFY_LEAF_SIGNATURE"],
    ["another name", wrongNameCertificate, [testAuthority], "ERR_TLS_CERT_ALTNAME_INVALID"],
    ["a date that is over", expiredCertificate, [testAuthority], "CERT_HAS_EXPIRED"],
  ])("is refused with a certificate of %s", async (_name, tls, authorities, code) => {
    expect(await failureOf(ask(tls, authorities))).toMatchObject({ reason: "unavailable", code });
  });
});

describe("the address of a call", () => {
  test("stays below the source's own, whatever is put into its path", async () => {
    const seen: string[] = [];
    await using world = await withServer((request, response) => {
      seen.push(request.url ?? "");
      json('{"ok":true}')(request, response);
    });
    const segment = fc.oneof(
      fc.string({ unit: "binary", maxLength: 12 }),
      fc.constantFrom(
        "..",
        ".",
        "%2e%2e",
        "%2f",
        "a/b",
        "a\\b",
        "?x",
        "#x",
        "@host",
        "//host",
        "http://x",
        "a b",
        "ü",
        "!r:x",
        "$e",
      ),
    );
    const property = fc.asyncProperty(segment, async (value) => {
      const built = pathOf(value);
      if (built === null) return true;
      await world.http.json(built, replySchema);
      return seen.at(-1) === `/rooms/${encodeURIComponent(value)}/send`;
    });
    const { failed, counterexample } = await fc.check(property, { numRuns: 200 });
    expect({ failed, counterexample }).toEqual({ failed: false, counterexample: null });
  });

  test("keeps origin and prefix constant over thousands of odd segments and queries", () => {
    const address = sourceAddress("https://tool.example.org/prefix/");
    const odd = fc.oneof(
      fc.string({ unit: "binary", maxLength: 20 }),
      fc.webUrl(),
      fc.constantFrom(
        "..",
        "../..",
        "%2e%2e%2f",
        "..;",
        "..\\..",
        "//evil.example",
        "@evil.example",
        ":80",
        "?",
        "#",
        "\t",
        "\r\n",
      ),
    );
    const property = fc.property(odd, odd, (value, query) => {
      const built = pathOf(value);
      if (built === null) return true;
      const url = new URL(requestTarget(address, built, { query }), address.origin);
      const isSame = url.origin === "https://tool.example.org" && url.pathname.startsWith("/prefix/rooms/");
      return (
        isSame && url.pathname.split("/").length === 5 && url.hash === "" && [...url.searchParams.keys()].length === 1
      );
    });
    expect(fc.check(property, { numRuns: 5000 }).counterexample).toBeNull();
  });

  test("is the same in headers: a destination never leaves origin and prefix", () => {
    const address = sourceAddress("https://tool.example.org/prefix/");
    const property = fc.property(fc.oneof(fc.string({ unit: "binary", maxLength: 20 }), fc.webUrl()), (value) => {
      const built = pathOf(value);
      if (built === null) return true;
      const url = new URL(absoluteAddress(address, built));
      return url.href.startsWith("https://tool.example.org/prefix/rooms/") && url.search === "" && url.hash === "";
    });
    expect(fc.check(property, { numRuns: 5000 }).counterexample).toBeNull();
  });

  test("is taken from what a tool sent only where it lies below its own, over thousands of odd ones", () => {
    const address = sourceAddress("https://tool.example.org/prefix");
    const start = fc.constantFrom(
      "https://tool.example.org/prefix/apps/",
      "https://tool.example.org/prefix/apps/../",
      "https://tool.example.org/prefix/apps%2f",
      "https://tool.example.org@evil.example/prefix/apps/",
      "https://tool.example.org:444/prefix/apps/",
      "http://tool.example.org/prefix/apps/",
      "//tool.example.org/prefix/apps/",
      "https:\\\\tool.example.org\\prefix\\apps\\",
      "/prefix/apps/",
      "",
    );
    const rest = fc.oneof(
      fc.string({ unit: "binary", maxLength: 20 }),
      fc.webUrl(),
      fc.constantFrom(
        "..",
        "../..",
        "%2e%2e/%2e%2e/x",
        "%2e%2e%2fx",
        "a//b",
        "..;/x",
        "a%5cb",
        "%00",
        "?x=../..",
        "#/../..",
      ),
    );
    const property = fc.property(start, rest, (before, after) => {
      const found = pathOfAddress(address, before + after, "/apps");
      if (found === null) return true;
      const url = new URL(requestTarget(address, found, undefined), address.origin);
      const decoded = decodeURIComponent(url.pathname);
      const isBelow = url.origin === "https://tool.example.org" && url.pathname.startsWith("/prefix/apps");
      return isBelow && !decoded.split(/[/\\]/u).includes("..") && !decoded.includes("\0") && url.search === "";
    });
    const { failed, counterexample } = fc.check(property, { numRuns: 5000 });
    expect({ failed, counterexample }).toEqual({ failed: false, counterexample: null });
    expect(pathOfAddress(address, "https://tool.example.org/prefix/apps/x/accept?y=1#z", "/apps/x")).toBe(
      "/apps/x/accept",
    );
    expect(pathOfAddress(address, "https://tool.example.org/prefix/apps/xy", "/apps/x")).toBeNull();
    expect(pathOfAddress(address, "https://tool.example.org/apps/x", "/apps/x")).toBeNull();
    expect(pathOfAddress(address, "https://tool.example.org/prefix/apps/x//y", "/apps/x")).toBeNull();
  });

  test.each(["..", ".", "", "a/b", "a\\b", "%2e%2e", "x%2Fy", "a\u0000b", "\ud800"])(
    "refuses %j as a segment",
    (value) => {
      expect(() => path`/rooms/${value}`).toThrow(TypeError);
    },
  );

  test.each([
    "http://matrix.example.org",
    "ftp://localhost",
    "https://user:pass@example.org",
    "https://example.org/?x=1",
    "https://example.org/#x",
    "http://localhost.example.org",
  ])("is never %s", (address) => {
    const options = { key: "odd", address, authorities: null, log: recordedLog(), now: () => new Date() };
    expect(() => createUpstreamSource(options)).toThrow(TypeError);
  });
});
