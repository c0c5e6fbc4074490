import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createSealer } from "../auth/sealer.ts";
import { verifiedPrincipal } from "../storage/principal.ts";
import { createUploadNames, type NamedUpload } from "./file-upload-name.ts";

const keys = [{ id: "k1", key: randomBytes(32) }];
const principal = (subject: string, issuer = "https://id.example", sessionHash = "s1") =>
  verifiedPrincipal({
    owner: { issuer, subject },
    sessionHash,
    username: subject,
    name: subject,
    groups: [],
    isAdministrator: false,
  });

const upload: NamedUpload = {
  source: "files",
  target: {
    folder: "Ablage/Maß",
    name: "Bericht 'ü'.odt",
    size: 12,
    changedAt: new Date("2026-03-01T10:20:30.000Z"),
    ifExists: "replace",
    transfer: "7b1d2c3e",
    replaces: '"abc"',
  },
  partBytes: 10,
};

describe("the name of an upload", () => {
  let now = new Date("2026-11-25T12:00:00Z");
  const names = () => createUploadNames(createSealer(keys), () => now);
  const sealed = (of = upload) => names().seal(principal("ines"), of) ?? "";

  it("holds all that any replica needs to go on, in whatever session of the person", () => {
    expect(names().open(principal("ines", "https://id.example", "another"), sealed())).toEqual(upload);
    const without = { ...upload, target: { ...upload.target, changedAt: null, replaces: null } };
    expect(names().open(principal("ines"), sealed(without))).toEqual(without);
  });

  it("is none for anybody else, also of another issuer with the same subject", () => {
    expect(names().open(principal("katharina"), sealed())).toBeNull();
    expect(names().open(principal("ines", "https://other.example"), sealed())).toBeNull();
  });

  it("is none when it was sealed for another purpose, with another key, or was changed", () => {
    const name = sealed();
    const other = createSealer([{ id: "k1", key: randomBytes(32) }]);
    expect(createUploadNames(other, () => now).open(principal("ines"), name)).toBeNull();
    expect(names().open(principal("ines"), createSealer(keys).seal("{}", ["session"]))).toBeNull();
    for (let at = 6; at < name.length; at += 7) {
      const changed = `${name.slice(0, at)}${name[at] === "A" ? "B" : "A"}${name.slice(at + 1)}`;
      expect(names().open(principal("ines"), changed)).toBeNull();
    }
  });

  it("tells nobody who reads it on its way what is uploaded", () => {
    expect(Buffer.from(sealed().split(".").at(-1) ?? "", "base64url").toString("latin1")).not.toContain("Ablage");
  });

  it("is good for a day", () => {
    const name = sealed();
    now = new Date(now.getTime() + 24 * 3600_000 - 1);
    expect(names().open(principal("ines"), name)).not.toBeNull();
    now = new Date(now.getTime() + 2);
    expect(names().open(principal("ines"), name)).toBeNull();
  });

  it("is not given where it would be longer than a request can carry", () => {
    const folder = "Ordner/".repeat(140);
    expect(sealed({ ...upload, target: { ...upload.target, folder } }).length).toBeLessThan(6000);
    expect(sealed({ ...upload, target: { ...upload.target, folder: "€".repeat(1000), name: "€".repeat(500) } })).toBe(
      "",
    );
  });
});
