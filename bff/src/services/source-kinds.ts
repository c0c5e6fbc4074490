import { ZodError } from "zod";
import type { RegisteredConnector } from "#connectors/registry.ts";
import type { SourceKinds } from "./configuration-references.ts";

/** Asks the connector of a source's kind whether its settings fit. Connecting makes no call. */
export function sourceKinds(connectors: ReadonlyMap<string, RegisteredConnector>): SourceKinds {
  return ({ key, kind, name, address, audience, scope, settings }) => {
    const connector = connectors.get(kind);
    if (connector === undefined) {
      return `there is no kind ${kind}, only ${[...connectors.keys()].join(", ")}`;
    }
    try {
      connector.connect({ key, name, address, audience: audience ?? null, scope: scope ?? null, settings });
      return null;
    } catch (error) {
      return error instanceof ZodError
        ? error.issues.map(({ path, message }) => `settings.${path.join(".")}: ${message}`).join("; ")
        : "its settings do not fit";
    }
  };
}
