import { createServer } from "node:http";
import { pipeline } from "node:stream/promises";
import { Agent, request } from "undici";

/** The least that Node can do to pass a file through: the measure beside which the portal's figures stand. */
const [upstream = ""] = process.argv.slice(2);
const dispatcher = new Agent({ connections: 50 });
const server = createServer((incoming, response) => {
  request(`${upstream}${incoming.url ?? "/"}`, { dispatcher })
    .then(async ({ body, headers }) => {
      response.writeHead(200, {
        "content-type": "application/octet-stream",
        "content-length": String(headers["content-length"]),
      });
      await pipeline(body, response);
    })
    .catch(() => response.destroy());
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  process.stdout.write(`${typeof address === "object" ? String(address?.port) : ""}\n`);
});
