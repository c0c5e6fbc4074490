import type { SourceKind } from "@pforte/shared/contract/admin-sources";
import { parseInput } from "@pforte/shared/configuration/check";
import type { ConfiguredSource } from "@pforte/shared/contract/portal-configuration";
import type { TypedPair } from "#ui/text-pair.tsx";
import { fieldsOf } from "./settings-schema.ts";
import { settingsFrom, typedOf, type SettingProblem, type TypedSettings } from "./settings-values.ts";

/** A source as its form has it; nothing in it need be valid yet. */
export interface SourceInput {
  readonly key: string;
  readonly kind: string;
  readonly name: TypedPair;
  readonly address: string;
  readonly audience: string;
  readonly scope: string;
  readonly requestAccess: TypedPair;
  readonly settings: TypedSettings;
}

export type SourceProblems = ReadonlyMap<string, SettingProblem | "taken">;
export type CheckedSource =
  | { readonly kind: "fine"; readonly source: ConfiguredSource }
  | { readonly kind: "wrong"; readonly problems: SourceProblems };

export function newInput(kind: string): SourceInput {
  const none = { de: "", en: "" };
  return { key: "", kind, name: none, address: "", audience: "", scope: "", requestAccess: none, settings: {} };
}

export function inputOf(source: ConfiguredSource, kind: SourceKind | null): SourceInput {
  const { key, name, address, audience = "", scope = "", requestAccess, settings } = source;
  return {
    key,
    kind: source.kind,
    name: { de: name.de, en: name.en ?? "" },
    address,
    audience,
    scope,
    requestAccess: { de: requestAccess?.de ?? "", en: requestAccess?.en ?? "" },
    settings: typedOf(fieldsOf(kind?.settings ?? {}), settings),
  };
}

/** What a form stands in. */
export interface AroundSource {
  readonly kind: SourceKind | null;
  /** Settings that no field knows of are kept from here; `null` for a new source. */
  readonly before: ConfiguredSource | null;
  readonly taken: readonly string[];
}

/** The source that the form says, or what is wrong by field (`settings.<path>` for those of the kind). */
export function checkSource(input: SourceInput, { kind, before, taken }: AroundSource): CheckedSource {
  const fields = fieldsOf(kind?.settings ?? {});
  const { settings, problems: wrong } = settingsFrom(fields, input.settings, before?.settings ?? {});
  const problems = new Map<string, SettingProblem | "taken">(
    [...wrong].map(([path, problem]) => [`settings.${path}`, problem]),
  );
  const parsed = parseInput("source", { ...commonOf(input), settings });
  for (const { path, code } of parsed.error?.issues ?? []) {
    const field = path.join(".");
    problems.set(field, problemOf(field, code, input));
  }
  if (before === null && taken.includes(input.key.trim())) problems.set("key", "taken");
  return parsed.success && problems.size === 0 ? { kind: "fine", source: parsed.data } : { kind: "wrong", problems };
}

/** What every source says; an empty field says nothing. */
function commonOf({ key, kind, name, address, audience, scope, requestAccess }: SourceInput): object {
  return {
    key: key.trim(),
    kind,
    name: pairOf(name),
    address: address.trim(),
    ...(audience.trim() !== "" && { audience: audience.trim() }),
    ...(scope.trim() !== "" && { scope: scope.trim() }),
    ...(isEmpty(requestAccess) ? {} : { requestAccess: pairOf(requestAccess) }),
  };
}

function problemOf(field: string, code: string, { name, address, requestAccess }: SourceInput): SettingProblem {
  if (code === "too_big") return "tooLong";
  if (field === "address") return address.trim() === "" ? "missing" : "address";
  if (field.startsWith("requestAccess")) return requestAccess.de.trim() === "" ? "missing" : "address";
  return field.startsWith("name") && name.de.trim() === "" ? "missing" : "form";
}

const isEmpty = ({ de, en }: TypedPair): boolean => de.trim() === "" && en.trim() === "";

function pairOf({ de, en }: TypedPair): { readonly de: string; readonly en?: string } {
  return { de: de.trim(), ...(en.trim() !== "" && { en: en.trim() }) };
}
