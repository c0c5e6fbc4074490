import { createServer } from "node:net";

/** The ports of the demo, one after the other. */
export interface WorldPorts {
  readonly portal: number;
  readonly identityProvider: number;
  readonly tools: number;
  readonly matrix: number;
  readonly ops: number;
  readonly nextcloud: number;
  readonly openproject: number;
}

/** Reads `PORT`; a sentence where it is no port. */
export function worldPorts(env: NodeJS.ProcessEnv): WorldPorts {
  const first = Number(env["PORT"] ?? "8000");
  if (!Number.isInteger(first) || first < 1 || first > 65_529) {
    throw new Error(`PORT must be a number from 1 to 65529, but is "${env["PORT"]}".`);
  }
  return {
    portal: first,
    identityProvider: first + 1,
    tools: first + 2,
    matrix: first + 3,
    ops: first + 4,
    nextcloud: first + 5,
    openproject: first + 6,
  };
}

/** Throws a sentence about the first port that somebody else listens on. */
export async function refuseTakenPorts(ports: WorldPorts): Promise<void> {
  for (const port of Object.values(ports)) {
    // A browser asks both addresses of localhost, so neither may be somebody else's.
    if (!(await isFree(port, "127.0.0.1")) || !(await isFree(port, "::1"))) {
      throw new Error(
        `Port ${port} is taken: stop what listens there, or choose other ports, such as PORT=${ports.portal + 1000} npm start (the demo uses seven in a row).`,
      );
    }
  }
}

async function isFree(port: number, host: string): Promise<boolean> {
  const server = createServer();
  return new Promise((done, fail) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") {
        done(false);
      } else if (error.code === "EADDRNOTAVAIL" || error.code === "EAFNOSUPPORT") {
        done(true);
      } else {
        fail(new Error(`Port ${port} cannot be used: ${error.message}.`));
      }
    });
    server.listen({ port, host, ipv6Only: host === "::1" }, () => server.close(() => done(true)));
  });
}
