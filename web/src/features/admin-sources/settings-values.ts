import { asText, type SettingField } from "./settings-schema.ts";

/** What is typed in the fields of settings, by their paths. */
export type TypedSettings = Readonly<Record<string, string>>;
export type SettingProblem = "missing" | "address" | "number" | "range" | "tooLong" | "form" | "json";
type Settings = Readonly<Record<string, unknown>>;

/** What the fields show of settings. */
export function typedOf(fields: readonly SettingField[], settings: Settings): TypedSettings {
  return Object.fromEntries(fields.map(({ path, kind }) => [path, asText(kind, valueAt(settings, path))]));
}

/** What the fields say, and what is wrong with it by path. */
export interface CheckedSettings {
  readonly settings: Record<string, unknown>;
  readonly problems: ReadonlyMap<string, SettingProblem>;
}

/** The settings that the fields say, beside what no field knows of; an empty field says nothing, so that the default holds. */
export function settingsFrom(fields: readonly SettingField[], typed: TypedSettings, before: Settings): CheckedSettings {
  const known = new Set(fields.map(({ path }) => path.split(".", 1)[0]));
  const settings: Record<string, unknown> = Object.fromEntries(
    Object.entries(before).filter(([name]) => !known.has(name)),
  );
  const problems = new Map<string, SettingProblem>();
  for (const field of fields) {
    const read = readField(field, typed[field.path] ?? "");
    if (read.kind === "wrong") problems.set(field.path, read.problem);
    if (read.kind === "value") put(settings, field.path, read.value);
  }
  return { settings, problems };
}

type Read =
  | { readonly kind: "nothing" }
  | { readonly kind: "value"; readonly value: unknown }
  | { readonly kind: "wrong"; readonly problem: SettingProblem };

function readField(field: SettingField, raw: string): Read {
  const text = raw.trim();
  return text === "" ? (field.isRequired ? wrong("missing") : { kind: "nothing" }) : readers[field.kind](field, text);
}

const readText = (field: SettingField, text: string): Read => {
  if (field.longest !== null && text.length > field.longest) return wrong("tooLong");
  return fits(field, text) ? value(text) : wrong("form");
};

const readers: Readonly<Record<SettingField["kind"], (field: SettingField, text: string) => Read>> = {
  text: readText,
  choice: readText,
  number: readNumber,
  switch: (_field, text) => value(text === "true"),
  address: (_field, text) => (/^https?:\/\/./iu.test(text) && URL.canParse(text) ? value(text) : wrong("address")),
  lines(field, text) {
    const lines = text.split("\n").flatMap((line) => (line.trim() === "" ? [] : [line.trim()]));
    return lines.every((line) => fits(field, line)) ? value(lines) : wrong("form");
  },
  json: (_field, text) => readJson(text),
};

function readNumber({ isWhole, minimum, maximum }: SettingField, text: string): Read {
  const number = Number(text.replace(",", "."));
  if (!Number.isFinite(number) || (isWhole && !Number.isSafeInteger(number))) return wrong("number");
  const isInside = (minimum === null || number >= minimum) && (maximum === null || number <= maximum);
  return isInside ? value(number) : wrong("range");
}

function readJson(text: string): Read {
  try {
    return value(JSON.parse(text));
  } catch {
    return wrong("json");
  }
}

function fits({ pattern }: SettingField, text: string): boolean {
  return pattern?.test(text) ?? true;
}

function value(read: unknown): Read {
  return { kind: "value", value: read };
}

function wrong(problem: SettingProblem): Read {
  return { kind: "wrong", problem };
}

function valueAt(settings: Settings, path: string): unknown {
  return path.split(".").reduce<unknown>((at, name) => (isObject(at) ? at[name] : undefined), settings);
}

function put(settings: Record<string, unknown>, path: string, read: unknown): void {
  const [name = "", inner] = path.split(".");
  const group = settings[name];
  settings[name] = inner === undefined ? read : { ...(isObject(group) ? group : {}), [inner]: read };
}

const isObject = (given: unknown): given is Settings => typeof given === "object" && given !== null;
