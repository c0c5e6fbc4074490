import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { PageData } from "@pforte/shared/contract/page";
import { createServer as createVite } from "vite";
import { checkout } from "./world-data.ts";

/** The portal for development: pages and scripts come from their sources through Vite, on the portal's own port. */
interface Portal {
  readonly server: { readonly server: Server };
}

/** What is used of the portal's modules; they are loaded by path, because this room sees the portal from outside. */
interface PortalModules {
  buildApp(config: unknown, secrets: unknown, overrides: unknown): Promise<Portal>;
  parseConfig(env: unknown, read: (path: string) => string): { config: { logLevel: string }; secrets: unknown };
  readEnv(): unknown;
  createLog(level: string): unknown;
  run(portal: Portal, config: unknown, log: unknown): Promise<void>;
}

const files = ["app.ts", "config/parse-config.ts", "config/read-env.ts", "pino-log.ts", "run.ts"];
const loaded = await Promise.all(files.map((file) => import(pathToFileURL(join(checkout, "bff/src", file)).href)));
// The names and shapes are those of the modules above.
const portalModules = Object.assign({}, ...loaded) as PortalModules;

const web = join(checkout, "web");
// Vite attaches its socket here; the portal hands it the upgrades, so that one port is enough.
const sockets = createServer();
const vite = await createVite({
  root: web,
  configFile: join(web, "vite.config.ts"),
  logLevel: "warn",
  appType: "custom",
  server: { middlewareMode: true, hmr: { server: sockets } },
});

const { config, secrets } = portalModules.parseConfig(portalModules.readEnv(), (path) => readFileSync(path, "utf8"));
const log = portalModules.createLog(config.logLevel);
const portal = await portalModules.buildApp(config, secrets, {
  log,
  pages: { renderer: { render: renderFromSource }, assetsDirectory: join(web, "src"), build: `${Date.now()}` },
  development: {
    // Vite puts styles into the page, talks over a socket and shows its errors itself.
    policy: { "style-src": "'unsafe-inline'", "connect-src": "ws:", "trusted-types": "vite-overlay" },
    handle(request: IncomingMessage, response: ServerResponse) {
      vite.middlewares(request, response, () => response.writeHead(404).end());
    },
  },
});
portal.server.server.on("upgrade", (...upgrade) => sockets.emit("upgrade", ...upgrade));
await portalModules.run(portal, config, log);

async function renderFromSource(data: PageData): Promise<string> {
  const entry = await vite.ssrLoadModule("/src/entry-server.tsx");
  const { render }: { render?: unknown } = entry;
  if (typeof render !== "function") {
    throw new Error("src/entry-server.tsx exports no renderer.");
  }
  return String(await render(data));
}
