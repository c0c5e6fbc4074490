import {
  abortUpload,
  beginUpload,
  finishUpload,
  listFiles,
  searchFiles,
  setFavourite,
  type UploadProblem,
} from "@pforte/shared/contract/files";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startFilesPortal, sendPart, type FilesPortal } from "../../test/files-portal.ts";
import type { TestPerson } from "../../test/person.ts";

let world: FilesPortal;
let ines: TestPerson;
let katharina: TestPerson;
let tobias: TestPerson;

beforeAll(async () => {
  world = await startFilesPortal({ settings: { web: "https://cloud.example.org", uploadFolder: "Eingang" } });
  [ines, katharina, tobias] = await Promise.all([
    world.portal.as("ines"),
    world.portal.as("katharina"),
    world.portal.as("tobias"),
  ]);
  world.tool.world.folder("ines", "Eingang");
}, 60_000);
afterAll(async () => world[Symbol.asyncDispose]());
beforeEach(() => world.tool.levers.break("ok"));

const body = (about: Partial<typeof beginUpload.body._input> = {}) => ({
  source: "files",
  folder: "Eingang",
  name: "Bericht.odt",
  size: 6,
  changedAt: "2026-03-01T10:20:30.000Z",
  ifExists: "ask" as const,
  ...about,
});

async function begun(person: TestPerson, about: Partial<typeof beginUpload.body._input> = {}): Promise<string> {
  const answer = await person.call(beginUpload, { body: body(about) });
  if (answer.state !== "ready") throw new Error(answer.state);
  return answer.upload;
}

const failure = async (call: Promise<unknown>) =>
  call.then(
    () => null,
    (error: unknown) => (error instanceof Error ? error.message : error),
  );

describe("the files of a person", () => {
  it("are those of Nextcloud, with the portal's own addresses for their bytes", async () => {
    const file = world.tool.world.put("ines", "Referat 42/Vermerk.odt", "x");
    const { files, sources, uploads } = await ines.call(listFiles, { query: {} });
    expect(sources).toEqual([{ source: "files", name: "Dateien", outcome: { state: "ok", at: expect.any(String) } }]);
    expect(uploads).toEqual([{ source: "files", folder: "Eingang" }]);
    expect(files.find(({ name }) => name === "Vermerk.odt")).toMatchObject({
      id: `files:${file.id}`,
      source: "files",
      place: "Referat 42",
      href: `https://cloud.example.org/index.php/f/${file.id}`,
      preview: `/files/preview/files/${file.id}?v=${file.etag}`,
      download: `/files/download/files/${file.id}`,
    });
  });

  it("are found, become favourites, and are listed as such", async () => {
    const file = world.tool.world.put("ines", "Haushaltsplan 2027.ods", "x");
    const found = await ines.call(searchFiles, { query: { term: "haushaltsplan" } });
    expect(found.files.map(({ id }) => id)).toEqual([`files:${file.id}`]);
    await ines.call(setFavourite, { body: { file: `files:${file.id}`, isFavourite: true } });
    const favourites = await ines.call(listFiles, { query: { view: "favourites" } });
    expect(favourites.files.map(({ id, isFavourite }) => [id, isFavourite])).toEqual([[`files:${file.id}`, true]]);
  });

  it("have no preview and no download where they are folders, or were not accepted yet", async () => {
    const shared = world.tool.world.put("katharina", "angeboten.pdf", "x");
    world.tool.world.share(shared, "ines", { isPending: true });
    world.tool.world.share(world.tool.world.folder("katharina", "Mappe"), "ines");
    const { files } = await ines.call(listFiles, { query: { view: "shared" } });
    expect(files.map(({ name, download, preview }) => [name, download, preview])).toEqual([
      ["Mappe", null, null],
      ["angeboten.pdf", null, null],
    ]);
  });

  it("are nobody's without the group for it: no call is made, and the reply says why (S14)", async () => {
    world.tool.forget();
    const { files, sources, uploads } = await tobias.call(listFiles, { query: {} });
    expect({ files, uploads }).toEqual({ files: [], uploads: [] });
    expect(sources.map(({ outcome }) => outcome.state)).not.toContain("ok");
    expect(await failure(tobias.call(beginUpload, { body: body() }))).toMatch(/^(?:404|403|502)/u);
    expect(world.tool.replies).toEqual([]);
  });

  it("are each person's own, also from memory and under the same term (S48)", async () => {
    world.tool.world.put("ines", "Kennwort Ines.txt", "x");
    world.tool.world.put("katharina", "Kennwort Katharina.txt", "x");
    for (let round = 0; round < 3; round += 1) {
      const search = async (person: TestPerson) =>
        (await person.call(searchFiles, { query: { term: "kennwort" } })).files.map(({ name }) => name);
      const [hers, others] = await Promise.all([search(ines), search(katharina)]);
      expect([hers, others]).toEqual([["Kennwort Ines.txt"], ["Kennwort Katharina.txt"]]);
      const recent = await katharina.call(listFiles, { query: {} });
      expect(recent.files.map(({ name }) => name)).not.toContain("Kennwort Ines.txt");
    }
  });

  it("carry no file id of another person into a call (S14)", async () => {
    const file = world.tool.world.put("ines", "Nur meins.txt", "x");
    const id = `files:${file.id}`;
    expect(await failure(katharina.call(setFavourite, { body: { file: id, isFavourite: true } }))).toBe(
      "404 not_found",
    );
    expect(file.favouriteOf.has("katharina")).toBe(false);
    for (const odd of ["files", "files:", ":1", "none:1", "files:x", `portal:${file.id}`]) {
      expect(await failure(ines.call(setFavourite, { body: { file: odd, isFavourite: true } }))).toBe("404 not_found");
    }
  });

  it("stay on the page while Nextcloud is broken, with when and why", async () => {
    await ines.call(listFiles, { query: {} });
    world.tool.levers.break("http500");
    const { files, sources } = await ines.call(searchFiles, { query: { term: "etwas Neues" } });
    expect(files).toEqual([]);
    expect(sources[0]?.outcome.state).toBe("unavailable");
  });
});

