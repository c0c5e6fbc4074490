import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test as base } from "@playwright/test";
import pg from "pg";
import { type Certificates, makeCertificates } from "../real/certificates.ts";
import { type Exchange, startTlsProxy } from "../real/tls-proxy.ts";
import { checkout } from "../world/world-data.ts";
import { startWorld, type World } from "../world/world.ts";
import { freePorts } from "../world/free-ports.ts";

/** How the portal answered one request of a browser. */
export interface SeenAnswer {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly status: number;
  readonly request: IncomingMessage["headers"];
  readonly response: Readonly<Record<string, unknown>>;
}

/** The portal behind TLS, beside a page on another host of the same site and one of another site. */
export interface SisterSite {
  readonly portal: string;
  readonly sister: string;
  readonly elsewhere: string;
  /** Every answer of the portal since the last call. */
  seen(): readonly SeenAnswer[];
  /** Every table's rows, as text. */
  tables(): Promise<Readonly<Record<string, readonly string[]>>>;
}

const names = { portal: "portal.pforte.test", sister: "wiki.pforte.test", elsewhere: "www.elsewhere.test" } as const;
const page = (title: string) =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title><h1>${title}</h1>`;

/** Journeys on one site with two hosts: names below `.test` are this machine, with a certificate of this run. */
export const test = base.extend<object, { readonly certificates: Certificates; readonly site: SisterSite }>({
  certificates: [
    // oxlint-disable-next-line eslint/no-empty-pattern -- Playwright reads what a fixture needs from the pattern
    async ({}, use) => {
      const folder = await mkdtemp(join(tmpdir(), "pforte-sister-"));
      await use(await makeCertificates(join(folder, "tls"), Object.values(names), join(folder, "openssl.log")));
      await rm(folder, { recursive: true, force: true });
    },
    { scope: "worker" },
  ],
  launchOptions: [
    async ({ certificates, launchOptions }, use) => {
      const args = [
        ...(launchOptions.args ?? []),
        "--host-resolver-rules=MAP *.test 127.0.0.1",
        `--ignore-certificate-errors-spki-list=${certificates.publicKeyHash}`,
      ];
      await use({ ...launchOptions, args });
    },
    { scope: "worker" },
  ],
  site: [
    async ({ certificates }, use) => {
      const dataDir = await mkdtemp(join(tmpdir(), "pforte-sister-"));
      const { site, stop } = await startSite(dataDir, certificates);
      await use(site);
      await stop();
      await rm(dataDir, { recursive: true, force: true });
    },
    { scope: "worker", timeout: 120_000 },
  ],
});

async function startSite(dataDir: string, certificates: Certificates) {
  const [tls = 0, portal = 0, identityProvider = 0, tools = 0, matrix = 0, ops = 0, nextcloud = 0, openproject = 0] =
    await freePorts(8);
  const at = (name: string) => `https://${name}:${tls}`;
  const world = await startWorld({
    dataDir,
    ports: { portal, identityProvider, tools, matrix, ops, nextcloud, openproject },
    say: () => undefined,
    isDevelopment: false,
    isMoving: false,
    front: {
      address: at(names.portal),
      // What is refused here must be refused for what it is, not for how much it is.
      environment: { PFORTE_TRUSTED_PROXIES: "127.0.0.0/8", PFORTE_REQUESTS_PER_MINUTE: "10000000" },
    },
    signal: new AbortController().signal,
  });
  let answers: SeenAnswer[] = [];
  const proxy = await startTlsProxy(
    tls,
    certificates,
    {
      [names.portal]: { kind: "server", port: portal },
      [names.sister]: { kind: "page", html: page("A wiki of the same site") },
      [names.elsewhere]: { kind: "page", html: page("Elsewhere") },
    },
    (exchange) => {
      if (exchange.name === names.portal) answers.push(answerOf(exchange));
    },
  );
  const site: SisterSite = {
    portal: at(names.portal),
    sister: at(names.sister),
    elsewhere: at(names.elsewhere),
    seen() {
      const all = answers;
      answers = [];
      return all;
    },
    tables: async () => readTables(world),
  };
  const stop = async () => {
    await proxy.stop();
    await world.stop();
  };
  return { site, stop };
}

function answerOf({ request, response }: Exchange): SeenAnswer {
  return {
    method: request.method ?? "",
    path: (request.url ?? "").split("?")[0] ?? "",
    status: response.headersSent ? response.statusCode : 0,
    request: request.headers,
    response: response.getHeaders(),
  };
}

async function readTables({ databaseUrl }: World): Promise<Readonly<Record<string, readonly string[]>>> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ readonly name: string }>(
      "select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE' order by 1",
    );
    const tables: Record<string, readonly string[]> = {};
    for (const { name } of rows) {
      const content = await client.query<{ readonly line: string }>(
        `select row_to_json(t)::text as line from ${client.escapeIdentifier(name)} t order by 1`,
      );
      tables[name] = content.rows.map(({ line }) => line);
    }
    return tables;
  } finally {
    await client.end();
  }
}

/** A route as the reviewed list of all routes names it. */
export interface ListedRoute {
  readonly method: string;
  readonly path: string;
  readonly scope: string;
  readonly kind: string;
}

/** Every route of the portal, with addresses that would reach something where there is something to reach. */
export function listRoutes(): readonly ListedRoute[] {
  const text = readFileSync(join(checkout, "bff/src/routes/routes.reviewed.txt"), "utf8");
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const [method = "", pattern = "", scope = "", kind = ""] = line.split(" ");
      return {
        method,
        path: pattern.replaceAll(/:(\w+)/gu, (_all, name: string) => partOf(name, pattern)),
        scope,
        kind,
      };
    });
}

function partOf(name: string, pattern: string): string {
  if (name === "source") return pattern.includes("/chat/") ? "chat" : "files";
  if (name === "section") return "tiles";
  if (name === "version") return "1";
  if (name === "key") return pattern.includes("sources-off") ? "files" : "mail";
  return "x";
}
