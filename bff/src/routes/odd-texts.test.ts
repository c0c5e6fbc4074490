import { changeDraft, readDraft } from "@pforte/shared/contract/admin-draft";
import { readAudit } from "@pforte/shared/contract/admin-audit";
import { findPerson } from "@pforte/shared/contract/admin-people";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildTestPortal, type TestPortal } from "../../test/portal.ts";
import type { TestPerson } from "../../test/person.ts";

let portal: TestPortal;
let katharina: TestPerson;

beforeAll(async () => {
  portal = await buildTestPortal();
  katharina = await portal.as("katharina");
});

afterAll(async () => portal[Symbol.asyncDispose]());

test.each([
  ["a NUL", "\0"],
  ["half of a character", "\uD83D"],
])("a text with %s is refused as a mistake of whoever sent it, and nothing of it is kept", async (_what, odd) => {
  const { version, document } = await katharina.call(readDraft);
  const [category] = document.categories;
  const { items: _items, ...kept } = category ?? { items: [] };
  const operations = [{ op: "put-category", category: { ...kept, name: { de: `Arbeit ${odd}` } } }];
  const headers = { "if-match": `"${version}"` };
  const reply = await katharina.send("PATCH", changeDraft.path, { body: JSON.stringify({ operations }), headers });
  expect([reply.status, await reply.json()]).toMatchObject([400, { code: "bad_request" }]);
  const body = JSON.stringify({ username: `ines${odd}` });
  expect((await katharina.send("POST", findPerson.path, { body })).status).toBe(400);
  expect(await katharina.call(readDraft)).toMatchObject({ version, changes: [] });
});

test("a filter with a NUL is refused as well", async () => {
  expect((await katharina.send("GET", `${readAudit.path}?actor=%00`)).status).toBe(400);
});
