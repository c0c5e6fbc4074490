import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { z } from "zod";

const moduleSchema = z.strictObject({
  plan: z.string(),
  module: z.string(),
  expected: z.enum(["accept", "refuse", "accept or refuse"]),
  provoked: z.string(),
  portal: z.string(),
});
const casesSchema = z.strictObject({
  suite: z.strictObject({ source: z.url(), snapshot: z.string(), date: z.iso.date() }),
  modules: z.array(moduleSchema),
  notApplicable: z.array(z.strictObject({ plan: z.string(), module: z.string(), reason: z.string().min(20) })),
  logoutTokens: z.array(z.strictObject({ name: z.string(), expected: z.string(), portal: z.string() })),
});
type OpenidCases = z.output<typeof casesSchema>;

const beside = (name: string) => fileURLToPath(new URL(`../../docs/security/${name}`, import.meta.url));

/** The list of cases as it is checked in. */
export const openidCases: OpenidCases = casesSchema.parse(
  JSON.parse(readFileSync(beside("openid-cases.json"), "utf8")),
);

/** The table for people, made of the list. */
export const openidTable = beside("openid-cases.md");

const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [row(head), row(head.map(() => "---")), ...rows.map(row)].join("\n");
}

/** How the table must read. */
export function tableOf({ suite, modules, notApplicable, logoutTokens }: OpenidCases): string {
  const plans = [...new Set(modules.map(({ plan }) => plan))].map((plan) => {
    const rows = modules.filter((each) => each.plan === plan);
    const cells = rows.map(({ module, expected, provoked, portal }) => [`\`${module}\``, expected, provoked, portal]);
    return `## ${plan} (${rows.length})\n\n${table(["module", "expected", "how it is provoked", "what the portal does"], cells)}`;
  });
  return [
    "# Cases of the OpenID Foundation",
    "",
    `The relying-party modules of the [conformance suite](${suite.source}), snapshot ${suite.snapshot} of ${suite.date}, and what`,
    "the portal does in each. The cases are provoked at an identity provider that lies in one part of one answer",
    "(`bff/test/lying-provider.ts`, `bff/test/openid-acts.ts`); `bff/src/auth/openid-cases.test.ts` runs them all, compares",
    "the last column with what it sees, and this table with `openid-cases.json`, of which it is made.",
    "",
    `${modules.length} modules apply, ${notApplicable.length} do not. Where the suite leaves both ways open, the portal refuses.`,
    "",
    plans.join("\n\n"),
    "",
    `## Not applicable (${notApplicable.length}, not counted above)`,
    "",
    table(
      ["module", "why"],
      notApplicable.map(({ module, reason }) => [`\`${module}\``, reason]),
    ),
    "",
    `## Logout tokens (${logoutTokens.length})`,
    "",
    "Sent to a portal in a process of its own, which goes on (`bff/src/routes/auth-logout-tokens.test.ts`).",
    "",
    table(
      ["the token, or what differs from a right one", "expected", "what the portal does"],
      logoutTokens.map(({ name, expected, portal }) => [name, expected, portal]),
    ),
    "",
  ].join("\n");
}
