import { differenceOf, type ConfigurationDifference } from "@pforte/shared/configuration/difference";
import { portalConfigurationSchema, type PortalConfiguration } from "@pforte/shared/contract/portal-configuration";

/** What is published and differs from what a file said, on the paths that it keeps. */
export function driftOf(
  said: PortalConfiguration,
  published: PortalConfiguration,
  paths: readonly string[],
): ConfigurationDifference {
  const expected = portalConfigurationSchema.safeParse(overlaid(published, said, paths));
  return expected.success ? differenceOf(expected.data, published) : [];
}

/** The published document with the kept paths as the file said them. */
function overlaid(published: PortalConfiguration, said: PortalConfiguration, paths: readonly string[]): unknown {
  const kept = new Set(paths);
  const sections = (["categories", "folders", "tiles", "sources"] as const).map((name) => [
    name,
    kept.has(name) ? said[name] : overlaidList(published[name], said[name], name, kept),
  ]);
  const fields = Object.keys({ ...published.portal, ...said.portal }).filter((field) => kept.has(`portal/${field}`));
  const source = new Map<string, unknown>(Object.entries(said.portal));
  return {
    portal: { ...published.portal, ...Object.fromEntries(fields.map((field) => [field, source.get(field)])) },
    ...Object.fromEntries(sections),
  };
}

function overlaidList(
  published: readonly { readonly key: string }[],
  said: readonly { readonly key: string }[],
  section: string,
  kept: ReadonlySet<string>,
): readonly unknown[] {
  const ours = new Map(said.filter(({ key }) => kept.has(`${section}/${key}`)).map((entry) => [entry.key, entry]));
  const known = new Set(published.map(({ key }) => key));
  return [
    ...published.flatMap((entry) => (kept.has(`${section}/${entry.key}`) ? (ours.get(entry.key) ?? []) : entry)),
    ...[...ours.values()].filter(({ key }) => !known.has(key)),
  ];
}
