import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TestPerson } from "../../test/person.ts";
import { buildTestPortal, type TestPortal } from "../../test/portal.ts";

let portal: TestPortal;
let katharina: TestPerson;
beforeAll(async () => {
  portal = await buildTestPortal();
  katharina = await portal.as("katharina");
});
afterAll(async () => portal[Symbol.asyncDispose]());

const injected = "X-Injected:%201";
/** A break of lines or an end of text as it stands, and in spellings that somebody may decode once more. */
const plainly = ["%0d%0a", "%0D%0A", "%0a", "%0d", "%00"];
const inDisguise = [
  "%250d%250a",
  "%2500",
  "%E5%98%8D%E5%98%8A",
  "%C4%8D%C4%8A",
  "%u000d%u000a",
  "\\r\\n",
  "&%2313;&%2310;",
];

/** Wherever a part of the address could become a part of a header, a redirect above all. */
const places = (value: string) => [
  `/?${value}`,
  `/?returnTo=${value}`,
  `/auth/login?returnTo=/${value}`,
  `/auth/login?returnTo=${value}`,
  `/auth/callback?state=${value}&code=${value}&iss=${value}`,
  `/auth/callback?error=${value}`,
  `/auth/connect/${value}`,
  `/auth/connect/chat?returnTo=/${value}`,
  `/auth/connect/chat/callback/${value}`,
  `/signed-out?reason=${value}`,
  `/app/${value}`,
  `/chat/${value}`,
  `/chat/download/chat/localhost/${value}`,
  `/files/download/files/${value}`,
  `/admin/${value}`,
  `/admin/announcements/${value}/proof.csv`,
  `/assets/${value}`,
  `/theme/${value}`,
  `/${value}`,
];

describe("a break of lines in a value", () => {
  it.each(plainly)("spelled %s is refused with 400 wherever it stands, and makes no header (S47)", async (spelling) => {
    for (const who of [portal.nobody, katharina]) {
      for (const place of places(`a${spelling}${injected}`)) {
        const answer = await who.get(place);
        expect([place, answer.status, answer.headers.get("x-injected")]).toEqual([place, 400, null]);
        expect([place, answer.headers.get("location")]).toEqual([place, null]);
      }
    }
  });

  it.each(inDisguise)("spelled %s makes no header either, and no fault (S47)", async (spelling) => {
    for (const who of [portal.nobody, katharina]) {
      for (const place of places(`a${spelling}${injected}`)) {
        const answer = await who.get(place);
        expect([place, answer.status < 500, answer.headers.get("x-injected")]).toEqual([place, true, null]);
        expect(answer.headers.get("location") ?? "").not.toMatch(/[\r\n]|%0[ad]|^[^/?]*X-Injected/iu);
      }
    }
  });

  it("in a form is no part of where it leads (S47)", async () => {
    const answer = await katharina.send("POST", "/auth/logout", {
      body: `returnTo=/%0d%0a${injected}`,
      headers: { "content-type": "application/x-www-form-urlencoded" },
    });
    expect(answer.status < 500).toBe(true);
    expect(answer.headers.get("x-injected")).toBeNull();
    expect(answer.headers.get("location") ?? "").not.toContain("Injected");
  });
});