describe("an upload", () => {
  it("goes through to Nextcloud, and the list has it at once", async () => {
    const upload = await begun(ines);
    expect(await sendPart(world, ines, { upload, length: 6 }, Buffer.from("Inhalt"))).toEqual({
      status: 204,
      body: null,
    });
    const end = await ines.call(finishUpload, { body: { upload } });
    expect(end).toMatchObject({ state: "stored", file: { name: "Bericht.odt", source: "files", place: "Eingang" } });
    const { files } = await ines.call(listFiles, { query: {} });
    expect(files.map(({ name }) => name)).toContain("Bericht.odt");
  });

  it("of an empty file is one part without bytes", async () => {
    const upload = await begun(ines, { name: "leer.txt", size: 0 });
    expect((await sendPart(world, ines, { upload, length: 0 }, Buffer.alloc(0))).status).toBe(204);
    expect(await ines.call(finishUpload, { body: { upload } })).toMatchObject({ file: { name: "leer.txt", size: 0 } });
  });

  it("asks what to do where the name is taken, and keeps both when told so", async () => {
    world.tool.world.put("ines", "Eingang/Doppelt.odt", "alt");
    expect(await ines.call(beginUpload, { body: body({ name: "Doppelt.odt" }) })).toMatchObject({
      state: "conflict",
      existing: { name: "Doppelt.odt", size: 3 },
    });
    const upload = await begun(ines, { name: "Doppelt.odt", ifExists: "keep_both" });
    await sendPart(world, ines, { upload, length: 6 }, Buffer.from("Inhalt"));
    expect(await ines.call(finishUpload, { body: { upload } })).toMatchObject({ file: { name: "Doppelt (2).odt" } });
  });

  it("says what is the matter where a part is refused", async () => {
    const upload = await begun(ines, { name: "eilig.odt" });
    world.tool.world.put("ines", "Eingang/eilig.odt", "schneller");
    const { status, body: problem } = await sendPart(world, ines, { upload, length: 6 }, Buffer.from("Inhalt"));
    expect(status).toBe(200);
    expect((problem as UploadProblem).state).toBe("conflict");
  });

  it("is of use to its person only, on whatever session of theirs (S14)", async () => {
    const upload = await begun(ines, { name: "meins.odt" });
    world.tool.forget();
    expect((await sendPart(world, katharina, { upload, length: 6 }, Buffer.from("fremd!"))).status).toBe(404);
    expect(await failure(katharina.call(finishUpload, { body: { upload } }))).toBe("404 not_found");
    expect(await failure(katharina.call(abortUpload, { body: { upload } }))).toBe("404 not_found");
    expect(world.tool.replies).toEqual([]);
    const elsewhere = await world.portal.as("ines");
    expect((await sendPart(world, elsewhere, { upload, length: 6 }, Buffer.from("Inhalt"))).status).toBe(204);
  });

  it("cannot be made up or changed", async () => {
    const upload = await begun(ines, { name: "echt.odt" });
    for (const name of ["x", "1.test.AAAA", `${upload}A`, upload.slice(0, -6), upload.replace(/.{8}$/u, "AAAAAAAA")]) {
      expect((await sendPart(world, ines, { upload: name, length: 6 }, Buffer.from("Inhalt"))).status).toBe(404);
      expect(await failure(ines.call(finishUpload, { body: { upload: name } }))).toBe("404 not_found");
    }
  });

  it("takes each part with exactly the length that was agreed, and no other part", async () => {
    const upload = await begun(ines, { name: "lang.odt" });
    expect((await sendPart(world, ines, { upload, length: 5 }, Buffer.from("Inhal"))).status).toBe(400);
    expect((await sendPart(world, ines, { upload, length: 7 }, Buffer.from("Inhalt!"))).status).toBe(400);
    expect((await sendPart(world, ines, { upload, length: 6, number: 2 }, Buffer.from("Inhalt"))).status).toBe(404);
    expect((await sendPart(world, ines, { upload, length: 6, number: 0 }, Buffer.from("Inhalt"))).status).toBe(400);
  });

  it("that is given up leaves nothing behind", async () => {
    const upload = await begun(ines, { name: "groß.bin", size: 11 * 1024 * 1024 });
    expect(world.tool.uploads.pending).toBe(1);
    await ines.call(abortUpload, { body: { upload } });
    expect(world.tool.uploads.pending).toBe(0);
  });

  it("of which every second reply is lost stands once, whole, in the end (F38)", async () => {
    const { levers } = world.tool;
    let calls = 0;
    const isWrite = (call: { readonly method: string }) => ["PUT", "MOVE", "MKCOL"].includes(call.method);
    levers.break("lost", (call) => isWrite(call) && (calls += 1) % 2 === 1);
    const until = async <T>(act: () => Promise<T>, isDone: (value: T) => boolean): Promise<T> => {
      for (let tries = 0; tries < 6; tries += 1) {
        const value = await act().catch(() => null);
        if (value !== null && isDone(value)) return value;
      }
      throw new Error("It never succeeded.");
    };
    const names = ["eins.txt", "zwei.txt", "drei.txt", "vier.bin"];
    for (const name of names) {
      const content = name.endsWith("bin") ? Buffer.alloc(11 * 1024 * 1024, name) : Buffer.from(name);
      const begin = await until(
        async () => ines.call(beginUpload, { body: body({ name, size: content.length }) }),
        ({ state }) => state === "ready",
      );
      if (begin.state !== "ready") throw new Error(begin.state);
      const { upload, partBytes } = begin;
      for (let at = 0, number = 1; at < content.length; at += partBytes, number += 1) {
        const bytes = content.subarray(at, at + partBytes);
        await until(
          async () => sendPart(world, ines, { upload, number, length: bytes.length }, bytes),
          ({ status }) => status === 204,
        );
      }
      await until(
        async () => ines.call(finishUpload, { body: { upload } }),
        ({ state }) => state === "stored",
      );
      const node = world.tool.world.find("ines", ["Eingang", name])?.node;
      expect(node?.content.equals(content)).toBe(true);
    }
    const stored = [...(world.tool.world.find("ines", ["Eingang"])?.node.children?.keys() ?? [])];
    for (const name of names) expect(stored.filter((each) => each.startsWith(name.slice(0, 4)))).toEqual([name]);
    const written = world.tool.replies.filter(({ call, reply }) => isWrite(call) && reply.status < 300);
    for (const name of names.slice(0, 3)) {
      expect(written.filter(({ call }) => call.method === "PUT" && call.path.endsWith(`/${name}`))).toHaveLength(1);
    }
    expect(written.filter(({ call }) => call.method === "MOVE")).toHaveLength(1);
  });

  it("whose sender loses the connection at any moment stands once, whole, in the end (F38)", async () => {
    world.tool.forget();
    world.tool.levers.break({ slow: 15 }, ({ method }) => method === "PUT");
    const content = Buffer.alloc(200_000, "inhalt");
    await Promise.all(
      Array.from({ length: 12 }, async (_, index) => {
        const upload = await begun(ines, { name: `Versuch ${index}.txt`, size: content.length });
        let isLost = true;
        for (let wait = index * 2; isLost; wait += 25) {
          const signal = AbortSignal.timeout(wait);
          isLost = await sendPart(world, ines, { upload, length: content.length, signal }, content).then(
            ({ status }) => status !== 204,
            () => true,
          );
        }
        await ines.call(finishUpload, { body: { upload } });
      }),
    );
    const stored = [...(world.tool.world.find("ines", ["Eingang"])?.node.children ?? [])];
    const attempts = stored.filter(([name]) => name.startsWith("Versuch"));
    expect(attempts).toHaveLength(12);
    expect(attempts.every(([, node]) => node.content.equals(content))).toBe(true);
    const writes = world.tool.replies.filter(({ call, reply }) => call.method === "PUT" && reply.status < 300);
    expect(writes).toHaveLength(12);
  });

  it("leaves no name, no content and no token in the log (S67)", async () => {
    const upload = await begun(ines, { name: "Verschlusssache.odt" });
    await sendPart(world, ines, { upload, length: 6 }, Buffer.from("Inhalt"));
    world.tool.levers.break("http500");
    expect(await failure(ines.call(finishUpload, { body: { upload } }))).toBe("503 source_unavailable");
    const log = world.portal.logLines.join("");
    expect(log).toContain("/api/files/uploads/finish");
    for (const secret of ["Verschlusssache", "Eingang", "Inhalt", "kennwort", "eyJ", upload]) {
      expect([secret, log.includes(secret)]).toEqual([secret, false]);
    }
  });
});
