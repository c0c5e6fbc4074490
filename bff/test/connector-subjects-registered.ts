import type { Connection } from "../src/connectors/kit/connector.ts";
import { connectors } from "../src/connectors/registry.ts";

/** Where people's browsers would find the judged tools. */
export const judgedWeb = "https://web.example.org";

/** Connects a kind of the registry as a configured source would. */
export function connectRegistered(
  kind: string,
  address: string,
  settings: Readonly<Record<string, unknown>> = {},
): Connection {
  const connector = connectors.get(kind);
  if (connector === undefined) throw new Error("There is no such connector.");
  return connector.connect({
    key: kind,
    name: { de: kind },
    address,
    audience: `opendesk-${kind}`,
    scope: null,
    settings: { web: judgedWeb, ...settings },
  });
}

/** An object that somebody else wrote, read as one. */
export function objectOf(text: string): Record<string, unknown> | null {
  const value: unknown = JSON.parse(text);
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : null;
}
