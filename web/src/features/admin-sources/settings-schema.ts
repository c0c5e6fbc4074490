/** One value that a connector's settings have, as a form can ask for it. */
export interface SettingField {
  /** Its place in the settings: `web`, or `limits.parts` inside of a group. */
  readonly path: string;
  readonly name: string;
  /** What it is called in each language; connectors say so in their schema. */
  readonly label: Readonly<Record<string, string>> | null;
  /** As the schema names and explains it, if it does. */
  readonly title: string | null;
  readonly description: string | null;
  readonly kind: "text" | "address" | "number" | "switch" | "choice" | "lines" | "json";
  readonly isRequired: boolean;
  /** What holds where nothing is said, as text; `null` where there is no such value. */
  readonly fallback: string | null;
  readonly choices: readonly string[];
  readonly isWhole: boolean;
  readonly minimum: number | null;
  readonly maximum: number | null;
  readonly longest: number | null;
  readonly pattern: RegExp | null;
}

type Schema = Readonly<Record<string, unknown>>;

/** The fields of a JSON Schema (2020-12) of an object; its objects one level deep become fields of their own, what is deeper or of no known shape is asked for as JSON. */
export function fieldsOf(schema: Schema): readonly SettingField[] {
  return propertiesOf(schema).flatMap(({ name, property, isRequired }) =>
    property["type"] === "object" && isSchema(property["properties"])
      ? propertiesOf(property).map((inner) => fieldOf(`${name}.${inner.name}`, inner))
      : [fieldOf(name, { name, property, isRequired })],
  );
}

interface Property {
  readonly name: string;
  readonly property: Schema;
  readonly isRequired: boolean;
}

function propertiesOf(schema: Schema): Property[] {
  const properties = isSchema(schema["properties"]) ? schema["properties"] : {};
  const required = Array.isArray(schema["required"]) ? schema["required"] : [];
  return Object.entries(properties).flatMap(([name, property]) =>
    isSchema(property)
      ? [{ name, property, isRequired: required.includes(name) && property["default"] === undefined }]
      : [],
  );
}

function fieldOf(path: string, { name, property, isRequired }: Property): SettingField {
  const items = isSchema(property["items"]) ? property["items"] : {};
  const kind = kindOf(property, items);
  return {
    path,
    name,
    label: labelOf(property["label"]),
    title: textOf(property["title"]),
    description: textOf(property["description"]),
    kind,
    isRequired,
    fallback: property["default"] === undefined ? null : asText(kind, property["default"]),
    choices: choicesOf(property),
    isWhole: property["type"] === "integer",
    minimum: numberOf(property["minimum"]),
    maximum: numberOf(property["maximum"]),
    longest: numberOf(property["maxLength"]),
    pattern: patternOf(kind === "lines" ? items["pattern"] : property["pattern"]),
  };
}

function kindOf(property: Schema, items: Schema): SettingField["kind"] {
  if (choicesOf(property).length > 0) return "choice";
  switch (property["type"]) {
    case "string":
      return property["format"] === "uri" ? "address" : "text";
    case "number":
    case "integer":
      return "number";
    case "boolean":
      return "switch";
    case "array":
      return items["type"] === "string" ? "lines" : "json";
    default:
      return "json";
  }
}

/** A value of the settings as its field shows it. */
export function asText(kind: SettingField["kind"], value: unknown): string {
  if (value === undefined) return "";
  if (kind === "lines") return Array.isArray(value) ? value.join("\n") : JSON.stringify(value);
  return kind !== "json" && typeof value === "string" ? value : JSON.stringify(value, null, 2);
}

function choicesOf(property: Schema): string[] {
  const named = Array.isArray(property["enum"]) ? property["enum"] : [];
  return named.every((value) => typeof value === "string") ? named : [];
}

function patternOf(source: unknown): RegExp | null {
  if (typeof source !== "string") return null;
  try {
    return new RegExp(source, "u");
  } catch {
    // What this browser cannot read, the server still checks.
    return null;
  }
}

function labelOf(label: unknown): SettingField["label"] {
  const texts = Object.entries(isSchema(label) ? label : {}).flatMap(([language, text]) =>
    typeof text === "string" && text !== "" ? [[language, text] as const] : [],
  );
  return texts.length === 0 ? null : Object.fromEntries(texts);
}

const isSchema = (value: unknown): value is Schema =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const textOf = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);
const numberOf = (value: unknown): number | null => (typeof value === "number" ? value : null);
