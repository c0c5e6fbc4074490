import { changePreferences } from "@pforte/shared/contract/preferences";
import { readSession } from "@pforte/shared/contract/session";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lie, signed } from "../../test/lying-provider.ts";
import type { TestPerson } from "../../test/person.ts";
import { buildTestPortal, type TestPortal } from "../../test/portal.ts";

let portal: TestPortal;
beforeAll(async () => {
  portal = await buildTestPortal();
});
afterAll(async () => portal[Symbol.asyncDispose]());

/** Signs in while the provider gives this person other names than before. */
async function namedAnew(username: string, claims: Readonly<Record<string, string>>): Promise<TestPerson> {
  const stop = lie(portal.identityProvider, { idToken: signed((truth) => ({ ...truth, ...claims })) });
  const person = await portal.as(username);
  stop();
  return person;
}

const choose = async (person: TestPerson, appearance: "dark" | "light") =>
  person.call(changePreferences, { body: { appearance } });
const chosen = async (person: TestPerson) =>
  (await person.call(changePreferences, { body: { singleKeyShortcuts: true } })).appearance;

describe("a person", () => {
  it("who gets another user name, name and e-mail address keeps what is theirs (S12)", async () => {
    await choose(await portal.as("ines"), "dark");
    const renamed = await namedAnew("ines", {
      preferred_username: "ines.neu",
      opendesk_username: "ines.neu",
      name: "Ines Neu",
      email: "ines.neu@example.org",
    });
    expect((await renamed.call(readSession)).person).toEqual({ name: "Ines Neu", username: "ines.neu" });
    expect(await chosen(renamed)).toBe("dark");
  });

  it("with the user name and e-mail address of another has nothing of theirs, and they nothing of this one's (S12)", async () => {
    const ines = await portal.as("ines");
    await choose(ines, "dark");
    const sameName = { preferred_username: "ines", email: "ines.marquardt@example.org", name: "Ines Marquardt" };
    const tobias = await namedAnew("tobias", sameName);
    expect((await tobias.call(readSession)).person.username).toBe("ines");
    expect(await chosen(tobias)).toBe("system");
    await choose(tobias, "light");
    expect(await chosen(ines)).toBe("dark");
  });

  it("with the user name and e-mail address of an administrator is none (S12)", async () => {
    const katharina = await portal.as("katharina");
    expect((await katharina.send("GET", "/api/admin/draft")).status).toBe(200);
    const names = { preferred_username: "katharina", email: "katharina@example.org", email_verified: "true" };
    const tobias = await namedAnew("tobias", names);
    expect((await tobias.send("GET", "/api/admin/draft")).status).toBe(403);
  });
});
