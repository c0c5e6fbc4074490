import { endSessions, findPerson, readPresence } from "@pforte/shared/contract/admin-people";
import { readHome } from "@pforte/shared/contract/home";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openStream } from "../../test/open-stream.ts";
import type { TestPerson } from "../../test/person.ts";
import { buildTestPortal, type TestPortal } from "../../test/portal.ts";
import { startSecondReplica } from "../../test/second-replica.ts";

let portal: TestPortal;
let katharina: TestPerson;
beforeAll(async () => {
  portal = await buildTestPortal();
  katharina = await portal.as("katharina");
});
afterAll(async () => portal[Symbol.asyncDispose]());

const audit = async (action: string) =>
  portal.database.query(`select target, after from audit where action = '${action}' order by sequence`);

test("how many are signed in is counted by what lives, not by who signed in", async () => {
  const first = await portal.as("ines");
  await portal.as("ines");
  await portal.as("tobias");
  expect(await katharina.call(readPresence)).toEqual({ people: 3, sessions: 4 });
  await portal.database.query(
    "update sessions set last_active_at = last_active_at - interval '1 day' where username = 'tobias'",
  );
  expect(await katharina.call(readPresence)).toEqual({ people: 2, sessions: 3 });
  const home = await first.call(readHome);
  expect(home.person?.name).toBe("Ines Marquardt");
});

test("one person is found by the exact user name in any case, by nothing less, and each search is written down", async () => {
  await portal.as("ines");
  const find = async (username: string) => katharina.call(findPerson, { body: { username } });
  await expect
    .poll(async () =>
      find("INES").then(
        ({ people }) => people.length,
        () => 0,
      ),
    )
    .toBe(1);
  const [person] = (await find("iNeS")).people;
  expect(person).toMatchObject({ username: "ines", name: "Ines Marquardt", issuer: portal.identityProvider.issuer });
  expect(person?.sessions.length).toBeGreaterThan(0);
  for (const username of ["ine", "%", "_nes", "*", "ines%", "nobody"]) {
    await expect(find(username)).rejects.toThrow("404 not_found");
  }
  const looked = await audit("person.looked_up");
  expect(looked).toContainEqual({ target: "people", after: { username: "nobody", found: [] } });
  expect(looked.length).toBeGreaterThan(6);
});

test("ending a person's sessions ends them everywhere at once, with their streams, and is written down", async () => {
  await using second = await startSecondReplica(portal);
  const ines = await portal.as("ines");
  expect((await second.read(ines, readHome)).person?.name).toBe("Ines Marquardt");
  const stream = await openStream(portal.origin, ines);
  let person: { readonly issuer: string; readonly subject: string } | undefined;
  await expect
    .poll(async () => {
      [person] = (await katharina.call(findPerson, { body: { username: "ines" } })).people;
      return person !== undefined;
    })
    .toBe(true);
  const { issuer, subject } = person ?? { issuer: "", subject: "" };
  const { ended } = await katharina.call(endSessions, { body: { issuer, subject } });
  expect(ended).toBeGreaterThan(0);
  await expect.poll(() => stream.events().at(-1)).toEqual({ type: "session_ended", because: "signed_out" });
  expect((await ines.send("GET", "/api/home")).status).toBe(401);
  await expect(second.read(ines, readHome)).rejects.toThrow(/person|expected/u);
  expect((await katharina.send("GET", "/api/home")).status).toBe(200);
  expect(await audit("person.sessions_ended")).toEqual([
    { target: `people/${subject}`, after: { issuer, subject, ended } },
  ]);
  expect(await katharina.call(endSessions, { body: { issuer, subject } })).toEqual({ ended: 0 });
});
