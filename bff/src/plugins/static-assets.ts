import { readdir, readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import type { FastifyInstance } from "fastify";
import { accepts } from "./accept-encoding.ts";
import { PortalError } from "./portal-error.ts";

const types: Readonly<Record<string, string>> = {
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
  ".png": "image/png",
  ".json": "application/json; charset=utf-8",
};

interface Asset {
  readonly type: string;
  readonly plain: Buffer;
  readonly br: Buffer | null;
  readonly gzip: Buffer | null;
}

/** The built files of the page: names hold a hash of their content, so that browsers keep them for good. */
export async function registerStaticAssets(app: FastifyInstance, directory: string): Promise<void> {
  const assets = await loadAssets(directory);
  const access = { scope: "open", kind: "asset", activity: false } as const;
  app.get<{ Params: { file: string } }>("/assets/:file", { config: { access } }, async (request, reply) => {
    const asset = assets.get(request.params.file);
    if (asset === undefined) {
      throw new PortalError("not_found", { message: "There is no such file." });
    }
    const accepted = String(request.headers["accept-encoding"] ?? "");
    const encoding =
      asset.br && accepts(accepted, "br") ? "br" : asset.gzip && accepts(accepted, "gzip") ? "gzip" : null;
    reply.type(asset.type).header("cache-control", "public, max-age=31536000, immutable");
    reply.header("vary", "Accept-Encoding");
    if (encoding !== null) {
      reply.header("content-encoding", encoding);
    }
    return reply.send(encoding === null ? asset.plain : asset[encoding]);
  });
}

/** They are few and small; from memory there is no path to traverse and no file to wait for. */
async function loadAssets(directory: string): Promise<ReadonlyMap<string, Asset>> {
  const names = await readdir(directory).catch((): string[] => []);
  const present = new Set(names);
  const read = async (name: string) => (present.has(name) ? readFile(join(directory, name)) : null);
  const served = names.filter((name) => types[extname(name)] !== undefined);
  const loaded = served.map(async (name): Promise<[string, Asset]> => {
    const plain = await readFile(join(directory, name));
    const [br, gzip] = await Promise.all([read(`${name}.br`), read(`${name}.gz`)]);
    return [name, { type: types[extname(name)] ?? "application/octet-stream", plain, br, gzip }];
  });
  return new Map(await Promise.all(loaded));
}
