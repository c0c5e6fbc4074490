import { portalClientId } from "@pforte/e2e/world/clients";
import { ines } from "@pforte/e2e/world/people";
import { readSession } from "@pforte/shared/contract/session";
import { expect, it } from "vitest";
import { send } from "../../test/carry.ts";
import { buildTestPortal } from "../../test/portal.ts";

it("a rotation of keys right after they were read turns nobody away, and a logout token by the new key counts (F13)", async () => {
  await using portal = await buildTestPortal();
  const { identityProvider: provider } = portal;
  const inside = await portal.as("ines");
  const before = provider.counts.certs;
  await provider.rotateKeys(true);
  const coming = await portal.as("tobias");
  expect((await coming.call(readSession)).person.username).toBe("tobias");
  expect((await inside.call(readSession)).person.username).toBe("ines");
  expect(provider.counts.certs - before).toBe(1);

  const [sid = ""] = provider.sessionIds(ines.sub);
  const token = await provider.logoutToken(portalClientId, { sub: ines.sub, sid });
  const answer = await send(
    `${portal.origin}/auth/backchannel-logout`,
    "POST",
    { "content-type": "application/x-www-form-urlencoded" },
    new URLSearchParams({ logout_token: token }).toString(),
  );
  expect(answer.status).toBe(200);
  expect((await inside.send("GET", "/api/session")).status).toBe(401);
  expect(provider.counts.certs - before).toBe(1);
});
