import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type NextcloudStage, startNextcloudStage } from "../../../test/nextcloud-stage.ts";
import { failureOf } from "../../../test/odd-source.ts";
import type { CallContext } from "../kit/connector.ts";

const minutesAgo = (minutes: number) => new Date(Math.floor(Date.now() / 1000 - minutes * 60) * 1000);

describe("a person's files in Nextcloud", () => {
  let stage: NextcloudStage;
  let ines: CallContext;

  beforeEach(async () => {
    stage = await startNextcloudStage({ web: "https://cloud.example.org" });
    ines = await stage.as("ines");
  });

  afterEach(async () => stage[Symbol.asyncDispose]());

  test("are listed newest first, wherever they lie, without folders", async () => {
    const { world } = stage.tool;
    const modified = minutesAgo(3);
    const node = world.put("ines", "Referat 42/Maß & Zahl/Vermerk #1.odt", "ü".repeat(10), { modified });
    world.put("ines", "alt.pdf", "x", { modified: minutesAgo(600) });
    world.put("katharina", "fremd.txt", "x", { modified });
    const { files, dropped } = await stage.files.recent(ines, 10);
    expect(dropped).toBe(0);
    expect(files).toEqual([
      {
        id: String(node.id),
        name: "Vermerk #1.odt",
        kind: "text",
        place: "Referat 42/Maß & Zahl",
        size: 20,
        changedAt: modified.toISOString(),
        changedBy: null,
        isFavourite: false,
        sharedBy: null,
        href: `https://cloud.example.org/index.php/f/${node.id}`,
        folderHref: "https://cloud.example.org/index.php/apps/files/files?dir=%2FReferat%2042%2FMa%C3%9F%20%26%20Zahl",
        etag: node.etag,
        hasPreview: true,
      },
      expect.objectContaining({ name: "alt.pdf", kind: "pdf", place: "" }),
    ]);
    expect((await stage.files.recent(ines, 1)).files).toHaveLength(1);
  });

  test("can be none", async () => {
    const nothing = { files: [], dropped: 0 };
    expect(await stage.files.recent(ines, 10)).toEqual(nothing);
    expect(await stage.files.favourites(ines, 10)).toEqual(nothing);
    expect(await stage.files.shared(ines, 10)).toEqual(nothing);
    expect(await stage.files.search(ines, "nichts", 10)).toEqual(nothing);
  });

  test("become favourites and lose it again, in Nextcloud itself", async () => {
    const { world } = stage.tool;
    const node = world.put("ines", "Ordner/Bericht.odt", "x");
    world.put("ines", "anderes.odt", "x");
    await stage.files.setFavourite(ines, String(node.id), true);
    expect((await stage.files.favourites(ines, 10)).files.map(({ name }) => name)).toEqual(["Bericht.odt"]);
    expect((await stage.files.recent(ines, 10)).files.find(({ id }) => id === String(node.id))?.isFavourite).toBe(true);
    await stage.files.setFavourite(ines, String(node.id), false);
    await stage.files.setFavourite(ines, String(node.id), false);
    expect((await stage.files.favourites(ines, 10)).files).toEqual([]);
  });

  test("are no favourites where Nextcloud did not take the mark, whatever the reply is as a whole", async () => {
    const node = stage.tool.world.put("ines", "Bericht.odt", "x");
    stage.tool.levers.intercept((call, response) => {
      if (call.method !== "PROPPATCH") return false;
      const inner = `<d:href>/x</d:href><d:propstat><d:prop/><d:status>HTTP/1.1 403 Forbidden</d:status></d:propstat>`;
      const body = `<d:multistatus xmlns:d="DAV:"><d:response>${inner}</d:response></d:multistatus>`;
      response.writeHead(207, { "content-type": "application/xml" }).end(body);
      return true;
    });
    expect((await failureOf(stage.files.setFavourite(ines, String(node.id), true))).reason).toBe("forbidden");
  });

  test("that others shared say by whom; what is not accepted yet has no bytes here", async () => {
    const { world } = stage.tool;
    const folder = world.folder("katharina", "Haushalt");
    world.share(world.put("katharina", "Haushalt/Plan.ods", "plan"), "ines", { at: minutesAgo(1) });
    world.share(folder, "ines", { at: minutesAgo(2) });
    world.share(world.put("katharina", "neu.pdf", "x"), "ines", { isPending: true, at: minutesAgo(0) });
    const { files } = await stage.files.shared(ines, 10);
    expect(files.map(({ name, kind, sharedBy, isPending }) => [name, kind, sharedBy, isPending])).toEqual([
      ["neu.pdf", "pdf", "Katharina Vogt", true],
      ["Plan.ods", "sheet", "Katharina Vogt", undefined],
      ["Haushalt", "folder", "Katharina Vogt", undefined],
    ]);
    expect(files[0]).toMatchObject({
      href: "https://cloud.example.org/index.php/apps/files/pendingshares",
      hasPreview: false,
    });
    expect((await stage.files.recent(ines, 10)).files.find(({ name }) => name === "Plan.ods")?.sharedBy).toBe(
      "Katharina Vogt",
    );
  });

  test("are shared by nobody where sharing is switched off", async () => {
    stage.tool.levers.intercept((call, response) => {
      if (!call.path.includes("/files_sharing/")) return false;
      const body = { ocs: { meta: { status: "failure", statuscode: 998, message: "Invalid query" }, data: [] } };
      response.writeHead(404, { "content-type": "application/json" }).end(JSON.stringify(body));
      return true;
    });
    expect(await stage.files.shared(ines, 10)).toEqual({ files: [], dropped: 0 });
  });

  test.each([
    ["bericht", ["Bericht 100%.odt", "bericht_2.odt"]],
    ["100%", ["Bericht 100%.odt"]],
    ["t_2", ["bericht_2.odt"]],
    ["%%", []],
    ["<d:x>&", []],
  ])("are found by a part of their name, which stands for itself: %s", async (term, names) => {
    const { world } = stage.tool;
    world.put("ines", "Bericht 100%.odt", "x", { modified: minutesAgo(1) });
    world.put("ines", "a/bericht_2.odt", "x", { modified: minutesAgo(2) });
    world.put("ines", "a/t22.odt", "x", { modified: minutesAgo(3) });
    expect((await stage.files.search(ines, term, 10)).files.map(({ name }) => name)).toEqual(names);
  });

  test("have a mark that changes with anything below the top, and with nothing else", async () => {
    const { world } = stage.tool;
    world.put("ines", "a/b/c.txt", "x");
    const before = await stage.files.mark(ines);
    expect(await stage.files.mark(ines)).toBe(before);
    world.put("katharina", "fremd.txt", "x");
    expect(await stage.files.mark(ines)).toBe(before);
    world.put("ines", "a/b/c.txt", "y");
    expect(await stage.files.mark(ines)).not.toBe(before);
  });

  test("come as bytes with their name, also under names that paths do not like", async () => {
    const node = stage.tool.world.put("ines", "Maß & Zahl/50% #1?.odt", "der Inhalt");
    const body = await stage.files.download(ines, String(node.id));
    expect({ name: body.name, length: body.length }).toEqual({ name: "50% #1?.odt", length: 10 });
    expect(await textOf(body.stream)).toBe("der Inhalt");
  });

  test("have a picture where Nextcloud draws one", async () => {
    const node = stage.tool.world.put("ines", "bild.png", "x");
    const body = await stage.files.preview(ines, String(node.id), 256);
    expect(body.type).toMatch(/^image\//u);
    expect((await textOf(body.stream)).length).toBeGreaterThan(20);
  });

  test("of others are not there, by any call (S14)", async () => {
    const { id } = stage.tool.world.put("katharina", "geheim.pdf", "geheim");
    for (const act of [
      async () => stage.files.download(ines, String(id)),
      async () => stage.files.preview(ines, String(id), 256),
      async () => stage.files.setFavourite(ines, String(id), true),
    ]) {
      expect((await failureOf(act())).reason).toBe("not_found");
    }
  });

  test.each(["../../x", "1/2", "", "0", "-1", "1e3", "1 OR 1=1"])(
    "are asked for by ids only, and %j is none: no call is made",
    async (id) => {
      stage.tool.forget();
      expect((await failureOf(stage.files.download(ines, id))).reason).toBe("not_found");
      expect((await failureOf(stage.files.preview(ines, id, 64))).reason).toBe("not_found");
      expect(stage.tool.replies).toEqual([]);
    },
  );

  test("that are folders have no bytes", async () => {
    const folder = stage.tool.world.folder("ines", "Ordner");
    expect((await failureOf(stage.files.download(ines, String(folder.id)))).reason).toBe("not_found");
  });

  test("are said to need a first sign-in where there is no folder for the person", async () => {
    const odd = (status: number, body: string) => {
      stage.tool.levers.intercept((call, response) => {
        if (call.method !== "PROPFIND") return false;
        response.writeHead(status, { "content-type": "application/xml" }).end(body);
        return true;
      });
    };
    odd(404, `<d:error xmlns:d="DAV:" xmlns:s="http://sabredav.org/ns"><s:exception>x</s:exception></d:error>`);
    expect(await failureOf(stage.files.mark(ines))).toMatchObject({ reason: "not_found", code: "needs_first_login" });
  });
});

describe("an account", () => {
  test("is asked for where user names are not the ids, once for all calls of one context", async () => {
    await using stage = await startNextcloudStage({ settings: { account: "ask" } });
    stage.tool.world.put("ines", "a.txt", "x");
    const own = await stage.as("ines");
    const call = { ...own, person: { ...own.person, subject: "s", username: "Ines.Faerber" } };
    expect((await stage.files.recent(call, 5)).files.map(({ name }) => name)).toEqual(["a.txt"]);
    await stage.files.mark(call);
    expect(stage.tool.replies.filter(({ call: { path } }) => path.endsWith("/cloud/user"))).toHaveLength(1);
  });
});

async function textOf(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of stream) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}
