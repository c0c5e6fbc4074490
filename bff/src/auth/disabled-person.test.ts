import { ines as inesAtProvider } from "@pforte/e2e/world/people";
import { expect, it } from "vitest";
import { openStream } from "../../test/open-stream.ts";
import { buildTestPortal } from "../../test/portal.ts";

const tokenLife = 300;

it("somebody whom the provider disabled is out with the end of their access token, with every open page, and nobody else is (S27)", async () => {
  let ahead = 0;
  await using portal = await buildTestPortal({ overrides: { now: () => new Date(Date.now() + ahead) } });
  portal.identityProvider.levers.accessTokenSeconds = tokenLife;
  const [first, second, other] = [await portal.as("ines"), await portal.as("ines"), await portal.as("tobias")];
  const stream = await openStream(portal.origin, first);
  portal.identityProvider.setEnabled(inesAtProvider.sub, false);
  // As long as that token may live nobody asks: that is the whole exposure, and no act of the person extends it.
  ahead = (tokenLife - 60) * 1000;
  for (const who of [first, second, other]) {
    expect((await who.send("PATCH", "/api/preferences", { body: '{"appearance":"dark"}' })).status).toBe(200);
  }
  ahead = (tokenLife + 1) * 1000;
  expect((await first.send("GET", "/api/session")).status).toBe(401);
  expect((await second.get("/")).status).toBe(303);
  expect((await other.send("GET", "/api/session")).status).toBe(200);
  await expect.poll(() => stream.stream.hasEnded, { timeout: 10_000 }).toBe(true);
  const living = await portal.database.query("select username from sessions where ended_at is null");
  expect(living).toHaveLength(1);
  // Nor is there a way back in.
  const { response } = await first.visit("/auth/login");
  expect(response?.status).not.toBe(303);
  expect((await first.send("GET", "/api/session")).status).toBe(401);
}, 60_000);
