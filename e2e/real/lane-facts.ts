import { readFileSync } from "node:fs";
import { z } from "zod";

/** What the specs must know of the running lane; handed over in a file. */
export const laneFactsSchema = z.object({
  portals: z.object({ main: z.string(), sso: z.string(), production: z.string() }),
  ops: z.object({ main: z.string(), sso: z.string(), production: z.string() }),
  clients: z.object({ main: z.string(), sso: z.string(), production: z.string() }),
  keycloak: z.object({ origin: z.string(), issuer: z.string(), productionIssuer: z.string() }),
  homeservers: z.object({ jwt: z.string(), sso: z.string() }),
  /** A page on another site that links to the portal, over http and over TLS. */
  elsewhere: z.object({ plain: z.string(), tls: z.string() }),
  /** Where the levers are. */
  control: z.string(),
  /** What other tools prove themselves with at central navigation. */
  navigationSecret: z.string(),
  python: z.string(),
  publicKeyHash: z.string(),
  logs: z.record(z.string(), z.string()),
});
export type LaneFacts = z.output<typeof laneFactsSchema>;

/** Names the file with the facts for the specs. */
export const factsVariable = "PFORTE_REAL_FACTS";

export function readLaneFacts(): LaneFacts {
  const file = process.env[factsVariable];
  if (file === undefined) {
    throw new Error("These tests need the servers of the lane around them: run `npm run test:real`.");
  }
  return laneFactsSchema.parse(JSON.parse(readFileSync(file, "utf8")));
}
