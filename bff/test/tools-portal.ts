import { setTimeout as sleep } from "node:timers/promises";
import { type MatrixStandIn, startMatrixStandIn } from "@pforte/e2e/world/matrix-stand-in";
import { startNextcloudStandIn } from "@pforte/e2e/world/nextcloud-stand-in";
import { startOpenProjectStandIn } from "@pforte/e2e/world/openproject-stand-in";
import { people } from "@pforte/e2e/world/people";
import { answerBroken, type BreakMode } from "@pforte/e2e/world/stand-in-http";
import { sourceSchema } from "@pforte/shared/contract/portal-configuration";
import type { UpstreamLimits } from "../src/upstream/limits.ts";
import { buildTestPortal, type TestPortalOptions } from "./portal.ts";

/** Short enough that a test sees a call run into them. */
const limits: Partial<UpstreamLimits> = {
  connectMilliseconds: 500,
  headersMilliseconds: 700,
  bodyMilliseconds: 700,
  totalMilliseconds: 1500,
  breakerOpenMilliseconds: 300,
  slowStartMilliseconds: 1,
};

export type ToolKey = "files" | "projects" | "chat";

/** The whole portal with a Nextcloud, an OpenProject and a homeserver behind it. */
export async function startToolsPortal(options: TestPortalOptions = {}) {
  const pace = { limits, waitSeconds: 2, graceMilliseconds: 100, freshMilliseconds: 0, ...options.overrides?.pace };
  const portal = await buildTestPortal({ ...options, overrides: { ...options.overrides, pace } });
  const { issuer } = portal.identityProvider;
  const [nextcloud, openproject, matrix] = await Promise.all([
    startNextcloudStandIn({ issuer }),
    startOpenProjectStandIn({ issuer }),
    startMatrixStandIn({ issuer, clientSecret: "unused", flows: ["jwt"], returnTo: [`${portal.origin}/`] }),
  ]);
  const accounts = new Map(
    people.map((person) => {
      const name = `${person.givenName} ${person.familyName}`;
      nextcloud.world.addAccount(person.username, name);
      matrix.homeserver.account(person.username, name);
      return [person.username, openproject.world.account({ name, login: person.username, sub: person.sub })];
    }),
  );
  const scope = "portal-aud-openproject api_v3";
  const sources = [
    { key: "files", kind: "nextcloud", name: "Dateien", address: nextcloud.address, scope: "portal-aud-nextcloud" },
    { key: "projects", kind: "openproject", name: "Projekte", address: openproject.address, scope },
    { key: "chat", kind: "matrix", name: "Chat", address: matrix.address, scope: "portal-aud-matrix" },
  ].map(({ kind, name, ...source }) =>
    sourceSchema.parse({
      ...source,
      kind,
      name: { de: name },
      audience: `opendesk-${kind}`,
      settings: kind === "matrix" ? { serverName: "localhost" } : {},
    }),
  );
  const { configuration, storage } = portal.portal;
  const { document, version } = configuration.current();
  await storage.configurations.publish(
    { ...document, sources },
    { actor: "operator:test", note: "tools", after: version },
  );
  for (let left = 200; configuration.current().document.sources.length === 0 && left > 0; left -= 1) await sleep(20);
  return {
    portal,
    nextcloud,
    openproject,
    matrix,
    accounts,
    break(tool: ToolKey, mode: BreakMode) {
      if (tool === "files") nextcloud.levers.break(mode);
      if (tool === "projects") openproject.levers.break(mode);
      if (tool === "chat") matrix.intercept(mode === "ok" ? null : brokenMatrix(mode));
    },
    async [Symbol.asyncDispose]() {
      await portal[Symbol.asyncDispose]();
      await Promise.all([nextcloud.close(), openproject.close(), matrix.close()]);
    },
  };
}

export type ToolsPortal = Awaited<ReturnType<typeof startToolsPortal>>;

const unknown = (status: number) => ({
  status,
  headers: { "content-type": "application/json", ...(status === 429 && { "retry-after": "1" }) },
  body: JSON.stringify({ errcode: "M_UNKNOWN", error: "broken" }),
});

function brokenMatrix(mode: BreakMode): Parameters<MatrixStandIn["intercept"]>[0] {
  const words = {
    http500: unknown(500),
    http503: unknown(503),
    http429: unknown(429),
    contentType: "application/json",
  };
  return async (_seen, response) => {
    await answerBroken(mode, { response, words, isHead: false }, async () => unknown(200));
    return true;
  };
}
