import { spawn, spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { send } from "../../test/carry.ts";
import { freePort } from "@pforte/e2e/world/free-ports";
import type { TestPerson } from "../../test/person.ts";
import { buildTestPortal, type TestPortal } from "../../test/portal.ts";

/** The system's; `.ci/run` installs it. */
const nginx = "nginx";

/** Endings that caches take for the name of a file that is the same for everybody. */
const disguises = [
  "/x.css",
  ".css",
  ";x.css",
  "%2Fx.css",
  "%3Fx.css",
  "%23x.js",
  "/..%2Fx.png",
  "%00.css",
  "/.js",
  "?x.css",
];

let portal: TestPortal;
let ines: TestPerson;
beforeAll(async () => {
  portal = await buildTestPortal({ config: { requestsPerMinute: 1_000_000 } });
  ines = await portal.as("ines");
});
afterAll(async () => portal[Symbol.asyncDispose]());

/** Addresses of everything personal that a GET reads, streams left out. */
const personal = () =>
  portal.portal.routes
    .filter(({ method, access }) => method === "GET" && access.scope === "person" && access.kind !== "stream")
    .map(({ path }) => path.replaceAll(/:\w+/gu, "x"));

function ask(origin: string, path: string, who: TestPerson): Promise<Response> {
  return send(`${origin}${path}`, "GET", {
    cookie: who.jar.header(new URL(portal.origin)) ?? "",
    accept: "text/html",
    "x-portal": "1",
    "sec-fetch-site": "same-origin",
    "sec-fetch-mode": "navigate",
  });
}

describe("a cache before the portal", () => {
  it("is told not to keep what is one person's, however its address is dressed up (S49)", async () => {
    const kept: unknown[] = [];
    for (const path of personal()) {
      for (const disguise of ["", ...disguises]) {
        const answer = await ask(portal.origin, `${path}${disguise}`, ines);
        const control = answer.headers.get("cache-control") ?? "";
        const isApi = path.startsWith("/api/");
        if (!(isApi ? /\bno-store\b/u : /\b(?:no-store|private)\b/u).test(control))
          kept.push([path, disguise, control]);
        if (isApi && disguise.startsWith("/") && answer.status === 200) kept.push([path, disguise, answer.status]);
      }
    }
    expect(kept).toEqual([]);
    const dressed = await ask(portal.origin, "/api/session/x.css", ines);
    expect([dressed.status, dressed.headers.get("cache-control")]).toEqual([404, "no-store"]);
  }, 60_000);

  const hasNginx = spawnSync(nginx, ["-v"]).status === 0;
  // In CI the tool must be there; elsewhere its absence is named.
  it.skipIf(!hasNginx && process.env["CI"] === undefined)(
    "such as nginx, which keeps all that it may, keeps nothing of a person and gives nobody another's (S49; needs nginx)",
    async () => {
      await using front = await startNginx(new URL(portal.origin));
      const katharina = await portal.as("katharina");
      const wrong: unknown[] = [];
      for (const path of personal()) {
        for (const disguise of ["", "/x.css", "?x.css"]) {
          for (const who of [ines, ines, katharina]) {
            const { status, headers } = await ask(front.origin, `${path}${disguise}`, who);
            if (headers.get("x-cache") !== "MISS" || status >= 500)
              wrong.push([path, disguise, status, headers.get("x-cache")]);
          }
        }
      }
      expect(wrong).toEqual([]);
      const [first, second] = [await ask(front.origin, "/", ines), await ask(front.origin, "/", katharina)];
      expect(await first.text()).toContain("Marquardt");
      expect(await second.text()).not.toContain("Marquardt");
      expect(await front.kept()).not.toMatch(/Marquardt|Wendland/u);
      // It is the portal's word that keeps it from doing so: where it does not listen to that, it keeps all.
      await ask(front.origin, "/deaf", ines);
      expect((await ask(front.origin, "/deaf", katharina)).headers.get("x-cache")).toBe("HIT");
      expect(await front.kept()).toMatch(/Marquardt/u);
    },
    60_000,
  );
});

/** nginx with a cache that takes every answer unless it is told otherwise. */
async function startNginx(portalAt: URL) {
  const folder = await mkdtemp(join(tmpdir(), "pforte-nginx-"));
  const port = await freePort();
  await mkdir(join(folder, "cache"));
  await writeFile(
    join(folder, "nginx.conf"),
    `${process.getuid?.() === 0 ? "user root;" : ""}
daemon off; master_process off; pid ${folder}/pid; error_log ${folder}/error.log;
events {}
http {
  access_log off;
  client_body_temp_path ${folder}/b; proxy_temp_path ${folder}/p; fastcgi_temp_path ${folder}/f; uwsgi_temp_path ${folder}/u; scgi_temp_path ${folder}/s;
  proxy_cache_path ${folder}/cache keys_zone=all:1m use_temp_path=off;
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://localhost:${portalAt.port};
      proxy_set_header Host $proxy_host;
      proxy_cache all;
      proxy_cache_valid any 10m;
      proxy_cache_key $uri;
      add_header x-cache $upstream_cache_status always;
    }
    location = /deaf {
      proxy_pass http://localhost:${portalAt.port}/;
      proxy_set_header Host $proxy_host;
      proxy_set_header Accept-Encoding "";
      proxy_cache all;
      proxy_cache_valid any 10m;
      proxy_ignore_headers Cache-Control Expires Set-Cookie Vary;
      add_header x-cache $upstream_cache_status always;
    }
  }
}
`,
  );
  const server = spawn(nginx, ["-p", folder, "-c", join(folder, "nginx.conf")], { stdio: "ignore" });
  const ended = new Promise((done) => server.once("exit", done));
  const origin = `http://localhost:${port}`;
  await expect
    .poll(async () => (await fetch(`${origin}/signed-out`).catch(() => null))?.status, { timeout: 10_000 })
    .toBe(200);
  return {
    origin,
    async kept() {
      const files = await readdir(join(folder, "cache"));
      return (await Promise.all(files.map(async (name) => readFile(join(folder, "cache", name), "latin1")))).join("\n");
    },
    async [Symbol.asyncDispose]() {
      server.kill("SIGTERM");
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
