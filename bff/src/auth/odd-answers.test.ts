import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { oddSignIns } from "../../test/odd-claims.ts";
import { signIn } from "../../test/openid-stage.ts";
import { buildTestPortal, type TestPortal } from "../../test/portal.ts";

let portal: TestPortal;
beforeAll(async () => {
  portal = await buildTestPortal();
});
afterAll(async () => portal[Symbol.asyncDispose]());

describe("a sign-in at a provider that answers with", () => {
  it.each(oddSignIns)(
    "%s ends in a session that works, or on a page that says why not (S5)",
    async (_name, lies, isSound) => {
      const before = portal.logLines.length;
      expect(await signIn(portal, lies)).toBe(isSound ? "signed in" : "refused: 400 sign_in_invalid");
      // A fault of the portal's own would be one at this level; whatever a provider says is none.
      expect(portal.logLines.slice(before).filter((line) => line.includes('"level":"error"'))).toEqual([]);
    },
  );

  it("groups that cannot be kept makes nobody an administrator (S60)", async () => {
    const rows = await portal.database.query("select username from sessions where is_administrator");
    expect(rows).toEqual([]);
  });
});
