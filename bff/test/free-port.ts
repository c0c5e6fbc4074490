import { createServer } from "node:net";

/** A port that nobody listens on at this moment, for two servers that must know each other's address before they start. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const bound = server.address();
  await new Promise((resolve) => {
    server.close(resolve);
  });
  if (typeof bound !== "object" || bound === null) throw new Error("There is no free port.");
  return bound.port;
}
