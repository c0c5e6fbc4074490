import { describe, expect, it } from "vitest";
import { groupsOf, personOf } from "./claims.ts";

const settings = {
  groupsClaim: "groups",
  groupsAs: "name",
  administratorGroup: "portal-admins",
  usernameClaim: "opendesk_username",
} as const;

describe("what an ID token says of a person", () => {
  it("is name, user name, groups and role; e-mail decides nothing", () => {
    const claims = {
      sub: "1",
      name: " Ines Marquardt ",
      opendesk_username: "ines",
      email: "x@example.org",
      groups: ["/units/42", "portal-admins"],
    };
    expect(personOf(claims, settings)).toEqual({
      username: "ines",
      name: "Ines Marquardt",
      groups: ["42", "portal-admins"],
      isAdministrator: true,
    });
  });

  it("finds groups in nested claims, as paths or as names", () => {
    const claims = { realm_access: { roles: ["a", "/b/c"] } };
    expect(groupsOf(claims, { groupsClaim: "realm_access.roles", groupsAs: "path" })).toEqual(["a", "/b/c"]);
    expect(groupsOf(claims, { groupsClaim: "realm_access.roles", groupsAs: "name" })).toEqual(["a", "c"]);
    expect(groupsOf({ "https://x/groups": "one" }, { groupsClaim: "https://x/groups", groupsAs: "path" })).toEqual([
      "one",
    ]);
  });

  it.each([undefined, null, 7, {}, [1, null, ""], "constructor"])("makes nobody a member by %j", (groups) => {
    expect(groupsOf({ groups }, settings).filter((name) => name !== "constructor")).toEqual([]);
    expect(groupsOf({}, { groupsClaim: "constructor.name", groupsAs: "path" })).toEqual([]);
  });

  it("makes nobody an administrator while no group is configured", () => {
    expect(
      personOf({ sub: "1", groups: ["portal-admins"] }, { ...settings, administratorGroup: null }).isAdministrator,
    ).toBe(false);
  });

  it("falls back to the subject where there is no name", () => {
    expect(personOf({ sub: "1" }, settings)).toMatchObject({ username: "1", name: "1" });
  });
});
