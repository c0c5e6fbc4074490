import type { Variable } from "./variable.ts";
import { variables } from "./variables.ts";

/** The text of docs/configuration.md, made from the variables themselves so that it cannot fall behind. */
export function configurationDocs(): string {
  const rows = Object.entries<Variable<unknown>>(variables).map(
    ([name, variable]) =>
      `| \`${name}\` | ${variable.about}${variable.isSecret === true ? " **Secret.**" : ""} | ${fallbackText(variable)} | \`${variable.example}\` |`,
  );
  return `# Configuration

The portal alone (\`npm run serve\`) is configured by its environment and by nothing else. It refuses to start when a variable is missing, misspelt, unreadable or unsafe, and then lists all of them at once by name. No secret and no issuer has a default. Durations carry their unit (\`90s\`, \`30m\`, \`10h\`); switches are \`true\` or \`false\`; lists are separated by spaces or commas.

This page is generated from \`bff/src/config/variables.ts\`: \`node bff/src/config/write-docs.ts\`.

| variable | meaning | default | example |
|---|---|---|---|
${rows.join("\n")}
| \`PFORTE_SOURCE_SECRET_<NAME>\` | Secrets that sources of the portal's configuration name; the configuration itself never contains one. **Secret.** | none | \`…\` |

\`NODE_TLS_REJECT_UNAUTHORIZED\` must not be set: certificates are always verified, and \`PFORTE_CA_FILE\` adds a private authority.

Tiles, categories and sources are not variables but a document, see [portal.example.yaml](../deploy/portal.example.yaml).
`;
}

function fallbackText(variable: Variable<unknown>): string {
  if (variable.fallback === null) {
    return "must be set";
  }
  return variable.fallback === "" ? "none" : `\`${variable.fallback}\``;
}
