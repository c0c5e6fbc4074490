import { readFileSync } from "node:fs";
import { z } from "zod";
import { connectors } from "../src/connectors/registry.ts";
import { contractCases } from "./connector-contract-cases.ts";
import type { Known } from "./connector-contract-acts.ts";
import { judge, surveyed, type JudgedTool } from "./connector-contract.ts";

/** Judges a connector before a real tool: reads what is below from its input, writes one line per case, ends with 1 where one failed. */
const personSchema = z.strictObject({ subject: z.string(), username: z.string(), token: z.string() });
const inputSchema = z.strictObject({
  kind: z.string(),
  /** Of the tool as it can be called from here; loopback where it is not encrypted. */
  address: z.url(),
  audience: z.string().nullable().default(null),
  settings: z.record(z.string(), z.unknown()).default({}),
  person: personSchema,
  /** Somebody with an account and nothing in it; without one that case is left out. */
  newcomer: personSchema.optional(),
  /** Somebody without an account. */
  stranger: personSchema.optional(),
  strangerCode: z.string().default("needs_first_login"),
  expiredToken: z.string(),
  wrongAudienceToken: z.string(),
  publicActs: z.array(z.string()).default([]),
  /** Acts that there is nothing for at this tool. */
  withoutActs: z.array(z.string()).default([]),
  canaries: z.array(z.string()).default([]),
  /** What the tool would put into a 200 that is none. */
  errorInside: z.unknown().default({ error: "x" }),
  /** Outcomes that are right for this tool where the suite expects another one, by case and act. */
  exceptions: z.record(z.string(), z.record(z.string(), z.array(z.string()))).default({}),
});
type Input = z.output<typeof inputSchema>;

/** Cases that change the tool's state by hand, or know how it writes its lists. */
const handmade = new Set(["conditional requests and marks", "one odd item among good ones"]);

function toolOf(input: Input, known?: Known): JudgedTool {
  return {
    address: input.address,
    connect(address) {
      const connector = connectors.get(input.kind);
      if (connector === undefined) throw new Error("There is no connector of this kind.");
      const { kind, audience, settings } = input;
      return connector.connect({ key: kind, name: { de: kind }, address, audience, scope: null, settings });
    },
    person: input.person,
    newcomer: input.newcomer ?? input.person,
    stranger: input.stranger ?? null,
    strangerCode: input.strangerCode,
    expiredToken: input.expiredToken,
    wrongAudienceToken: input.wrongAudienceToken,
    publicActs: input.publicActs,
    withoutActs: input.withoutActs,
    change: () => undefined,
    spoil: () => null,
    errorInside: input.errorInside,
    canaries: input.canaries,
    exceptions: input.exceptions,
    ...(known !== undefined && { known }),
    [Symbol.asyncDispose]: async () => undefined,
  };
}

const input = inputSchema.parse(JSON.parse(readFileSync(0, "utf8")));
const cases = contractCases.filter(
  ({ name }) => !handmade.has(name) && (name !== "empty states" || input.newcomer !== undefined),
);
const known = await surveyed(toolOf(input));
for (const each of cases) {
  const line: Record<string, unknown> = { case: each.name };
  try {
    line["judged"] = await judge(each, toolOf(input, known));
  } catch (error) {
    process.exitCode = 1;
    line["failed"] = error instanceof Error ? error.message : String(error);
  }
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
