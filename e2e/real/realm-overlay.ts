import { readFileSync } from "node:fs";
import { z } from "zod";
import { passwordOf, realPeople } from "./real-people.ts";

const clientSchema = z.looseObject({ clientId: z.string(), attributes: z.record(z.string(), z.string()).optional() });
const realmSchema = z.looseObject({
  clients: z.array(clientSchema),
  groups: z.array(z.looseObject({ name: z.string() })),
});

/** A client of the lane as it is registered: a copy of the operators' one under its own name and address. */
export interface RegisteredClient {
  readonly clientId: string;
  readonly origin: string;
  /** A shared secret, or a set of public keys (JSON) for `private_key_jwt`. */
  readonly credential:
    | { readonly kind: "secret"; readonly secret: string }
    | { readonly kind: "keys"; readonly keySet: string };
}

const operatorsFile = new URL("../../deploy/keycloak/pforte-realm.json", import.meta.url);
const operatorsPortal = { clientId: "opendesk-portal", origin: "https://portal.example.org" } as const;
const operatorsMatrix = { clientId: "opendesk-matrix", origin: "https://matrix.example.org" } as const;

/**
 * The operators' realm with what only tests may have: people with passwords, known secrets, and the addresses of this
 * run. Nothing else is changed, so that what is proven is the file that operators import.
 */
export function realmForTests(portals: readonly RegisteredClient[], homeservers: readonly RegisteredClient[]): object {
  const realm = realmSchema.parse(JSON.parse(readFileSync(operatorsFile, "utf8")));
  const portal = clientOf(realm.clients, operatorsPortal.clientId);
  const matrix = clientOf(realm.clients, operatorsMatrix.clientId);
  const groups = new Set(realm.groups.map((group) => group.name));
  const missing = realPeople.flatMap((person) => person.groups).filter((group) => !groups.has(group));
  return {
    ...realm,
    clients: [
      ...realm.clients.filter((client) => client !== portal && client !== matrix),
      ...portals.map((own) => registered(moved(portal, operatorsPortal.origin, own.origin), own)),
      ...homeservers.map((own) => registered(moved(matrix, operatorsMatrix.origin, own.origin), own)),
    ],
    groups: [...realm.groups, ...[...new Set(missing)].map((name) => ({ name }))],
    users: realPeople.map((person) => ({
      id: person.sub,
      username: person.username,
      firstName: person.givenName,
      lastName: person.familyName,
      email: person.email,
      emailVerified: true,
      enabled: true,
      groups: person.groups.map((group) => `/${group}`),
      credentials: [{ type: "password", value: passwordOf(person), temporary: false }],
      realmRoles: [`default-roles-opendesk`],
    })),
  };
}

function registered(client: z.output<typeof clientSchema>, own: RegisteredClient): object {
  if (own.credential.kind === "secret") {
    return { ...client, clientId: own.clientId, secret: own.credential.secret };
  }
  return {
    ...client,
    clientId: own.clientId,
    clientAuthenticatorType: "client-jwt",
    attributes: { ...client.attributes, "use.jwks.string": "true", "jwks.string": own.credential.keySet },
  };
}

function clientOf<C extends { clientId: string }>(clients: readonly C[], clientId: string): C {
  const found = clients.find((client) => client.clientId === clientId);
  if (found === undefined) {
    throw new Error(`deploy/keycloak/pforte-realm.json has no client ${clientId}`);
  }
  return found;
}

/** The same client at another address, wherever it names it. */
function moved(client: z.output<typeof clientSchema>, from: string, to: string): z.output<typeof clientSchema> {
  return clientSchema.parse(JSON.parse(JSON.stringify(client).replaceAll(from, to)));
}
