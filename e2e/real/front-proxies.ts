import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { freePorts } from "../world/free-ports.ts";
import { type GuardedProcess, startGuarded } from "./guarded-process.ts";
import { LaneError } from "./lane-error.ts";
import { waitUntil } from "./wait-until.ts";

/** A reverse proxy in front of a portal, as an operator would set it up. */
export interface FrontProxy {
  readonly name: "nginx" | "HAProxy";
  readonly port: number;
  stop(): Promise<void>;
}

interface Behind {
  /** An empty folder for its files. */
  readonly folder: string;
  /** The portal's port on this machine. */
  readonly portal: number;
}

const howToGet = {
  nginx: "nginx is missing. Debian and Ubuntu: apt-get install nginx-light",
  haproxy: "HAProxy is missing. Debian and Ubuntu: apt-get install haproxy",
} as const;

/** Where the command is; Debian keeps both where only administrators' shells look. */
function pathOf(command: keyof typeof howToGet): string | null {
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/sbin"];
  return folders.map((folder) => join(folder, command)).find((path) => existsSync(path)) ?? null;
}

/** A sentence that says what this machine lacks and how to get it; null where it is there. */
export function missingProxy(name: FrontProxy["name"]): string | null {
  const command = name === "nginx" ? "nginx" : "haproxy";
  return pathOf(command) === null ? howToGet[command] : null;
}

/** Connections to the portal are kept and shared, which is what makes a request that is read in two ways dangerous. */
const nginxConfiguration = (folder: string, port: number, portal: number) => `
daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log stderr warn;
events { worker_connections 256; }
http {
  access_log off;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  upstream portal { server 127.0.0.1:${portal}; keepalive 1; }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://portal;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-For $remote_addr;
      proxy_set_header X-Forwarded-Proto $scheme;
      proxy_request_buffering off;
    }
  }
}
`;

const haproxyConfiguration = (port: number, portal: number) => `
global
  maxconn 256
defaults
  mode http
  timeout connect 5s
  timeout client 60s
  timeout server 60s
  http-reuse always
frontend people
  bind 127.0.0.1:${port}
  http-request set-header X-Forwarded-Proto http
  default_backend portal
backend portal
  option forwardfor
  server one 127.0.0.1:${portal} maxconn 1
`;

export async function startNginx({ folder, portal }: Behind): Promise<FrontProxy> {
  return startProxy("nginx", folder, (port) => {
    const file = join(folder, "nginx.conf");
    writeFileSync(file, nginxConfiguration(folder, port, portal));
    return [pathOf("nginx") ?? "nginx", "-p", folder, "-c", file];
  });
}

export async function startHaproxy({ folder, portal }: Behind): Promise<FrontProxy> {
  return startProxy("HAProxy", folder, (port) => {
    const file = join(folder, "haproxy.cfg");
    writeFileSync(file, haproxyConfiguration(port, portal));
    return [pathOf("haproxy") ?? "haproxy", "-db", "-f", file];
  });
}

async function startProxy(
  name: FrontProxy["name"],
  folder: string,
  commandFor: (port: number) => readonly string[],
): Promise<FrontProxy> {
  mkdirSync(folder, { recursive: true });
  const [port = 0] = await freePorts(1);
  const log = join(folder, "proxy.log");
  const running: GuardedProcess = startGuarded(name, commandFor(port), { log });
  const isUp = await waitUntil(10_000, async () => running.hasExited() || (await isAnswered(port)));
  if (!isUp || running.hasExited()) {
    await running.stop();
    throw new LaneError(name, "it does not answer.", log);
  }
  return { name, port, stop: async () => running.stop() };
}

/** Any answer will do: the portal refuses a host that is not its own. */
async function isAnswered(port: number): Promise<boolean> {
  const reply = await fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(1000), redirect: "manual" });
  await reply.body?.cancel();
  return reply.status > 0;
}
