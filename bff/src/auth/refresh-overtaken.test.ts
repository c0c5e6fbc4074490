import { expect, it } from "vitest";
import { quietLog } from "../../test/quiet-log.ts";
import { buildTestPortal } from "../../test/portal.ts";
import { createAuth } from "./auth.ts";
import { sealTokens } from "./session-tokens.ts";

it("a refresh that is refused because another process was first uses what that one wrote (S13)", async () => {
  let ahead = 0;
  const now = () => new Date(Date.now() + ahead);
  await using portal = await buildTestPortal({ overrides: { now } });
  const { config, secrets, identityProvider } = portal;
  const { storage } = portal.portal;
  const person = await portal.as("ines");
  const auth = createAuth({ config, secrets, storage, now, log: quietLog });
  auth.start();
  await expect.poll(() => auth.isProviderKnown()).toBe(true);
  const signedIn = await auth.authenticate(person.jar.get("portal"));
  if (signedIn === null) {
    throw new Error("There is no session.");
  }
  const hash = signedIn.principal.sessionHash;
  let written = "";
  identityProvider.intercept(async ({ path, requestBody, body, status }) => {
    if (!path.endsWith("/token") || !requestBody.includes("grant_type=refresh_token") || status !== 200) {
      return undefined;
    }
    const reply = JSON.parse(body) as { access_token: string; refresh_token: string; id_token: string };
    const record = await storage.sessions.find(hash, now());
    const { access_token: access, refresh_token: refresh, id_token: id } = reply;
    const accessExpiresAt = new Date(now().getTime() + 300_000);
    const tokens = sealTokens(auth.sealer, hash, { access, refresh, id, accessExpiresAt });
    if (record === null) {
      throw new Error("The session is gone.");
    }
    await storage.sessions.replaceTokens(hash, record.version, { ...record, tokens });
    written = access;
    return { status: 400, body: JSON.stringify({ error: "invalid_grant", error_description: "Stale token" }) };
  });
  ahead = 290_000;
  const result = await auth.accessToken(signedIn.principal);
  expect(result.kind === "token" && result.token).toBe(written);
  expect((await person.send("GET", "/api/session")).status).toBe(200);
  await auth.close();
});
