import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { asObject, objectsIn, type Located, type SpecificationFiles } from "./specification-files.ts";

import type { Problem } from "./specification-verdict.ts";

type Schema = Readonly<Record<string, unknown>>;

const mapsOfSchemas = new Set(["properties", "patternProperties", "definitions", "$defs", "dependentSchemas"]);
const listsOfSchemas = new Set(["allOf", "anyOf", "oneOf", "prefixItems"]);
const schemas = new Set(["items", "additionalProperties", "not", "if", "then", "else", "contains", "propertyNames"]);
const plain = new Set([
  "type",
  "enum",
  "const",
  "format",
  "pattern",
  "minimum",
  "maximum",
  "minLength",
  "maxLength",
  "minItems",
  "maxItems",
  "uniqueItems",
  "minProperties",
  "maxProperties",
  "multipleOf",
]);

/** Compiles what a reply needs and no more, each schema of the vendors under a name of its own. */
export class SpecificationSchemas {
  readonly #files: SpecificationFiles;
  readonly #names = new Map<string, string>();
  readonly #schemas = new Map<string, Schema>();
  readonly #compiled = new Map<string, ValidateFunction>();
  readonly #ajv = new Ajv2020({ strict: false, allErrors: true, logger: false, validateSchema: false });

  constructor(files: SpecificationFiles) {
    this.#files = files;
    formats.default(this.#ajv);
  }

  /** What is wrong with a body, also keys that the schema does not know. */
  problems(located: Located, body: unknown): readonly Problem[] {
    const name = this.#define(located);
    const validate = this.#compile(name);
    validate(body);
    const errors = (validate.errors ?? []).map((error) => ({
      at: error.instancePath,
      text: `${error.message ?? error.keyword} ${JSON.stringify(error.params)}`,
    }));
    return [...errors, ...this.#unknownKeys({ $ref: name }, body, "")];
  }

  #compile(name: string): ValidateFunction {
    const known = this.#compiled.get(name);
    if (known !== undefined) return known;
    for (const [each, schema] of this.#schemas) {
      if (this.#ajv.getSchema(each) === undefined && each !== name) this.#ajv.addSchema(schema, each);
    }
    const validate = this.#ajv.getSchema(name) ?? this.#ajv.compile({ $id: name, ...this.#schemas.get(name) });
    this.#compiled.set(name, validate);
    return validate;
  }

  /** The name of a schema, with all that it refers to defined as well. Recursion in the files stays recursion. */
  #define({ file, pointer, value }: Located): string {
    const place = `${file}#${pointer}`;
    const known = this.#names.get(place);
    if (known !== undefined) return known;
    const name = `pf:s${this.#names.size}`;
    this.#names.set(place, name);
    this.#schemas.set(name, this.#normalise(file, value));
    return name;
  }

  #normalise(file: string, value: unknown): Schema {
    const source = asObject(value);
    if (source === null) return value === false ? { not: {} } : {};
    const entries = Object.entries(source).flatMap(([key, each]) => {
      const kept = this.#keep(file, key, each);
      return kept === undefined ? [] : [[key, kept] as const];
    });
    const target = Object.fromEntries(entries);
    // OpenAPI 3.0 writes it so, and vendors go on to in 3.1.
    return source["nullable"] === true ? { anyOf: [target, { type: "null" }] } : target;
  }

  /** What of a keyword matters for a check; nothing for examples, descriptions and the like. */
  #keep(file: string, key: string, value: unknown): unknown {
    if (key === "$ref") return typeof value === "string" ? this.#reference(file, value) : undefined;
    if (mapsOfSchemas.has(key)) return this.#normaliseMap(file, value);
    if (listsOfSchemas.has(key)) return Object.values(asObject(value) ?? {}).map((one) => this.#normalise(file, one));
    if (schemas.has(key)) return typeof value === "boolean" ? value : this.#normalise(file, value);
    return plain.has(key) || (key === "required" && Array.isArray(value)) ? value : undefined;
  }

  #normaliseMap(file: string, value: unknown): Schema {
    const entries = Object.entries(asObject(value) ?? {});
    return Object.fromEntries(entries.map(([key, each]) => [key, this.#normalise(file, each)]));
  }

  #reference(file: string, reference: string): string {
    const located = this.#files.resolve(file, reference);
    if (located === null) throw new Error(`${file} refers to ${reference}, which is not there.`);
    return this.#define(located);
  }

  /** No vendor forbids further keys, so that drift would go unseen: what no schema names is a finding. */
  #unknownKeys(schema: Schema, body: unknown, at: string): readonly Problem[] {
    if (Array.isArray(body)) {
      const items = objectsIn(this.#parts(schema).map((part) => part["items"]));
      return items.length === 0
        ? []
        : body.flatMap((each, index) => this.#unknownKeys(anyOf(items), each, `${at}/${index}`));
    }
    if (typeof body !== "object" || body === null) return [];
    const parts = this.#parts(schema);
    const known = parts.flatMap((part) => Object.entries(asObject(part["properties"]) ?? {}));
    const others = objectsIn(parts.map((part) => part["additionalProperties"]));
    const isOpen = parts.some((part) => isOpenSchema(part)) || known.length + others.length === 0;
    return Object.entries(body).flatMap(([key, each]) => {
      const named = objectsIn(known.filter(([name]) => name === key).map(([, one]) => one));
      const found = named.length > 0 ? named : others;
      if (found.length > 0) return this.#unknownKeys(anyOf(found), each, `${at}/${key}`);
      return isOpen || named.length > 0 ? [] : [{ at: `${at}/${key}`, text: "is not in the schema" }];
    });
  }

  /** The schema and all that it is put together from. */
  #parts(schema: Schema, seen = new Set<Schema>()): readonly Schema[] {
    if (seen.has(schema)) return [];
    seen.add(schema);
    const reference = schema["$ref"];
    const target = typeof reference === "string" ? this.#schemas.get(reference) : undefined;
    const lists = ["allOf", "anyOf", "oneOf"].flatMap((key) => Object.values(asObject(schema[key]) ?? {}));
    const branches = ["if", "then", "else"].map((key) => schema[key]);
    const inner = objectsIn([target, ...lists, ...branches]);
    return [schema, ...inner.flatMap((each) => this.#parts(each, seen))];
  }
}

function anyOf(list: readonly Schema[]): Schema {
  return list.length === 1 ? (list[0] ?? {}) : { anyOf: list };
}

/** Whether it says nothing about its keys, or says that there are others. */
function isOpenSchema(part: Schema): boolean {
  if (part["additionalProperties"] === true || part["patternProperties"] !== undefined) return true;
  return part["type"] === "object" && part["properties"] === undefined && part["additionalProperties"] === undefined;
}
