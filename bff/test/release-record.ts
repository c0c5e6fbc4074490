import pg from "pg";
import { z } from "zod";

/** One statement as a release sent it; named ones are kept prepared by the server. */
const statementSchema = z.object({ name: z.string().optional(), text: z.string(), values: z.array(z.json()) });

/** What a release asked of the database on one working day, and which schema it knew. */
export const releaseRecordSchema = z.object({
  /** The newest step that it carried out. */
  step: z.string(),
  /** Whether its prepared statements outlive a newer schema; else its processes have to be started anew. */
  keepsPrepared: z.boolean(),
  statements: z.array(statementSchema),
});

export type ReleaseRecord = z.output<typeof releaseRecordSchema>;
export type Statement = ReleaseRecord["statements"][number];

type Json = z.output<ReturnType<typeof z.json>>;

/** Values as JSON has them; what it has not carries its kind. */
function toJson(value: unknown): Json {
  if (value instanceof Date) return { $date: value.toISOString() };
  if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString("base64") };
  if (typeof value === "bigint") return String(value);
  return z.json().parse(value ?? null);
}

function fromJson(value: Json): unknown {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    if (typeof value["$date"] === "string") return new Date(value["$date"]);
    if (typeof value["$bytes"] === "string") return Buffer.from(value["$bytes"], "base64");
  }
  return value;
}

/** Writes down every statement of this process from now on, but those of the connection that listens. */
export function recordStatements(): Statement[] {
  const statements: Statement[] = [];
  // oxlint-disable-next-line typescript/unbound-method -- it is applied to the client that was meant
  const original = pg.Client.prototype.query;
  const spy = function (this: pg.Client, ...given: unknown[]): unknown {
    const [first, second] = given;
    const config = z.object({ name: z.string().optional(), text: z.string(), values: z.array(z.unknown()).optional() });
    const parsed = typeof first === "string" ? { text: first } : config.safeParse(first).data;
    const values = Array.isArray(second) ? second : (parsed?.values ?? []);
    if (parsed !== undefined && !/^(?:listen |select 1$)/u.test(parsed.text)) {
      const { name, text } = parsed;
      statements.push({ ...(name !== undefined && { name }), text, values: values.map(toJson) });
    }
    return Reflect.apply(original, this, given);
  };
  // The same function with a look at what it is given; its overloads cannot be written down again.
  pg.Client.prototype.query = spy as typeof original;
  return statements;
}

/** What came of a statement, as far as whoever sent it can tell. */
export interface Outcome {
  readonly text: string;
  readonly rows: number | null;
  /** The columns of the answer with their types. */
  readonly columns: readonly string[];
}

/** Sends them all on one connection, in their order. */
export async function replay(client: pg.Client, statements: readonly Statement[]): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const { name, text, values } of statements) {
    const { rowCount, fields } = await client
      .query({ text, values: values.map(fromJson), ...(name !== undefined && { name }) })
      .catch((error: unknown) => {
        throw new Error(`This statement of an earlier release fails: ${text}`, { cause: error });
      });
    const columns = fields.map(({ name: column, dataTypeID }) => `${column} ${dataTypeID}`);
    outcomes.push({ text, rows: rowCount, columns });
  }
  return outcomes;
}
