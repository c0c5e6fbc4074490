import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lyingMetadata } from "../../test/lying-metadata.ts";
import { type OddServer, startOddServer } from "../../test/odd-server.ts";
import { quietLog } from "../../test/quiet-log.ts";
import type { OidcConfig } from "../config/config.ts";
import { Provider, usualPace } from "./provider.ts";
import { checkedMetadata, ProviderMetadataError } from "./provider-metadata.ts";

let server: OddServer;
let lie: (typeof lyingMetadata)[string] | undefined;
const asked: string[] = [];
beforeAll(async () => {
  server = await startOddServer((request, response) => {
    asked.push(request.url ?? "");
    const issuer = server.address;
    const truth = {
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/keys`,
      response_types_supported: ["code"],
      code_challenge_methods_supported: ["S256"],
      ...es256,
    };
    return lie === undefined ? response.end(JSON.stringify(truth)) : lie.send(response, truth);
  });
});
afterAll(async () => server[Symbol.asyncDispose]());

const es256 = { id_token_signing_alg_values_supported: ["ES256"] };

const settingsOf = (issuer: string): OidcConfig => ({
  issuer,
  clientId: "portal",
  scopes: ["openid"],
  clientAuthentication: "client_secret_basic",
  signingAlgorithms: ["PS256", "ES256"],
  requireIssuerParameter: true,
  acceptPlainLogoutTokenType: false,
  groupsClaim: "groups",
  groupsAs: "name",
  administratorGroup: null,
  usernameClaim: "preferred_username",
});

/** A portal's provider that never reads by itself. */
const provider = (issuer = server.address) =>
  new Provider({
    config: { caFile: null, oidc: settingsOf(issuer) },
    secrets: { oidcClient: { kind: "secret", secret: "x".repeat(32) } },
    now: () => new Date(),
    log: quietLog,
    pace: { ...usualPace, later: () => () => undefined },
  });

describe("metadata with", () => {
  it.each(Object.entries(lyingMetadata))(
    "%s opens no sign-in, at the start or ever, until they are good (S2)",
    async (_name, one) => {
      const reader = provider();
      lie = one;
      asked.length = 0;
      await reader.read();
      expect(reader.configuration()).toBeNull();
      expect(reader.status().kind).toBe("misconfigured");
      // Nothing that they name was asked, and nobody followed them anywhere.
      expect(new Set(asked)).toEqual(new Set(["/.well-known/openid-configuration"]));
      lie = undefined;
      await reader.read();
      expect(reader.status().kind).toBe("ready");
      lie = one;
      await reader.read();
      expect(reader.configuration()).toBeNull();
      await reader.close();
    },
  );

  it.each(["authorization_endpoint", "token_endpoint", "jwks_uri", "revocation_endpoint", "userinfo_endpoint"])(
    "%s in clear below an issuer that is not opens no sign-in (S2)",
    (name) => {
      const issuer = "https://id.example.org";
      const at = `${issuer}/x`;
      const truth = { issuer, authorization_endpoint: at, token_endpoint: at, jwks_uri: at, ...es256 };
      const settings = settingsOf(issuer);
      expect(checkedMetadata(truth, settings).issuer).toBe(issuer);
      const lies = { ...truth, [name]: "http://id.example.org/x" };
      expect(() => checkedMetadata(lies, settings)).toThrow(ProviderMetadataError);
    },
  );

  it("nobody behind it is unreachable, which is no misconfiguration, and opens none either (F12)", async () => {
    const reader = provider("http://localhost:9");
    await reader.read();
    expect([reader.configuration(), reader.status().kind]).toEqual([null, "unreachable"]);
    await reader.close();
  });
});
