import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { z } from "zod";
import { readLaneFacts } from "./lane-facts.ts";

const text = readFileSync(new URL("../../deploy/keycloak/pforte-realm.json", import.meta.url), "utf8");
const realm = z
  .looseObject({
    users: z.undefined().optional(),
    clients: z.array(
      z.looseObject({
        clientId: z.string(),
        redirectUris: z.array(z.string()).default([]),
        attributes: z.record(z.string(), z.string()).default({}),
      }),
    ),
  })
  .parse(JSON.parse(text));

test.describe("the realm for operators", () => {
  test("has no people, no secrets and no address that is a pattern", () => {
    expect(text).not.toMatch(/"secret"|"credentials"|"privateKey"/u);
    // Keycloak's own clients have paths below its own address.
    const addresses = realm.clients
      .flatMap((client) => client.redirectUris)
      .filter((address) => !address.startsWith("/"));
    expect(addresses.filter((address) => address.includes("*"))).toEqual([]);
    const portal = realm.clients.find((client) => client.clientId === "opendesk-portal");
    expect(portal?.redirectUris).toEqual(["https://portal.example.org/auth/callback"]);
    expect(portal?.attributes["post.logout.redirect.uris"]).toBe("https://portal.example.org/signed-out");
  });

  test("makes a Keycloak that advertises what the portal asks for", async () => {
    const reply = await fetch(`${readLaneFacts().keycloak.issuer}/.well-known/openid-configuration`);
    expect(await reply.json()).toMatchObject({
      backchannel_logout_supported: true,
      backchannel_logout_session_supported: true,
      authorization_response_iss_parameter_supported: true,
      grant_types_supported: expect.arrayContaining(["urn:ietf:params:oauth:grant-type:token-exchange"]),
      pushed_authorization_request_endpoint: expect.any(String),
      id_token_signing_alg_values_supported: expect.arrayContaining(["PS256"]),
    });
  });
});
