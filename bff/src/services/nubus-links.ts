import type { ConfiguredTile } from "@pforte/shared/contract/portal-configuration";
import { tileTargetSchema } from "@pforte/shared/contract/portal-configuration";
import type { NubusEntry } from "./nubus-form.ts";
import type { NubusReport } from "./nubus-report.ts";
import { languageOf } from "./nubus-texts.ts";

export interface LinkOptions {
  /** Where the portal stood, for links that are relative to it. */
  readonly base: string | null;
  /** The new portal's own origin, which is never embedded in itself. */
  readonly publicOrigin: string;
  readonly report: NubusReport;
}

const signsInOrOut = /^\/?univention\/(?:saml|oidc|login|logout)(?:[/?#]|$)/u;

/** Whether an entry is a button for signing in or out, which a portal has of its own. */
export function isSignIn({ links }: NubusEntry): boolean {
  return (links ?? []).length > 0 && (links ?? []).every(({ value }) => signsInOrOut.test(value));
}

/** Addresses in both languages; `null` where none can be used. */
export function linksOf(entry: NubusEntry, what: string, options: LinkOptions): ConfiguredTile["links"] | null {
  const of = (language: string) =>
    bestOf(
      (entry.links ?? []).filter(({ locale }) => languageOf(locale) === language),
      what,
      options,
    );
  const [german, english] = [of("de"), of("en")];
  const first = german ?? english ?? bestOf(entry.links ?? [], what, options);
  if (first === null) {
    return null;
  }
  return { de: first, ...(english !== null && english !== first && { en: english }) };
}

type Links = readonly { readonly value: string }[];

/** The best of several: encrypted and by name before encrypted, before what has to be made so. */
function bestOf(links: Links, what: string, { base, report }: LinkOptions): string | null {
  const candidates = links
    .map(({ value }) => resolved(value.trim(), base))
    .filter((url) => url !== null)
    .toSorted((one, other) => rank(one) - rank(other));
  const [best] = candidates;
  if (best === undefined) {
    return null;
  }
  if (candidates.length > 1) {
    report.left(
      `further addresses of ${what}`,
      candidates
        .slice(1)
        .map(({ href }) => href)
        .join(", "),
    );
  }
  if (links.some(({ value }) => !URL.canParse(value.trim()))) {
    report.changed(what, `its relative address is now ${best.href}`);
  }
  if (best.protocol === "http:") {
    report.changed(what, `${best.href} is called by https from now on`);
    best.protocol = "https:";
  }
  return best.href.length > 2000 ? null : best.href;
}

function resolved(value: string, base: string | null): URL | null {
  const url = URL.parse(value, base ?? undefined);
  return url !== null && /^https?:$/u.test(url.protocol) ? url : null;
}

function rank({ protocol, hostname }: URL): number {
  const isAddress = /^[\d.]+$|^\[/u.test(hostname);
  return (protocol === "https:" ? 0 : 2) + (isAddress ? 1 : 0);
}

/** How it opens; what is embedded must be another origin than the portal's. */
export function targetOf(
  entry: NubusEntry,
  usual: string,
  links: ConfiguredTile["links"],
  what: string,
  { publicOrigin, base, report }: LinkOptions,
): ConfiguredTile["target"] {
  const said = entry.linkTarget ?? "useportaldefault";
  const kind = said === "useportaldefault" ? usual : said;
  if (kind === "samewindow") {
    return { kind: "same-tab" };
  }
  if (kind === "embedded") {
    const own = new Set([publicOrigin, base ?? publicOrigin].map((address) => new URL(address).origin));
    if (![links.de, links.en ?? links.de].some((address) => own.has(new URL(address).origin))) {
      return { kind: "embedded" };
    }
    report.changed(what, "it is of the portal's own origin and opens in a tab instead of a frame");
    return tabOf(entry, what, report);
  }
  if (kind !== "newwindow") {
    report.changed(what, `linkTarget ${kind} is unknown; it opens in a new tab`);
  }
  return tabOf(entry, what, report);
}

function tabOf({ target }: NubusEntry, what: string, report: NubusReport): ConfiguredTile["target"] {
  if (target === null || target === undefined || target === "" || target === "_blank") {
    return { kind: "new-tab" };
  }
  const named = tileTargetSchema.safeParse({ kind: "named-tab", name: target });
  if (named.success) {
    return named.data;
  }
  report.changed(what, `a tab cannot be called ${target}; it opens in a new one`);
  return { kind: "new-tab" };
}
