/** One planted violation: the file it is written to, its text, and the rule that must report it. */
export interface Violation {
  readonly fence: string;
  readonly file: string;
  readonly text: string;
  readonly rule: string;
}

const restricted = "eslint(no-restricted-imports)";

function importing(fence: string, file: string, specifier: string): Violation {
  return { fence, file, text: `import { x } from "${specifier}";\nexport const y = x;\n`, rule: restricted };
}

const longFunction = `export function long(): number {\n  let sum = 0;\n${"  sum += 1;\n".repeat(90)}  return sum;\n}\n`;
const branches = Array.from({ length: 14 }, (_, index) => `  if (value === ${index}) return ${index + 1};\n`).join("");

/** At least one for each fence of the house. */
export const violations: readonly Violation[] = [
  importing("shared → node", "shared/src/contract/a.ts", "node:fs"),
  importing("shared → bff", "shared/src/contract/a.ts", "../../../bff/src/app.ts"),
  importing("shared → react", "shared/src/contract/a.ts", "react"),
  importing("bff → web", "bff/src/routes/a.ts", "../../../web/src/app/routes.tsx"),
  importing("bff → test world", "bff/src/routes/a.ts", "@pforte/e2e/world/people"),
  importing("bff → generic proxy", "bff/src/routes/a.ts", "@fastify/http-proxy"),
  importing("services → fastify", "bff/src/services/a.ts", "fastify"),
  importing("services → routes", "bff/src/services/a.ts", "#routes/home.ts"),
  importing("services → config", "bff/src/services/a.ts", "#config/config.ts"),
  importing("services → HTTP client", "bff/src/services/a.ts", "undici"),
  importing("storage → services", "bff/src/storage/a.ts", "#services/home.ts"),
  importing("auth → routes", "bff/src/auth/a.ts", "#routes/home.ts"),
  importing("auth → fastify", "bff/src/auth/a.ts", "fastify"),
  importing("upstream → services", "bff/src/upstream/a.ts", "#services/home.ts"),
  importing("connector → other tool by path", "bff/src/connectors/matrix/a.ts", "../other/client.ts"),
  importing("connector → other tool by alias", "bff/src/connectors/matrix/a.ts", "#connectors/other/client.ts"),
  importing("connector → services", "bff/src/connectors/matrix/a.ts", "#services/home.ts"),
  importing("connector → HTTP client", "bff/src/connectors/matrix/a.ts", "undici"),
  importing("web → bff", "web/src/app/a.ts", "../../../bff/src/app.ts"),
  importing("web → node", "web/src/app/a.ts", "node:fs"),
  importing("feature → feature by path", "web/src/features/cards/a.ts", "../tiles/tile.tsx"),
  importing("feature → feature by alias", "web/src/features/cards/a.ts", "#features/tiles/tile.tsx"),
  importing("feature → app", "web/src/features/cards/a.ts", "#app/routes.tsx"),
  importing("ui → features", "web/src/ui/a.ts", "#features/cards/chat-card.tsx"),
  importing("api → app", "web/src/api/a.ts", "#app/routes.tsx"),
  importing("e2e → sources of the server", "e2e/journeys/a.ts", "../../bff/src/app.ts"),
  {
    fence: "fetch outside upstream",
    file: "bff/src/services/a.ts",
    text: `export const reply = fetch("https://example.org");\n`,
    rule: "eslint(no-restricted-globals)",
  },
  {
    fence: "fetch in a connector",
    file: "bff/src/connectors/matrix/a.ts",
    text: `export const reply = fetch("https://example.org");\n`,
    rule: "eslint(no-restricted-globals)",
  },
  {
    fence: "fetch in a feature",
    file: "web/src/features/cards/a.ts",
    text: `export const reply = fetch("/api/home");\n`,
    rule: "eslint(no-restricted-globals)",
  },
  {
    fence: "the environment outside read-env",
    file: "bff/src/services/a.ts",
    text: "export const port = process.env;\n",
    rule: "node(no-process-env)",
  },
  {
    fence: "unverified TLS (S55)",
    file: "bff/src/upstream/a.ts",
    text: "export const open = (agent: { rejectUnauthorized: boolean }): boolean => agent.rejectUnauthorized;\n",
    rule: "eslint(no-restricted-properties)",
  },
  {
    fence: "default export",
    file: "bff/src/services/a.ts",
    text: "export default 1;\n",
    rule: "import(no-default-export)",
  },
  {
    fence: "barrel",
    file: "shared/src/contract/a.ts",
    text: `export * from "./b.ts";\n`,
    rule: "oxc(no-barrel-file)",
  },
  {
    fence: "the Matrix client in a feature",
    file: "web/src/features/talk/a.ts",
    text: `import { x } from "matrix-js-sdk";\nexport const y = x;\n`,
    rule: "eslint(no-restricted-imports)",
  },
  {
    fence: "a view in the Matrix room",
    file: "web/src/matrix/a.ts",
    text: `import { x } from "#ui/row.tsx";\nexport const y = x;\n`,
    rule: "eslint(no-restricted-imports)",
  },
  {
    fence: "the Matrix client in the app",
    file: "web/src/app/a.ts",
    text: `import { x } from "matrix-js-sdk/lib/client.js";\nexport const y = x;\n`,
    rule: "eslint(no-restricted-imports)",
  },
  {
    fence: "the Matrix room below the views",
    file: "web/src/ui/a.ts",
    text: `import { x } from "#matrix/model.ts";\nexport const y = x;\n`,
    rule: "eslint(no-restricted-imports)",
  },
  {
    fence: "file name",
    file: "bff/src/services/Bad_Name.ts",
    text: "export const a = 1;\n",
    rule: "unicorn(filename-case)",
  },
  {
    fence: "any",
    file: "bff/src/services/a.ts",
    text: "export const a = (b: any): unknown => b;\n",
    rule: "typescript(no-explicit-any)",
  },
  {
    fence: "non-null assertion",
    file: "bff/src/services/a.ts",
    text: "export const a = (b: string | null): string => b!;\n",
    rule: "typescript(no-non-null-assertion)",
  },
  {
    fence: "console",
    file: "bff/src/services/a.ts",
    text: `console.log("x");\nexport {};\n`,
    rule: "eslint(no-console)",
  },
  {
    fence: "file longer than 300 lines",
    file: "bff/src/services/a.ts",
    text: Array.from({ length: 310 }, (_, index) => `export const a${index} = ${index};\n`).join(""),
    rule: "eslint(max-lines)",
  },
  {
    fence: "function longer than 80 lines",
    file: "bff/src/services/a.ts",
    text: longFunction,
    rule: "eslint(max-lines-per-function)",
  },
  {
    fence: "complexity over 12",
    file: "bff/src/services/a.ts",
    text: `export function many(value: number): number {\n${branches}  return 0;\n}\n`,
    rule: "eslint(complexity)",
  },
  {
    fence: "raw HTML (S37)",
    file: "web/src/ui/a.tsx",
    text: `export const A = (): unknown => <p dangerouslySetInnerHTML={{ __html: "" }} />;\n`,
    rule: "react(no-danger)",
  },
];

/** Imports that the fences must leave alone. */
export const allowed: readonly Pick<Violation, "file" | "text">[] = [
  { file: "bff/src/services/ok.ts", text: `import { x } from "#connectors/kit/x.ts";\nexport const y = x;\n` },
  { file: "bff/src/connectors/matrix/ok.ts", text: `import { x } from "#connectors/kit/x.ts";\nexport const y = x;\n` },
  { file: "bff/src/routes/ok.ts", text: `import { x } from "#services/home.ts";\nexport const y = x;\n` },
  { file: "web/src/features/cards/ok.ts", text: `import { x } from "#ui/row.tsx";\nexport const y = x;\n` },
  { file: "web/src/matrix/ok.ts", text: `import { x } from "matrix-js-sdk";\nexport const y = x;\n` },
  { file: "web/src/features/talk/ok.ts", text: `import { x } from "#matrix/model.ts";\nexport const y = x;\n` },
  { file: "web/src/app/ok.ts", text: `import { x } from "#features/cards/chat-card.tsx";\nexport const y = x;\n` },
  { file: "shared/src/contract/ok.ts", text: `import { z } from "zod";\nexport const a = z.string();\n` },
];
