import { readFileSync } from "node:fs";
import { z } from "zod";
import { connectors } from "../src/connectors/registry.ts";
import { contractCases } from "./connector-contract-cases.ts";
import { spoilByKind } from "./connector-contract-spoil.ts";
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
  /** A call that lets something happen to the person in each capability; without one that case is left out. */
  change: z.strictObject({ method: z.string(), path: z.string(), token: z.string(), body: z.unknown() }).optional(),
  /** Outcomes that are right for this tool where the suite expects another one, by case and act. */
  exceptions: z.record(z.string(), z.record(z.string(), z.array(z.string()))).default({}),
});
type Input = z.output<typeof inputSchema>;

/** Cases that need more than an address and a person, and whether it is there. */
function isPossible(name: string, { kind, change, newcomer }: Input, { room, encryptedRoom }: Known): boolean {
  if (name.startsWith("a message ") && room === null) return false;
  if (name === "conditional requests and marks") return change !== undefined;
  if (name === "a message for an encrypted room") return encryptedRoom !== null;
  if (name === "one odd item among good ones") return spoilByKind.has(kind);
  return name !== "empty states" || newcomer !== undefined;
}

async function changeAt(address: string, change: Input["change"]): Promise<void> {
  if (change === undefined) return;
  const { method, path, token, body } = change;
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const reply = await fetch(`${address}${path}`, { method, headers, body: JSON.stringify(body) });
  if (!reply.ok) throw new Error(`The change was answered by ${reply.status}.`);
}

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
    change: async () => changeAt(input.address, input.change),
    spoil: spoilByKind.get(input.kind)?.() ?? (() => null),
    errorInside: input.errorInside,
    canaries: input.canaries,
    exceptions: input.exceptions,
    ...(known !== undefined && { known }),
    [Symbol.asyncDispose]: async () => undefined,
  };
}

const input = inputSchema.parse(JSON.parse(readFileSync(0, "utf8")));
const known = await surveyed(toolOf(input));
const cases = contractCases.filter(({ name }) => isPossible(name, input, known));
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
