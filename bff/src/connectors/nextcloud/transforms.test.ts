import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { UpstreamPath } from "../kit/upstream-path.ts";
import { pathOfAddress, sourceAddress } from "../../upstream/source-address.ts";
import { addressesOf, callPath, fileHref, folderHref, webHref } from "./addresses.ts";
import { fileKind } from "./file-kind.ts";
import { fileOf, filesOf, sharesOf } from "./files.transform.ts";
import { allowedActions, allowedPrefixes } from "./notification-actions.ts";
import { isFileName, numbered } from "./upload-names.ts";

const addresses = addressesOf("https://nextcloud.internal:8443/cloud/", "https://cloud.example.org/");
const call = {
  http: {
    pathOf: (address: string, prefix: `/${string}`): UpstreamPath | null =>
      pathOfAddress(sourceAddress(addresses.api), address, prefix),
  },
  // The transforms call nothing else of a client.
} as Parameters<typeof callPath>[0];
const view = { account: "ines", addresses };

const props = {
  "oc:fileid": "42",
  "d:getlastmodified": "Thu, 24 Sep 2026 08:10:00 GMT",
  "d:getetag": '"5f1c2e"',
  "d:getcontenttype": "text/plain",
  "d:resourcetype": "",
  "d:getcontentlength": "12",
};

describe("an entry of a listing", () => {
  test("is a file by its id, its name and its time", () => {
    expect(fileOf({ segments: ["a", "b.txt"], props }, view)).toMatchObject({
      id: "42",
      name: "b.txt",
      place: "a",
      size: 12,
      etag: "5f1c2e",
      changedAt: "2026-09-24T08:10:00.000Z",
    });
  });

  test.each([
    ["no id", { "oc:fileid": undefined }],
    ["an id that is none", { "oc:fileid": "../1" }],
    ["no time", { "d:getlastmodified": undefined }],
    ["a time that is none", { "d:getlastmodified": "yesterday" }],
  ])("with %s is counted and left out", (_what, change) => {
    const odd = Object.fromEntries(Object.entries({ ...props, ...change }).filter(([, value]) => value !== undefined));
    const entries = [
      { segments: ["gut.txt"], props },
      { segments: ["odd"], props: odd },
      { segments: [], props },
    ];
    const { files, dropped } = filesOf({ entries, dropped: 1 }, view);
    expect([files.map(({ name }) => name), dropped]).toEqual([["gut.txt"], 3]);
  });

  test("shows a name for what it is, and opens the file that it is (S37)", () => {
    const tricky = fileOf({ segments: ["Ord\u202ener", "Rechnung\u202efdp.exe"], props }, view);
    expect(tricky).toMatchObject({
      name: "Rechnungfdp.exe",
      place: "Ordner",
      href: "https://cloud.example.org/index.php/f/42",
    });
    expect(fileOf({ segments: ["\u200b"], props }, view)?.name).toBe("42");
  });

  test.each([
    ["-1", null],
    ["1e400", null],
    ["x", null],
    ["9007199254740993", null],
    ["0", 0],
  ])("of the size %s has the size %s", (size, expected) => {
    expect(fileOf({ segments: ["a"], props: { ...props, "d:getcontentlength": size } }, view)?.size).toBe(expected);
  });

  test("never breaks on what a server says", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...Object.keys(props), "oc:owner-id"), fc.string()), (odd) => {
        expect(fileOf({ segments: ["a"], props: { ...props, ...odd } }, view)?.href ?? "").toMatch(/^(?:https:|$)/u);
      }),
    );
  });
});

describe("shares", () => {
  const share = {
    displayname_owner: "Bob",
    stime: 1_758_700_000,
    item_type: "file",
    mimetype: "application/pdf",
    file_source: 412,
    file_target: "/Ordner/report.pdf",
    has_preview: true,
    item_mtime: 1_758_699_000,
    item_size: 5,
    tags: ["_$!<Favorite>!$_"],
  };

  test("of the same file count once, odd ones are dropped, what releases differ in is tolerated", () => {
    const { files, dropped } = sharesOf(
      {
        accepted: [share, { ...share, stime: 1 }, { ...share, file_source: "412" }, null, "x"],
        pending: [{ stime: 2, item_type: "folder", file_source: 7, file_target: "/{http://x}", tags: null }],
      },
      view,
      10,
    );
    expect(dropped).toBe(3);
    expect(files.map(({ id, kind, isFavourite, sharedBy }) => [id, kind, isFavourite, sharedBy])).toEqual([
      ["412", "pdf", true, "Bob"],
      ["7", "folder", false, null],
    ]);
  });
});

