import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { startNode, untilReady } from "./child.ts";
import { openAccounts, startFleet } from "./fleet.ts";
import { measureLoad } from "./load.ts";

/** What a file costs on its way through: CPU milliseconds per request or per megabyte. */
interface Passage {
  readonly cpu: number;
  readonly megabytesPerSecond: number;
}

export interface FilePassage {
  readonly name: string;
  readonly portal: Passage;
  readonly bare: Passage;
}

const megabyte = 1024 * 1024;
const files = [
  { name: "4 kB, per request", path: "klein.bin", bytes: 4096, per: 1 },
  { name: "8 MB, per MB", path: "gross.bin", bytes: 8 * megabyte, per: 8 },
] as const;

/** Downloads a small and a large file through the portal and through the barest pipe. */
export async function measureFiles(seconds: number): Promise<readonly FilePassage[]> {
  await using fleet = await startFleet({ replicas: 1, people: 1 });
  openAccounts(fleet);
  const [replica] = fleet.replicas;
  const [person] = fleet.people;
  if (replica === undefined || person === undefined) throw new Error("The fleet is empty.");
  const cookie = await fleet.signIn(person.username);
  const contents = new Map(files.map(({ path, bytes }) => [`/${path}`, randomBytes(bytes)]));
  const ids = new Map(
    files.map(({ path }) => {
      const node = fleet.nextcloud.world.put(person.username, path, contents.get(`/${path}`) ?? "");
      return [path, node.id];
    }),
  );
  await using plain = await servePlain(contents);
  const script = new URL("bare-pipe.ts", import.meta.url).pathname;
  const bare = startNode(script, [plain.address], { PATH: process.env["PATH"] });
  try {
    await untilReady(bare, async () => /^\d+\n/u.test(bare.said()));
    const results: FilePassage[] = [];
    for (const { name, path, bytes, per } of files) {
      const measured = async (url: string, pid: number, headers: Readonly<Record<string, string>>) => {
        const load = await measureLoad({ name, url, pid, headers, seconds });
        if (load.failed > 0) throw new Error(`${load.failed} downloads failed.`);
        return { cpu: load.cpu / per, megabytesPerSecond: (load.perSecond * bytes) / megabyte };
      };
      // A download is a navigation, as a click on a link is.
      const navigation = {
        cookie,
        "sec-fetch-mode": "navigate",
        "sec-fetch-dest": "document",
        "sec-fetch-site": "same-origin",
      };
      const url = `${replica.address}/files/download/files/${ids.get(path) ?? 0}`;
      results.push({
        name,
        portal: await measured(url, replica.child().pid, navigation),
        bare: await measured(`http://127.0.0.1:${bare.said().trim()}/${path}`, bare.pid, {}),
      });
    }
    return results;
  } finally {
    await bare.stop();
  }
}

/** The same bytes, from a server that does nothing else. */
async function servePlain(contents: ReadonlyMap<string, Buffer>) {
  const server = createServer((request, response) => {
    const body = contents.get(request.url ?? "") ?? Buffer.alloc(0);
    response.writeHead(200, { "content-length": String(body.length) }).end(body);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    address: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
