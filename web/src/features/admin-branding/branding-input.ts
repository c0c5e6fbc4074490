import type { Language } from "@pforte/shared/contract/localized";
import { parseInput } from "@pforte/shared/configuration/check";
import type { ConfiguredPortal } from "@pforte/shared/contract/portal-configuration";
import type { TypedPair } from "#ui/text-pair.tsx";

/** What belongs to the portal as a whole, as its form has it; nothing in it need be valid yet. */
export interface BrandingInput {
  readonly name: TypedPair;
  readonly organisation: TypedPair;
  readonly defaultLanguage: Language;
  readonly logoLight: string | null;
  readonly logoDark: string | null;
  readonly logoText: TypedPair;
  readonly accent: string;
  readonly backgroundLight: string;
  readonly backgroundDark: string;
  readonly welcome: TypedPair;
  readonly supportName: TypedPair;
  readonly supportPhone: string;
  readonly supportEmail: string;
  readonly supportAddress: TypedPair;
  readonly imprint: TypedPair;
  readonly privacy: TypedPair;
  readonly accessibility: TypedPair;
  readonly reportBarrier: TypedPair;
  readonly help: TypedPair;
  readonly dock: readonly string[];
}

export type Change = (some: Partial<BrandingInput>) => void;

const typed = (pair: { readonly de: string; readonly en?: string | undefined } | undefined): TypedPair => ({
  de: pair?.de ?? "",
  en: pair?.en ?? "",
});

export function inputOf(portal: ConfiguredPortal): BrandingInput {
  const { support, branding } = portal;
  return {
    name: typed(portal.name),
    organisation: typed(portal.organisation),
    defaultLanguage: portal.defaultLanguage,
    ...looksOf(branding),
    supportName: typed(support.name),
    supportPhone: support.phone ?? "",
    supportEmail: support.email ?? "",
    supportAddress: typed(support.address),
    imprint: typed(portal.imprint),
    privacy: typed(portal.privacy),
    accessibility: typed(portal.accessibility),
    reportBarrier: typed(portal.reportBarrier),
    help: typed(portal.help),
    dock: portal.dock,
  };
}

function looksOf(branding: ConfiguredPortal["branding"]) {
  const { logo, accent = "", background, welcome } = branding ?? {};
  return {
    logoLight: logo?.light ?? null,
    logoDark: logo?.dark ?? null,
    logoText: typed(logo?.text),
    accent,
    backgroundLight: background?.light ?? "",
    backgroundDark: background?.dark ?? "",
    welcome: typed(welcome),
  };
}

export type Problem = "missing" | "tooLong" | "address" | "email" | "colour";

/** The portal as the draft takes it, or what is wrong by the path of the field, such as `imprint.de`. */
export type Checked =
  | { readonly kind: "fine"; readonly portal: ConfiguredPortal }
  | { readonly kind: "wrong"; readonly problems: ReadonlyMap<string, Problem> };

/** What the form does not have, such as what central navigation tells, stays as it is. */
export function checkInput(input: BrandingInput, before: ConfiguredPortal): Checked {
  const parsed = parseInput("portal", portalFrom(input, before));
  if (parsed.success) {
    return { kind: "fine", portal: parsed.data };
  }
  return {
    kind: "wrong",
    problems: new Map(parsed.error.issues.map(({ path, code }) => [path.join("."), problemOf(path.join("."), code)])),
  };
}

function problemOf(path: string, code: string): Problem {
  if (code === "too_big") {
    return "tooLong";
  }
  if (path === "support.email") {
    return "email";
  }
  if (/^(?:imprint|privacy|accessibility|reportBarrier|help|support\.address)\./u.test(path)) {
    return "address";
  }
  return /accent|background/u.test(path) ? "colour" : "missing";
}

function portalFrom(input: BrandingInput, before: ConfiguredPortal): unknown {
  const { support: _support, reportBarrier: _report, help: _help, branding: _branding, ...kept } = before;
  return {
    ...kept,
    name: pairFrom(input.name),
    organisation: pairFrom(input.organisation),
    defaultLanguage: input.defaultLanguage,
    support: {
      name: pairFrom(input.supportName),
      ...(input.supportPhone.trim() === "" ? {} : { phone: input.supportPhone.trim() }),
      ...(input.supportEmail.trim() === "" ? {} : { email: input.supportEmail.trim() }),
      ...optional("address", input.supportAddress),
    },
    imprint: pairFrom(input.imprint),
    privacy: pairFrom(input.privacy),
    accessibility: pairFrom(input.accessibility),
    ...optional("reportBarrier", input.reportBarrier),
    ...optional("help", input.help),
    dock: input.dock,
    ...looksFrom(input),
  };
}

function looksFrom(input: BrandingInput): { readonly branding?: unknown } {
  const { logoLight, logoDark, logoText, accent, backgroundLight, backgroundDark, welcome } = input;
  const branding = {
    ...(logoLight === null
      ? {}
      : { logo: { light: logoLight, ...(logoDark === null ? {} : { dark: logoDark }), text: pairFrom(logoText) } }),
    ...(accent === "" ? {} : { accent }),
    ...(backgroundLight === "" && backgroundDark === ""
      ? {}
      : { background: { light: backgroundLight, ...(backgroundDark === "" ? {} : { dark: backgroundDark }) } }),
    ...optional("welcome", welcome),
  };
  return Object.keys(branding).length === 0 ? {} : { branding };
}

function pairFrom({ de, en }: TypedPair): { readonly de: string; readonly en?: string } {
  return en.trim() === "" ? { de: de.trim() } : { de: de.trim(), en: en.trim() };
}

function optional(name: string, pair: TypedPair): Readonly<Record<string, unknown>> {
  return pair.de.trim() === "" && pair.en.trim() === "" ? {} : { [name]: pairFrom(pair) };
}
