import { type IdentityProvider, startIdentityProvider } from "@pforte/e2e/world/identity-provider";
import { portalClient } from "@pforte/e2e/world/clients";
import { tour } from "@pforte/e2e/world/sign-in-driver";
import { exportJWK, exportPKCS8, generateKeyPair } from "jose";
import { createAuth } from "../src/auth/auth.ts";
import type { OidcConfig, Secrets } from "../src/config/config.ts";
import { carry } from "./carry.ts";
import { lie, type Lies } from "./lying-provider.ts";
import { type OpenidStage, signIn } from "./openid-stage.ts";
import type { TestPortal } from "./portal.ts";
import { quietLog } from "./quiet-log.ts";

/** A whole sign-in of a portal that has read nothing of the provider yet, and what came of it. */
async function fromTheBeginning(
  portal: TestPortal,
  { oidc = {}, secrets = {} }: { readonly oidc?: Partial<OidcConfig>; readonly secrets?: Partial<Secrets> } = {},
): Promise<string> {
  const auth = createAuth({
    config: { ...portal.config, oidc: { ...portal.config.oidc, ...oidc } },
    secrets: { ...portal.secrets, ...secrets },
    storage: portal.portal.storage,
    now: () => new Date(),
    log: quietLog,
  });
  try {
    const begun = await auth.login.begin({ returnTo: "/", prompt: null, uiLocales: null, isStepUp: false });
    if (begun.kind === "failed") {
      return `sign-in stays shut: ${begun.code}`;
    }
    const stopBefore = (url: URL) => url.pathname === "/auth/callback";
    const { url } = await tour({ start: begun.location, username: "ines", carry, stopBefore });
    const finished = await auth.login.finish(url, begun.secret, null);
    return finished.kind === "failed" ? `refused: ${finished.code}` : "signed in";
  } finally {
    await auth.close();
  }
}

/** The same, by metadata that lie. */
export async function withMetadata(
  { strict }: Pick<OpenidStage, "strict">,
  metadata: Lies["metadata"],
): Promise<string> {
  const stop = lie(strict.identityProvider, metadata === undefined ? {} : { metadata });
  const outcome = await fromTheBeginning(strict);
  stop();
  return outcome;
}

/** A client with a key of its own, and what it proves itself for. */
export async function byAssertion({ strict }: OpenidStage): Promise<string> {
  const { privateKey, publicKey } = await generateKeyPair("PS256", { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid: "portal-1", alg: "PS256", use: "sig" };
  const clients = [portalClient(strict.origin, { kind: "keys", keys: [jwk] })];
  await using provider = await startIdentityProvider({ clients });
  const proven = new Set<string>();
  provider.intercept(({ path, requestBody }) => {
    const form = new URLSearchParams(requestBody);
    if (form.has("client_secret")) proven.add("a secret");
    if (form.has("client_assertion")) proven.add(path.endsWith("/token") ? "the code" : "the pushed request");
    return undefined;
  });
  const outcome = await fromTheBeginning(strict, {
    oidc: { issuer: provider.issuer, clientAuthentication: "private_key_jwt" },
    secrets: { oidcClient: { kind: "key", privateKeyPem: await exportPKCS8(privateKey), keyId: "portal-1" } },
  });
  return `${outcome}, with an assertion for ${[...proven].join(" and ")}`;
}

/** Where the secret goes. */
export async function byBasic({ strict }: OpenidStage): Promise<string> {
  const places = new Set<string>();
  const stop = strict.identityProvider.intercept(({ path, requestHeaders, requestBody }) => {
    if (path.endsWith("/token")) {
      if (requestHeaders.authorization?.startsWith("Basic ") === true) places.add("in the header");
      if (new URLSearchParams(requestBody).has("client_secret")) places.add("in the body");
    }
    return undefined;
  });
  const outcome = await signIn(strict, {});
  stop();
  return `${outcome}, the secret ${[...places].join(" and ")}`;
}

const countCerts = ({ counts }: IdentityProvider) => counts.certs;

/** One sign-in, new keys without the old ones, another sign-in. */
export async function rotation(stage: OpenidStage): Promise<string> {
  stage.turn();
  const { identityProvider } = stage.lenient;
  const before = countCerts(identityProvider);
  const first = await signIn(stage.lenient, {});
  await identityProvider.rotateKeys(true);
  const second = await signIn(stage.lenient, {});
  return `${first}, after the rotation ${second}; the keys were read ${countCerts(identityProvider) - before} times`;
}

/** The keys at a place that only the metadata tells, and nothing at the usual one. */
export async function keysElsewhere({ strict }: OpenidStage): Promise<string> {
  const { identityProvider } = strict;
  const published = await (await fetch(`${identityProvider.issuer}/protocol/openid-connect/certs`)).text();
  let reads = 0;
  const stopKeys = identityProvider.intercept(({ path }) => {
    if (path !== "/keys-of-today") return undefined;
    reads += 1;
    return { status: 200, headers: { "content-type": "application/json" }, body: published };
  });
  const outcome = await withMetadata({ strict }, (truth) => ({
    ...truth,
    jwks_uri: `${identityProvider.issuer}/keys-of-today`,
  }));
  stopKeys();
  return `${outcome}, the keys read there ${reads} time`;
}
