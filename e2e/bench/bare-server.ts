import { createServer } from "node:http";

/** The least that Node can do for a request: the measure beside which the portal's figures stand. */
const body = JSON.stringify({ ok: true });
const server = createServer((_, response) => {
  response.writeHead(200, { "content-type": "application/json", "content-length": body.length });
  response.end(body);
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  process.stdout.write(`${typeof address === "object" ? String(address?.port) : ""}\n`);
});
