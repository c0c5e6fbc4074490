import { checkLink, readLinks } from "@pforte/shared/contract/admin-assets";
import { changeDraft, readDraft } from "@pforte/shared/contract/admin-draft";
import { failureSchema } from "@pforte/shared/errors/failure";
import { afterAll, beforeAll, expect, test } from "vitest";
import { names, serverAt } from "../../test/link-servers.ts";
import type { TestPerson } from "../../test/person.ts";
import { buildTestPortal, type TestPortal } from "../../test/portal.ts";

const resolve = names({ "tool.example": ["127.0.0.1"], "inside.example": ["10.1.2.3"] });
let portal: TestPortal;
let katharina: TestPerson;
let server: Awaited<ReturnType<typeof serverAt>>;
beforeAll(async () => {
  server = await serverAt("127.0.0.1", (request, response) => {
    if (request.url?.startsWith("/closed") === true) response.setHeader("x-frame-options", "DENY");
    response.writeHead(request.url === "/gone" ? 410 : 200).end();
  });
  portal = await buildTestPortal({
    config: { linkNetworks: ["127.0.0.0/8"] },
    overrides: { links: { resolve, milliseconds: 300, pace: { gapMilliseconds: 1 } } },
    document: (document) => ({
      ...document,
      tiles: document.tiles.map((tile) => ({ ...tile, links: { de: at("/old") } })),
    }),
  });
  katharina = await portal.as("katharina");
});
afterAll(async () => {
  await portal[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

const at = (path: string) => `http://tool.example:${server.port}${path}`;

test("an administrator hears whether an address is there and may be framed, and it is remembered (S54)", async () => {
  const open = await katharina.call(checkLink, { body: { address: at("/open") } });
  expect(open).toMatchObject({ address: at("/open"), state: "reachable", status: 200, mayBeFramed: true });
  const closed = await katharina.call(checkLink, { body: { address: at("/closed") } });
  expect(closed).toMatchObject({ state: "reachable", mayBeFramed: false });
  const gone = await katharina.call(checkLink, { body: { address: at("/gone") } });
  expect(gone).toMatchObject({ state: "unreachable", status: 410, mayBeFramed: null });
  const before = server.came.length;
  expect(await katharina.call(checkLink, { body: { address: at("/open") } })).toEqual(open);
  const { links } = await katharina.call(readLinks);
  expect(links).toEqual(expect.arrayContaining([open, closed, gone]));
  expect(server.came).toHaveLength(before);
});

test("what is not public and not named by the operators is refused, and says no more than that (S54)", async () => {
  for (const address of ["http://inside.example/", "http://169.254.169.254/latest/", "http://[::ffff:10.0.0.1]/"]) {
    const found = await katharina.call(checkLink, { body: { address } });
    expect(found).toEqual({ address, checkedAt: found.checkedAt, state: "refused", status: null, mayBeFramed: null });
  }
});

test("only administrators ask, and only addresses of the web", async () => {
  const ines = await portal.as("ines");
  await expect(ines.call(checkLink, { body: { address: at("/secret") } })).rejects.toMatchObject({ status: 403 });
  await expect(ines.call(readLinks)).rejects.toMatchObject({ status: 403 });
  const reply = await katharina.send("POST", checkLink.path, {
    body: JSON.stringify({ address: "file:///etc/passwd" }),
  });
  expect([reply.status, failureSchema.parse(await reply.json()).code]).toEqual([400, "bad_request"]);
  expect(server.came.some(({ url }) => url === "/secret")).toBe(false);
});

test("the links of a version are checked after it was published, without anybody asking", async () => {
  const { configuration, storage } = portal.portal;
  const { document, version } = configuration.current();
  const tiles = document.tiles.map((tile, index) => ({
    ...tile,
    links: { de: at(`/tile-${index}`), en: at("/english") },
  }));
  await storage.configurations.publish({ ...document, tiles }, { actor: "ines", note: "x", after: version });
  const expected = [at("/english"), ...tiles.map((_tile, index) => at(`/tile-${index}`))].toSorted();
  await expect
    .poll(
      async () => {
        const { links } = await katharina.call(readLinks);
        return links
          .map(({ address }) => address)
          .filter((address) => /tile-|english/u.test(address))
          .toSorted();
      },
      { timeout: 10_000 },
    )
    .toEqual(expected);
});

test("the links of a tile are checked when it is saved in the draft, before anybody sees it", async () => {
  const draft = await katharina.call(readDraft);
  const [first] = draft.document.tiles;
  if (first === undefined) throw new Error("The example has no tile.");
  const tile = { ...first, key: "saved", links: { de: at("/closed?saved") } };
  await katharina.call(changeDraft, { ifMatch: draft.version, body: { operations: [{ op: "put-tile", tile }] } });
  await expect
    .poll(async () => (await katharina.call(readLinks)).links.find(({ address }) => address === at("/closed?saved")))
    .toMatchObject({ state: "reachable", mayBeFramed: false });
});
