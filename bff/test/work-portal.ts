import { setTimeout as sleep } from "node:timers/promises";
import { startOpenProjectStandIn } from "@pforte/e2e/world/openproject-stand-in";
import { ines } from "@pforte/e2e/world/people";
import { sourceSchema } from "@pforte/shared/contract/portal-configuration";
import { buildTestPortal, type TestPortalOptions } from "./portal.ts";

/** The whole portal with an OpenProject behind it, where Ines has an account and Katharina has never been. */
export async function startWorkPortal(options: TestPortalOptions = {}) {
  const limits = {
    headersMilliseconds: 700,
    bodyMilliseconds: 700,
    totalMilliseconds: 1500,
    breakerOpenMilliseconds: 300,
  };
  const portal = await buildTestPortal({
    ...options,
    overrides: {
      pace: { limits: { ...limits, slowStartMilliseconds: 1 } },
      outboxPace: { pollMilliseconds: 100 },
      // The shortest pause that is drawn, so that repetitions come soon.
      random: () => 0,
      ...options.overrides,
    },
  });
  const openproject = await startOpenProjectStandIn({ issuer: portal.identityProvider.issuer });
  const { world } = openproject;
  const me = world.account({ name: "Ines Marquardt", login: "ines", sub: ines.sub });
  const deniz = world.account({ name: "Deniz Aslan", login: "deniz" });
  const project = world.project("Hochwasserschutz", [me, deniz]);
  const source = sourceSchema.parse({
    key: "projects",
    kind: "openproject",
    name: { de: "Projekte", en: "Projects" },
    address: openproject.address,
    audience: "opendesk-openproject",
    scope: "portal-aud-openproject api_v3",
    requestAccess: { de: "https://hilfe.example.org/projekte" },
    settings: { web: "https://projekte.example.org" },
  });
  const { configuration, storage } = portal.portal;
  const { document, version } = configuration.current();
  const by = { actor: "operator:test", note: "projects", after: version };
  await storage.configurations.publish({ ...document, sources: [source] }, by);
  for (let left = 200; configuration.current().document.sources.length === 0 && left > 0; left -= 1) await sleep(20);
  return {
    portal,
    openproject,
    world,
    me,
    deniz,
    project,
    /** Work of Ines, new unless said otherwise. */
    create: (subject: string, more: Partial<Parameters<typeof world.create>[0]> = {}) =>
      world.create({ project, author: deniz, assignee: me, subject, ...more }),
    async [Symbol.asyncDispose]() {
      await portal[Symbol.asyncDispose]();
      await openproject.close();
    },
  };
}
