import { setTimeout as sleep } from "node:timers/promises";
import { matrixClient } from "@pforte/e2e/world/clients";
import { startIdentityProvider } from "@pforte/e2e/world/identity-provider";
import type { MatrixFlow } from "@pforte/e2e/world/matrix-api";
import { startMatrixStandIn } from "@pforte/e2e/world/matrix-stand-in";
import { people } from "@pforte/e2e/world/people";
import { sourceSchema } from "@pforte/shared/contract/portal-configuration";
import { freePort } from "@pforte/e2e/world/free-ports";
import { buildTestPortal, type TestPortalOptions } from "./portal.ts";

/** The whole portal with a homeserver that was configured while it ran. */
export async function startChatPortal(flow: MatrixFlow, options: TestPortalOptions = {}) {
  const portal = await buildTestPortal(options);
  // At single sign-on the homeserver has an identity provider of its own, so that its client is known there.
  const port = await freePort();
  const secret = "a-secret-of-the-test-that-is-long-enough";
  const second = await startIdentityProvider({ clients: [matrixClient(`http://localhost:${port}`, secret)] });
  const issuer = flow === "jwt" ? portal.identityProvider.issuer : second.issuer;
  const returnTo = [`${portal.origin}/`];
  const matrix = await startMatrixStandIn({ port, issuer, clientSecret: secret, flows: [flow], returnTo });
  for (const person of people) matrix.homeserver.account(person.username, `${person.givenName} ${person.familyName}`);
  const source = sourceSchema.parse({
    key: "chat",
    kind: "matrix",
    name: { de: "Chat" },
    address: matrix.address,
    audience: "opendesk-matrix",
    scope: "portal-aud-matrix",
    settings: { serverName: "localhost" },
  });
  const { configuration, storage } = portal.portal;
  const { document, version } = configuration.current();
  const by = { actor: "operator:test", note: "a homeserver", after: version };
  await storage.configurations.publish({ ...document, sources: [source] }, by);
  for (let left = 200; configuration.current().document.sources.length === 0 && left > 0; left -= 1) await sleep(20);
  return {
    portal,
    matrix,
    async [Symbol.asyncDispose]() {
      await portal[Symbol.asyncDispose]();
      await matrix.close();
      await second.close();
    },
  };
}
