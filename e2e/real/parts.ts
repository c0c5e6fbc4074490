import { join } from "node:path";
import { type RunningPostgres, startPostgres } from "../world/postgres.ts";
import { type Keycloak, type KeycloakReach, realmName, startKeycloak } from "./keycloak.ts";
import { keycloakFiles } from "./keycloak-files.ts";
import { passwordOf, realPeople } from "./real-people.ts";
import { realmForTests, type RegisteredClient } from "./realm-overlay.ts";
import { type Synapse, startSynapse } from "./synapse.ts";
import { synapseFiles } from "./synapse-files.ts";

/** The real servers of the lane. */
export interface Parts {
  readonly postgres: RunningPostgres;
  readonly keycloak: Keycloak;
  /** Takes tokens that were exchanged at Keycloak. */
  readonly jwtSynapse: Synapse;
  /** Takes single sign-on only. */
  readonly ssoSynapse: Synapse;
  stop(): Promise<void>;
}

export interface PartsPlan {
  /** An empty folder for data and logs of this run. */
  readonly folder: string;
  readonly ports: { readonly keycloak: number; readonly jwtSynapse: number; readonly ssoSynapse: number };
  readonly portals: readonly RegisteredClient[];
  readonly homeserver: { readonly clientId: string; readonly secret: string };
  /** What Keycloak must know to reach portals by names that only this run has, over TLS. */
  readonly reach: KeycloakReach;
  readonly say: (line: string) => void;
}

/** Gets what is missing, then starts PostgreSQL, Keycloak and two Synapses, wired to each other. */
export async function startParts(plan: PartsPlan): Promise<Parts> {
  const { folder, ports, say } = plan;
  const log = join(folder, "install.log");
  const [keycloakAt, synapseAt] = await Promise.all([keycloakFiles(log, say), synapseFiles(log, say)]);
  const stops: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    await Promise.allSettled(stops.map(async (end) => end()));
  };
  try {
    say("Starting PostgreSQL and Keycloak …");
    const realm = realmForTests(plan.portals, [
      {
        clientId: plan.homeserver.clientId,
        origin: `http://localhost:${ports.ssoSynapse}`,
        credential: { kind: "secret", secret: plan.homeserver.secret },
      },
    ]);
    const [postgres, keycloak] = await Promise.all([
      startPostgres({ dataDir: join(folder, "postgres"), isDurable: false, say }).then((started) => {
        stops.push(async () => started.stop());
        return started;
      }),
      startKeycloak({
        files: keycloakAt,
        folder: join(folder, "keycloak"),
        port: ports.keycloak,
        realm,
        reach: plan.reach,
      }).then((started) => {
        stops.push(async () => started.kill());
        return started;
      }),
    ]);
    say("Starting two Synapses, one for tokens and one for single sign-on …");
    const { issuer } = keycloak;
    const [jwtSynapse, ssoSynapse] = await Promise.all([
      startSynapse({
        files: synapseAt,
        folder: join(folder, "synapse-jwt"),
        port: ports.jwtSynapse,
        way: { kind: "jwt", issuer, audience: plan.homeserver.clientId },
      }),
      startSynapse({
        files: synapseAt,
        folder: join(folder, "synapse-sso"),
        port: ports.ssoSynapse,
        way: {
          kind: "sso",
          issuer,
          clientId: plan.homeserver.clientId,
          secret: plan.homeserver.secret,
          returnsTo: plan.portals.map((portal) => portal.origin),
        },
      }),
    ]);
    stops.push(
      async () => jwtSynapse.kill(),
      async () => ssoSynapse.kill(),
    );
    await Promise.all([jwtSynapse, ssoSynapse].map(registerEverybody));
    return { postgres, keycloak, jwtSynapse, ssoSynapse, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Accounts with passwords, so that the second client can be anybody; Keycloak's sign-in finds the same accounts. */
async function registerEverybody(synapse: Synapse): Promise<void> {
  for (const person of realPeople) {
    await synapse.register(person.username, passwordOf(person), `${person.givenName} ${person.familyName}`);
  }
}

/** Where Keycloak issues tokens for somebody who reaches it at this origin. */
export const issuerAt = (origin: string): string => `${origin}/realms/${realmName}`;
