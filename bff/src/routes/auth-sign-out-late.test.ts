import { expect, it } from "vitest";
import { send } from "../../test/carry.ts";
import { buildTestPortal } from "../../test/portal.ts";

it("a sign-out after the session ran out says that the provider's session may still live (S24)", async () => {
  let ahead = 0;
  await using portal = await buildTestPortal({ overrides: { now: () => new Date(Date.now() + ahead) } });
  const person = await portal.as("ines");
  const cookie = person.jar.header(new URL(portal.origin)) ?? "";
  ahead = 31 * 60_000;
  const headers = { origin: portal.origin, "sec-fetch-site": "same-origin", "sec-fetch-mode": "navigate", cookie };
  const response = await send(`${portal.origin}/auth/logout`, "POST", headers);
  expect([response.status, response.headers.get("location")]).toEqual([303, "/signed-out"]);
  person.jar.take(new URL(portal.origin), response.headers.getSetCookie());
  expect(await (await person.get("/signed-out")).text()).toContain("nicht erreichbar");
});
