import type { SourceHealth } from "@pforte/shared/contract/admin-sources";
import { connectors } from "#connectors/registry.ts";
import { registerSourceRoutes } from "#routes/admin-sources.ts";
import { createSourceTest } from "#services/source-test.ts";
import { certificateAuthorities } from "#upstream/certificate-authorities.ts";
import { createUpstreamSource } from "#upstream/upstream-source.ts";
import type { AdministrationPart, AdministrationParts } from "./parts.ts";

/** The whole trial must fit into the deadline of a request. */
const trialLimits = { totalMilliseconds: 4000, headersMilliseconds: 4000 };

/** Kinds of tools, how sources do, and tests of connections. */
export function createSourceAdministration(parts: AdministrationParts): AdministrationPart {
  const { config, auth, configuration, live, sources, now, log } = parts;
  const authorities = certificateAuthorities(config.caFile);
  const test = createSourceTest({
    connectors,
    createUpstream: (key, address) =>
      createUpstreamSource({ key, address, authorities, log, now, limits: trialLimits }),
    exchange: auth,
    configuration,
    log,
  });
  const healthOf = (key: string): SourceHealth => {
    const known = { key, lastSuccessAt: null, lastFailure: null, latency: null };
    if (live.state.now().sourcesOff.has(key)) return { ...known, state: "off" };
    if ((sources.live.get(key)?.live ?? null) === null) return { ...known, state: "broken" };
    return { key, ...sources.health.of(key) };
  };
  return {
    registerRoutes: (app) =>
      registerSourceRoutes(app, {
        kinds: () =>
          [...connectors.values()].map(({ kind, name, capabilities, settings }) => ({
            kind,
            name,
            capabilities: [...capabilities],
            settings,
          })),
        health: () => configuration.current().document.sources.map(({ key }) => healthOf(key)),
        test,
      }),
  };
}