describe("a link that Nextcloud wrote", () => {
  test("is a path where it is on either address of the source, and nothing else (S53)", () => {
    const prefix = "/ocs/v2.php/apps/files_sharing/api/v1/shares/";
    const rest = `${prefix}pending/12`;
    expect(callPath(call, addresses, `https://cloud.example.org${rest}`, prefix)).toBe(rest);
    expect(callPath(call, addresses, `https://nextcloud.internal:8443/cloud${rest}`, prefix)).toBe(rest);
    expect(callPath(call, addresses, `https://nextcloud.internal:8443${rest}`, prefix)).toBeNull();
    expect(callPath(call, addresses, `http://cloud.example.org${rest}`, prefix)).toBeNull();
    expect(callPath(call, addresses, `https://cloud.example.org.evil${rest}`, prefix)).toBeNull();
  });

  test("is an act only below the allowed paths, whatever is put into it (S53)", () => {
    const piece = fc.constantFrom(
      "..",
      ".",
      "%2e%2e",
      "..%2f",
      "%2F",
      "\\",
      "//",
      "@evil.example",
      "?x=1",
      "#x",
      "%00",
      "a",
      "12",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), fc.constantFrom(...allowedPrefixes), (pieces, prefix) => {
        const link = `https://cloud.example.org${prefix}${pieces.join("/")}`;
        const [action] = allowedActions(call, addresses, allowedPrefixes, [{ label: "Los", link, type: "DELETE" }]);
        if (action === undefined) return;
        const { pathname, host } = new URL(action.path, "https://tool.example");
        expect([host, pathname.startsWith(prefix)]).toEqual(["tool.example", true]);
        expect(decodeURIComponent(pathname)).not.toMatch(/\.\.|\\/u);
      }),
      { numRuns: 1000 },
    );
  });

  test("leads browsers to their own address and nowhere else (S37)", () => {
    fc.assert(
      fc.property(fc.oneof(fc.webUrl(), fc.string(), fc.constantFrom("javascript:alert(1)", "//x", "")), (link) => {
        const href = webHref(addresses, link);
        expect(href === null || href.startsWith("https://cloud.example.org/")).toBe(true);
      }),
    );
    expect(webHref(addresses, "https://nextcloud.internal:8443/cloud/index.php/f/1")).toBe(
      "https://cloud.example.org/index.php/f/1",
    );
  });

  test("of ours is encoded", () => {
    expect(fileHref(addresses, "1/2")).toBe("https://cloud.example.org/index.php/f/1%2F2");
    expect(folderHref(addresses, ["a&b", "#c"])).toBe(
      "https://cloud.example.org/index.php/apps/files/files?dir=%2Fa%26b%2F%23c",
    );
  });
});

describe("the kind of a file", () => {
  test.each([
    ["application/vnd.oasis.opendocument.text", "text"],
    ["application/vnd.openxmlformats-officedocument.wordprocessingml.document", "text"],
    ["application/msword", "text"],
    ["text/markdown; charset=utf-8", "text"],
    ["application/vnd.oasis.opendocument.spreadsheet", "sheet"],
    ["application/vnd.ms-excel", "sheet"],
    ["text/csv", "sheet"],
    ["application/vnd.oasis.opendocument.presentation", "slides"],
    ["application/vnd.ms-powerpoint", "slides"],
    ["application/pdf", "pdf"],
    ["IMAGE/PNG", "image"],
    ["video/mp4", "video"],
    ["audio/ogg", "audio"],
    ["application/zip", "archive"],
    ["application/x-7z-compressed", "archive"],
    ["httpd/unix-directory", "folder"],
    ["application/octet-stream", "other"],
    ["", "other"],
    [null, "other"],
  ])("of the type %s is %s", (type, kind) => {
    expect(fileKind(type)).toBe(kind);
  });
});

describe("a name for an upload", () => {
  test.each([
    ["Bericht.odt", 2, "Bericht (2).odt"],
    ["archiv.tar.gz", 3, "archiv.tar (3).gz"],
    ["ohne", 2, "ohne (2)"],
    [".profil", 2, ".profil (2)"],
  ])("%s is numbered %i as %s", (name, number, expected) => {
    expect(numbered(name, number)).toBe(expected);
  });

  test("may be anything that people write", () => {
    for (const name of ["Größe & Maß #1 (50%).odt", "日本語.txt", "a'b\"c.txt", ".profil", "x".repeat(250)]) {
      expect([name, isFileName(name)]).toEqual([name, true]);
    }
  });
});
