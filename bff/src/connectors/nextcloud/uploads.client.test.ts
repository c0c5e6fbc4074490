import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type NextcloudStage, startNextcloudStage } from "../../../test/nextcloud-stage.ts";
import { failureOf } from "../../../test/odd-source.ts";
import type { CallContext } from "../kit/connector.ts";
import type { NativeFile, UploadTarget } from "../kit/files.ts";

const mebibyte = 1024 * 1024;
const partBytes = 5 * mebibyte;
const changedAt = new Date("2026-03-01T10:20:30.400Z");

describe("uploads to Nextcloud", () => {
  let stage: NextcloudStage;
  let ines: CallContext;

  beforeEach(async () => {
    stage = await startNextcloudStage({ settings: { partBytes, uploadBytes: 40 * mebibyte } });
    ines = await stage.as("ines");
    stage.tool.world.folder("ines", "Ablage");
  });

  afterEach(async () => stage[Symbol.asyncDispose]());

  const wanted = (about: Partial<UploadTarget> = {}): UploadTarget => ({
    folder: "Ablage",
    name: "Bericht.odt",
    size: 6,
    changedAt,
    ifExists: "ask",
    transfer: randomUUID(),
    ...about,
  });

  async function begun(about: Partial<UploadTarget> = {}): Promise<UploadTarget> {
    const answer = await stage.uploads.begin(ines, wanted(about));
    if ("state" in answer) throw new Error(`The upload did not begin: ${answer.state}.`);
    return answer.target;
  }

  const put = async (target: UploadTarget, content: Buffer | string, number = 1) =>
    stage.uploads.part(ines, target, number, {
      stream: piecesOf(Buffer.from(content)),
      length: Buffer.byteLength(content),
    });

  async function finished(target: UploadTarget): Promise<NativeFile> {
    const end = await stage.uploads.finish(ines, target);
    if ("state" in end) throw new Error(`The upload did not finish: ${end.state}.`);
    return end;
  }

  const contentAt = (...segments: string[]) => stage.tool.world.find("ines", segments)?.node.content.toString();
  const namesIn = (folder: string) => [...(stage.tool.world.find("ines", [folder])?.node.children?.keys() ?? [])];
  /** Calls that changed something. */
  const writes = () =>
    stage.tool.replies
      .filter(({ call: { method }, reply: { status } }) => ["PUT", "MOVE"].includes(method) && status < 300)
      .map(({ call: { method, path } }) => `${method} ${path.slice(path.lastIndexOf("/") + 1)}`);

  test("of one part are one PUT, with the time that the file has on the person's computer", async () => {
    const target = await begun();
    expect(await put(target, "Inhalt")).toBeNull();
    const file = await finished(target);
    expect(file).toMatchObject({
      name: "Bericht.odt",
      place: "Ablage",
      size: 6,
      changedAt: "2026-03-01T10:20:30.000Z",
      kind: "text",
    });
    expect(contentAt("Ablage", "Bericht.odt")).toBe("Inhalt");
    expect(writes()).toEqual(["PUT Bericht.odt"]);
  });

  test("of several parts are put together from parts that come in any order", async () => {
    const bytes = Buffer.alloc(2 * partBytes + 7, "abcdefg");
    const target = await begun({ size: bytes.length, name: "groß.bin" });
    for (const number of [3, 1, 2]) {
      expect(await put(target, bytes.subarray((number - 1) * partBytes, number * partBytes), number)).toBeNull();
    }
    const file = await finished(target);
    expect(file).toMatchObject({ name: "groß.bin", size: bytes.length, changedAt: "2026-03-01T10:20:30.000Z" });
    expect(stage.tool.world.find("ines", ["Ablage", "groß.bin"])?.node.content.equals(bytes)).toBe(true);
    expect(stage.tool.uploads.pending).toBe(0);
  });

  test("of an empty file need no part, and may have one", async () => {
    expect(await finished(await begun({ size: 0, name: "leer.txt" }))).toMatchObject({ name: "leer.txt", size: 0 });
    const target = await begun({ size: 0, name: "auch leer.txt" });
    expect(await put(target, "")).toBeNull();
    expect(await finished(target)).toMatchObject({ name: "auch leer.txt", size: 0 });
  });

  test("ask first where a file of that name is, and change nothing", async () => {
    stage.tool.world.put("ines", "Ablage/Bericht.odt", "alter Inhalt", { modified: new Date("2026-01-02T03:04:05Z") });
    expect(await stage.uploads.begin(ines, wanted())).toEqual({
      state: "conflict",
      existing: {
        name: "Bericht.odt",
        place: "Ablage",
        size: 12,
        changedAt: "2026-01-02T03:04:05.000Z",
        changedBy: null,
      },
    });
    expect(contentAt("Ablage", "Bericht.odt")).toBe("alter Inhalt");
  });

  test("keep both under the next free name", async () => {
    stage.tool.world.put("ines", "Ablage/Bericht.odt", "alt");
    stage.tool.world.put("ines", "Ablage/Bericht (2).odt", "auch alt");
    const target = await begun({ ifExists: "keep_both" });
    expect(target.name).toBe("Bericht (3).odt");
    await put(target, "Inhalt");
    expect((await finished(target)).name).toBe("Bericht (3).odt");
    expect(contentAt("Ablage", "Bericht.odt")).toBe("alt");
  });

  test("replace exactly the file that was there when they began", async () => {
    stage.tool.world.put("ines", "Ablage/Bericht.odt", "alt");
    const first = await begun({ ifExists: "replace" });
    expect(await put(first, "Inhalt")).toBeNull();
    await finished(first);
    expect(contentAt("Ablage", "Bericht.odt")).toBe("Inhalt");

    const second = await begun({ ifExists: "replace" });
    stage.tool.world.put("ines", "Ablage/Bericht.odt", "von einer Kollegin");
    expect(await put(second, "Inhalt")).toMatchObject({ state: "conflict", existing: { size: 18 } });
    expect(contentAt("Ablage", "Bericht.odt")).toBe("von einer Kollegin");
  });

  test("in parts do not overwrite what came meanwhile either", async () => {
    const bytes = Buffer.alloc(partBytes + 1);
    for (const ifExists of ["ask", "replace"] as const) {
      const name = `${ifExists}.bin`;
      const target = await begun({ name, size: bytes.length, ifExists });
      await put(target, bytes.subarray(0, partBytes), 1);
      await put(target, bytes.subarray(partBytes), 2);
      stage.tool.world.put("ines", `Ablage/${name}`, "Kollegin");
      expect(await stage.uploads.finish(ines, target)).toMatchObject({ state: "conflict", existing: { size: 8 } });
      expect(contentAt("Ablage", name)).toBe("Kollegin");
    }
  });

  test("repeated after a lost reply leave one version (F38)", async () => {
    stage.tool.world.put("ines", "Ablage/ersetzt.odt", "alt");
    for (const about of [{ name: "neu.odt" }, { name: "ersetzt.odt", ifExists: "replace" as const }]) {
      stage.tool.forget();
      const target = await begun(about);
      stage.tool.levers.break("lost", ({ method }) => method === "PUT");
      expect((await failureOf(put(target, "Inhalt"))).reason).toBe("unavailable");
      stage.tool.levers.break("ok");
      expect(await put(target, "Inhalt")).toBeNull();
      expect((await finished(target)).size).toBe(6);
      expect((await finished(target)).size).toBe(6);
      expect(writes()).toEqual([`PUT ${about.name}`]);
    }
    expect(namesIn("Ablage")).toEqual(["ersetzt.odt", "neu.odt"]);
  });

  test("put together twice, because the first reply was lost, are one file (F38)", async () => {
    const bytes = Buffer.alloc(partBytes + 5, "z");
    const target = await begun({ name: "groß.bin", size: bytes.length });
    await put(target, bytes.subarray(0, partBytes), 1);
    await put(target, bytes.subarray(0, partBytes), 1);
    await put(target, bytes.subarray(partBytes), 2);
    stage.tool.levers.break("lost", ({ method }) => method === "MOVE");
    expect((await failureOf(stage.uploads.finish(ines, target))).reason).toBe("unavailable");
    stage.tool.levers.break("ok");
    expect((await finished(target)).size).toBe(bytes.length);
    expect(await put(target, bytes.subarray(partBytes), 2)).toBeNull();
    expect(writes().filter((write) => write.startsWith("MOVE"))).toEqual(["MOVE .file"]);
    expect(namesIn("Ablage")).toEqual(["groß.bin"]);
  });

  test("that are still being put together are asked for again, while a file that somebody holds is not", async () => {
    const bytes = Buffer.alloc(partBytes + 5, "z");
    const target = await begun({ name: "groß.bin", size: bytes.length });
    await put(target, bytes.subarray(0, partBytes), 1);
    await put(target, bytes.subarray(partBytes), 2);
    stage.tool.levers.intercept((call, response) => {
      if (call.method === "MOVE") response.writeHead(423).end();
      return call.method === "MOVE";
    });
    expect(await failureOf(stage.uploads.finish(ines, target))).toMatchObject({
      reason: "unavailable",
      code: "assembling",
      retryAfterSeconds: 5,
    });
    stage.tool.world.put("ines", "Ablage/alt.bin", "alt");
    const replacing = await begun({ name: "alt.bin", size: bytes.length, ifExists: "replace" });
    expect(await stage.uploads.finish(ines, replacing)).toEqual({ state: "locked" });
    stage.tool.levers.intercept(null);
    expect((await finished(target)).size).toBe(bytes.length);
  });

  test("that lack a part do not become a file", async () => {
    const target = await begun({ name: "halb.bin", size: 2 * partBytes });
    await put(target, Buffer.alloc(partBytes), 1);
    expect(await failureOf(stage.uploads.finish(ines, target))).toMatchObject({
      reason: "not_found",
      code: "incomplete",
    });
    expect(await failureOf(stage.uploads.finish(ines, await begun()))).toMatchObject({ code: "incomplete" });
    expect(namesIn("Ablage")).toEqual([]);
  });

  test("given up leave nothing behind, also when that is said twice", async () => {
    const target = await begun({ name: "weg.bin", size: 2 * partBytes });
    await put(target, Buffer.alloc(partBytes), 1);
    expect(stage.tool.uploads.pending).toBe(1);
    await stage.uploads.abort(ines, target);
    await stage.uploads.abort(ines, target);
    expect(stage.tool.uploads.pending).toBe(0);
    await stage.uploads.abort(ines, await begun());
  });

  test("say before the first byte that there is no room, and how much there is", async () => {
    const account = stage.tool.world.accounts.get("ines");
    if (account !== undefined) account.quota = 1000;
    expect(await stage.uploads.begin(ines, wanted({ size: 1001 }))).toEqual({ state: "quota", free: 1000 });
    expect(await stage.uploads.begin(ines, wanted({ size: 41 * mebibyte }))).toEqual({
      state: "too_large",
      limit: 40 * mebibyte,
    });
  });

  test("say so when there is no room any more on the way", async () => {
    const target = await begun();
    const account = stage.tool.world.accounts.get("ines");
    if (account !== undefined) account.quota = 3;
    expect(await put(target, "Inhalt")).toEqual({ state: "quota", free: null });
  });

  test("know a folder that is missing, at the start and when it goes away", async () => {
    expect(await stage.uploads.begin(ines, wanted({ folder: "gibt/es nicht" }))).toEqual({ state: "folder_missing" });
    stage.tool.world.put("ines", "datei", "x");
    expect(await stage.uploads.begin(ines, wanted({ folder: "datei" }))).toEqual({ state: "folder_missing" });
    const target = await begun();
    const folder = stage.tool.world.find("ines", ["Ablage"]);
    if (folder !== null) stage.tool.world.tree.remove(folder.node);
    expect(await put(target, "Inhalt")).toEqual({ state: "folder_missing" });
  });

  test("are refused where the person may only read, and onto a file that somebody holds", async () => {
    const folder = stage.tool.world.folder("katharina", "nur lesen");
    stage.tool.world.share(folder, "ines", { permissions: 1 });
    expect(await stage.uploads.begin(ines, wanted({ folder: "nur lesen" }))).toEqual({ state: "forbidden" });
    const held = stage.tool.world.put("ines", "Ablage/Bericht.odt", "alt");
    held.lockedBy = "katharina";
    const target = await begun({ ifExists: "replace" });
    expect(await put(target, "Inhalt")).toEqual({ state: "locked" });
  });

  test.each([
    ".htaccess",
    "a/b",
    "..",
    "a\\b",
    " vorn",
    "hinten ",
    "x\u0000",
    "x\u202egnp.exe",
    "ä".repeat(126),
    "a.part",
  ])("refuse the name %j before anything is asked for", async (name) => {
    stage.tool.forget();
    expect(await stage.uploads.begin(ines, wanted({ name }))).toEqual({ state: "name_refused" });
    expect(stage.tool.replies).toEqual([]);
  });

  test.each(["../../katharina", "a/../..", "./x"])(
    "do not leave the person's files by the folder %j (S53)",
    async (folder) => {
      stage.tool.forget();
      expect(await stage.uploads.begin(ines, wanted({ folder }))).toEqual({ state: "name_refused" });
      expect(stage.tool.replies).toEqual([]);
    },
  );

  test("go to the top as well, and have a time even where the computer tells none", async () => {
    const target = await begun({ folder: "", changedAt: null });
    expect(target.changedAt?.getMilliseconds()).toBe(0);
    await put(target, "Inhalt");
    expect((await finished(target)).place).toBe("");
    const old = await begun({ folder: "", name: "alt.txt", changedAt: new Date(0) });
    expect(old.changedAt?.getFullYear()).toBeGreaterThan(2024);
  });

  test("fail as a whole where the tool does, and not as a problem of the person", async () => {
    const target = await begun();
    stage.tool.levers.break("http503");
    expect((await failureOf(put(target, "Inhalt"))).reason).toBe("unavailable");
    expect((await failureOf(stage.uploads.begin(ines, wanted()))).reason).toBe("unavailable");
  });
});

async function* piecesOf(bytes: Buffer): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 64 * 1024) yield bytes.subarray(at, at + 64 * 1024);
}
