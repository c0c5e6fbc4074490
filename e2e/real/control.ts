import { createServer } from "node:http";

/** Levers by name, such as `keycloak/pause`. */
export type Levers = Readonly<Record<string, () => void | Promise<void>>>;

export interface Control {
  readonly address: string;
  stop(): Promise<void>;
}

/** Numbers by name, such as `keycloak-keys`. */
export type Readings = Readonly<Record<string, () => number>>;

/**
 * Lets the specs pull levers on the servers, which belong to another process: POST to the lever's name, GET for a
 * reading; everything else is the page.
 */
export async function startControl(levers: Levers, readings: Readings, page: string): Promise<Control> {
  const server = createServer((request, response) => {
    const name = (request.url ?? "/").slice(1);
    const lever = levers[name];
    const reading = readings[name];
    if (request.method === "GET" && reading !== undefined) {
      response.writeHead(200, { "content-type": "text/plain" }).end(String(reading()));
    } else if (request.method === "GET") {
      response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(page);
    } else if (lever === undefined) {
      response.writeHead(404).end(`no lever ${name}`);
    } else {
      Promise.resolve()
        .then(lever)
        .then(
          () => response.writeHead(204).end(),
          (error: unknown) => response.writeHead(500).end(String(error)),
        );
    }
  });
  await new Promise<void>((done, fail) => server.once("error", fail).listen(0, "127.0.0.1", done));
  const at = server.address();
  return {
    address: `http://127.0.0.1:${typeof at === "object" && at !== null ? at.port : 0}`,
    async stop() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
