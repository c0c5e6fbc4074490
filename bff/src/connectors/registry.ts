import type { LocalizedText } from "@pforte/shared/contract/localized";
import { z } from "zod";
import type { Capability, Connection, ConnectorDefinition, SourceOf } from "./kit/connector.ts";
import type { Gateway } from "./kit/gateway.ts";
import { matrix } from "./matrix/index.ts";
import { openproject } from "./openproject/index.ts";
import { nextcloud } from "./nextcloud/index.ts";

/** A definition whose settings type is closed over, so that all kinds fit in one table. */
export interface RegisteredConnector {
  readonly kind: string;
  readonly name: LocalizedText;
  /** JSON Schema (2020-12) of its settings as they are entered; each has its `label` per language. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly capabilities: readonly Capability[];
  readonly gateway: Gateway | null;
  /** Parses the settings and connects; throws a `ZodError` when they do not fit. */
  connect(source: SourceOf<unknown>): Connection;
}

function registered<Definition extends ConnectorDefinition>(definition: Definition): RegisteredConnector {
  return {
    kind: definition.kind,
    name: definition.name,
    settings: z.toJSONSchema(definition.settings, { io: "input" }),
    capabilities: definition.capabilities,
    gateway: definition.gateway ?? null,
    connect: (source) => definition.connect({ ...source, settings: definition.settings.parse(source.settings) }),
  };
}

/** Every kind of tool that the portal can speak to. */
export const connectors: ReadonlyMap<string, RegisteredConnector> = new Map(
  [registered(matrix), registered(nextcloud), registered(openproject)].map((connector) => [connector.kind, connector]),
);

/** What a kind of source can feed; nothing for a kind that is not known. */
export function capabilitiesOf(kind: string): readonly Capability[] {
  return connectors.get(kind)?.capabilities ?? [];
}
