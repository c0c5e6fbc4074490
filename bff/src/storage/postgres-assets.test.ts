import type { LinkFinding } from "@pforte/shared/contract/admin-assets";
import { expect, test } from "vitest";
import { createTestDatabase } from "../../test/database.ts";
import { openTestStorage } from "../../test/test-storage.ts";

const by = {
  actor: { kind: "person", issuer: "https://id.example.org", subject: "42", name: "Katharina" },
  requestId: "request-1",
} as const;
const name = `${"a".repeat(64)}.svg`;
const bytes = Buffer.from("<svg/>");

test("a picture is there for every replica with its audit row, and its bytes never change", async () => {
  await using database = await createTestDatabase();
  await using storage = await openTestStorage(database);
  await using other = await openTestStorage(database);
  const { pictures, audit } = storage.administration;
  expect(await pictures.find(name)).toBeNull();
  await Promise.all([pictures.add(name, bytes, by), other.administration.pictures.add(name, bytes, by)]);
  await pictures.add(name, Buffer.from("something else"), by);
  expect(Buffer.from((await other.administration.pictures.find(name)) ?? []).toString()).toBe("<svg/>");
  const rows = await audit.page({}, null, 10);
  expect(
    rows.map(({ action, target, after, actor, requestId }) => ({ action, target, after, actor, requestId })),
  ).toEqual([{ action: "picture.uploaded", target: `icons/${name}`, after: { bytes: 6 }, ...by }]);
});

test("which pictures are there is asked for many at once", async () => {
  await using database = await createTestDatabase();
  await using storage = await openTestStorage(database);
  const { pictures } = storage.administration;
  await pictures.add(name, bytes, by);
  expect(await pictures.known([])).toEqual(new Set());
  expect(await pictures.known([name, "b.svg"])).toEqual(new Set([name]));
});

test("an address that is too long for the index is not kept, and fails nobody", async () => {
  await using database = await createTestDatabase();
  await using storage = await openTestStorage(database);
  const { links } = storage.administration;
  // Letters that cannot be written any shorter.
  const letters = Array.from({ length: 1900 }, (_, at) => String.fromCodePoint(0x4e00 + ((at * 7919) % 20_000)));
  await links.put(finding(`https://example.org/${letters.join("")}`, "2026-03-02T09:00:00.000Z"));
  expect(await links.findings()).toEqual([]);
});

const finding = (address: string, checkedAt: string, fields: Partial<LinkFinding> = {}): LinkFinding => ({
  address,
  checkedAt,
  state: "reachable",
  status: 200,
  mayBeFramed: null,
  ...fields,
});

test("of each address the newest finding is kept, whoever finishes last", async () => {
  await using database = await createTestDatabase();
  await using storage = await openTestStorage(database);
  const { links } = storage.administration;
  const [nine, ten] = ["2026-03-02T09:00:00.000Z", "2026-03-02T10:00:00.000Z"];
  await links.put(finding("https://b.example/", nine));
  await links.put(finding("https://a.example/", ten, { state: "refused", status: null, mayBeFramed: false }));
  await links.put(finding("https://a.example/", nine));
  expect(await links.findings()).toEqual([
    finding("https://a.example/", ten, { state: "refused", status: null, mayBeFramed: false }),
    finding("https://b.example/", nine),
  ]);
  await database.query(`update link_checks set finding = '{"of": "another release"}' where address like '%b.example/'`);
  expect((await links.findings()).map(({ address }) => address)).toEqual(["https://a.example/"]);
});

test("what nobody asked for since is forgotten", async () => {
  await using database = await createTestDatabase();
  await using storage = await openTestStorage(database);
  const { links } = storage.administration;
  await links.put(finding("https://old.example/", "2026-01-01T09:00:00.000Z"));
  await links.put(finding("https://new.example/", "2026-03-01T09:00:00.000Z"));
  expect(await links.sweep(new Date("2026-02-01T00:00:00Z"))).toBe(1);
  expect((await links.findings()).map(({ address }) => address)).toEqual(["https://new.example/"]);
});
