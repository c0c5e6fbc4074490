import fc from "fast-check";
import { z } from "zod";

/** What was seen in replies, by the name of the field: keys, ids and versions that exist. */
export type Known = ReadonlyMap<string, readonly (string | number)[]>;

/** The part of JSON Schema that the contract's forms become. */
interface Form {
  readonly type?: string | undefined;
  readonly enum?: readonly unknown[] | undefined;
  readonly const?: unknown;
  readonly anyOf?: readonly Form[] | undefined;
  readonly oneOf?: readonly Form[] | undefined;
  readonly allOf?: readonly Form[] | undefined;
  readonly properties?: Readonly<Record<string, Form>> | undefined;
  readonly required?: readonly string[] | undefined;
  readonly items?: Form | undefined;
  readonly minItems?: number | undefined;
  readonly maxItems?: number | undefined;
  readonly minLength?: number | undefined;
  readonly maxLength?: number | undefined;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly exclusiveMinimum?: number | undefined;
  readonly pattern?: string | undefined;
  readonly format?: string | undefined;
  readonly additionalProperties?: boolean | Form | undefined;
}

const formSchema: z.ZodType<Form> = z.lazy(() =>
  z.object({
    type: z.string().optional(),
    enum: z.array(z.unknown()).optional(),
    const: z.unknown().optional(),
    anyOf: z.array(formSchema).optional(),
    oneOf: z.array(formSchema).optional(),
    allOf: z.array(formSchema).optional(),
    properties: z.record(z.string(), formSchema).optional(),
    required: z.array(z.string()).optional(),
    items: formSchema.optional(),
    minItems: z.number().optional(),
    maxItems: z.number().optional(),
    minLength: z.number().optional(),
    maxLength: z.number().optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    exclusiveMinimum: z.number().optional(),
    pattern: z.string().optional(),
    format: z.string().optional(),
    additionalProperties: z.union([z.boolean(), formSchema]).optional(),
  }),
);

/** Addresses that lead nowhere outside of this machine. */
const addresses = ["http://localhost:1/", "https://tool.invalid/a?b=c#d", "http://127.0.0.1:1", "https://[::1]:1/x"];

/** Values that a schema of the contract takes, or nearly: what only code can check is not kept. */
export function valuesOf(schema: unknown, known: Known): fc.Arbitrary<unknown> {
  if (!(schema instanceof z.ZodType)) return fc.constant({});
  const form = z.toJSONSchema(schema, { io: "input", unrepresentable: "any", reused: "inline", cycles: "ref" });
  return ofForm(formSchema.parse(form), known, "");
}

function ofForm(form: Form, known: Known, name: string): fc.Arbitrary<unknown> {
  const some = choices(form, known, name);
  if (some !== null) return some;
  const [first] = form.allOf ?? [];
  if (first !== undefined) return ofForm({ ...form, ...first, allOf: undefined }, known, name);
  return (ofType.get(form.type ?? "") ?? anything)(form, known, name);
}

/** One of several values or forms. */
function choices(form: Form, known: Known, name: string): fc.Arbitrary<unknown> | null {
  if (form.const !== undefined) return fc.constant(form.const);
  if (form.enum !== undefined) return fc.constantFrom(...form.enum);
  const branches = form.anyOf ?? form.oneOf;
  return branches === undefined ? null : fc.oneof(...branches.map((branch) => ofForm(branch, known, name)));
}

type Making = (form: Form, known: Known, name: string) => fc.Arbitrary<unknown>;
const anything: Making = () => fc.jsonValue({ maxDepth: 2 });
const number: Making = (form, known, name) => numbers(form, known.get(name) ?? []);
const ofType: ReadonlyMap<string, Making> = new Map<string, Making>([
  ["object", objects],
  ["array", lists],
  ["string", (form, known, name) => texts(form, known.get(name) ?? [])],
  ["integer", number],
  ["number", number],
  ["boolean", () => fc.boolean()],
  ["null", () => fc.constant(null)],
]);

function lists({ items = {}, minItems = 0, maxItems = 4 }: Form, known: Known, name: string): fc.Arbitrary<unknown> {
  return fc.array(ofForm(items, known, name), { minLength: minItems, maxLength: Math.min(maxItems, minItems + 3) });
}

function objects(form: Form, known: Known): fc.Arbitrary<unknown> {
  const properties = Object.entries(form.properties ?? {});
  const named = fc.record(Object.fromEntries(properties.map(([key, each]) => [key, ofForm(each, known, key)])), {
    requiredKeys: [...(form.required ?? [])].filter((key) => properties.some(([each]) => each === key)),
    noNullPrototype: true,
  });
  const { additionalProperties: others } = form;
  if (typeof others !== "object") return named;
  const more = fc.dictionary(fc.stringMatching(/^[a-z0-9-]{1,10}$/u), ofForm(others, known, ""), {
    maxKeys: 2,
    noNullPrototype: true,
  });
  return fc.tuple(named, more).map(([first, second]) => Object.assign(second, first));
}

function texts(form: Form, seen: readonly (string | number)[]): fc.Arbitrary<string> {
  const made = madeText(form);
  const strings = seen.filter((value) => typeof value === "string");
  if (strings.length === 0) return made;
  return fc.oneof({ arbitrary: fc.constantFrom(...strings), weight: 3 }, { arbitrary: made, weight: 1 });
}

function madeText(form: Form): fc.Arbitrary<string> {
  switch (form.format) {
    case "date-time":
      return fc
        .date({ min: new Date(0), max: new Date("2100-01-01"), noInvalidDate: true })
        .map((at) => at.toISOString());
    case "uuid":
      return fc.uuid();
    case "uri":
      return fc.constantFrom(...addresses);
    default:
  }
  if (form.pattern !== undefined) {
    const expression = new RegExp(form.pattern, "u");
    try {
      return fc.stringMatching(expression, { size: "small" });
    } catch {
      // Looks around, which cannot be turned into values.
    }
  }
  const minLength = form.minLength ?? 0;
  const most = Math.max(minLength, Math.min(form.maxLength ?? 30, 30));
  const word = fc.string({ minLength, maxLength: most, unit: "grapheme" });
  const atTheLimit = "ä".repeat(Math.min(form.maxLength ?? 1, 4000));
  return fc.oneof({ arbitrary: word, weight: 9 }, { arbitrary: fc.constant(atTheLimit), weight: 1 });
}

function numbers(form: Form, seen: readonly (string | number)[]): fc.Arbitrary<number> {
  const min = form.minimum ?? (form.exclusiveMinimum === undefined ? 0 : form.exclusiveMinimum + 1);
  const max = form.maximum ?? Number.MAX_SAFE_INTEGER;
  const made = fc.oneof(fc.integer({ min, max: Math.min(max, min + 200) }), fc.constantFrom(min, max));
  const some = seen.filter((value) => typeof value === "number");
  return some.length === 0 ? made : fc.oneof(fc.constantFrom(...some), made);
}
