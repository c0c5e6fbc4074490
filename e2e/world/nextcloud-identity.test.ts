import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type IdentityProvider, startIdentityProvider } from "./identity-provider.ts";
import { type NextcloudStandIn, startNextcloudStandIn } from "./nextcloud-stand-in.ts";

describe("the tokens of the Nextcloud of the world", () => {
  let provider: IdentityProvider;
  let nextcloud: NextcloudStandIn;

  beforeEach(async () => {
    provider = await startIdentityProvider({ clients: [] });
    nextcloud = await startNextcloudStandIn({ issuer: provider.issuer });
  });

  afterEach(async () => {
    await nextcloud.close();
    await provider.close();
  });

  const withClaims = async (
    change: Readonly<Record<string, unknown>>,
    path = "/ocs/v2.php/cloud/user",
    method = "GET",
  ) => {
    const at = Math.floor(Date.now() / 1000);
    const claims = {
      iss: provider.issuer,
      aud: "opendesk-nextcloud",
      opendesk_username: "ines",
      iat: at,
      exp: at + 60,
    };
    const token = await provider.sign("RS256", {}, { ...claims, ...change });
    const headers = { authorization: `Bearer ${token}`, accept: "application/json" };
    const header = method === "GET" ? { "ocs-apirequest": "true" } : {};
    return (await fetch(nextcloud.address + path, { method, headers: { ...headers, ...header } })).status;
  };

  test("are believed for it alone, while they live, and for people it knows", async () => {
    expect(await withClaims({})).toBe(401);
    nextcloud.world.addAccount("ines");
    expect(await withClaims({})).toBe(200);
    expect(await withClaims({ aud: ["other", "opendesk-nextcloud"] })).toBe(200);
    const past = Math.floor(Date.now() / 1000) - 60;
    for (const change of [
      { aud: "opendesk-openproject" },
      { iss: "http://localhost:9" },
      { exp: past },
      { opendesk_username: 7 },
    ]) {
      expect(await withClaims(change)).toBe(401);
    }
    nextcloud.levers.provision(true);
    expect(await withClaims({ opendesk_username: "neu" })).toBe(200);
  });

  test("make a session, so that WebDAV asks for the header against forged requests", async () => {
    nextcloud.world.addAccount("ines");
    expect(await withClaims({}, "/remote.php/dav/files/ines/", "PROPFIND")).toBe(401);
  });
});
