import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";

const statusByCode: Readonly<Record<string, string>> = {
  ERR_HTTP_REQUEST_TIMEOUT: "408 Request Timeout",
  HPE_HEADER_OVERFLOW: "431 Request Header Fields Too Large",
};

/** Answers what Node's parser refused, with the headers of every other answer, and closes. */
export function answerUnreadable(headers: Readonly<Record<string, string>>) {
  const head = Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join("");
  return (error: Error & { readonly code?: string }, socket: Socket): void => {
    if (error.code === "ECONNRESET" || socket.destroyed || !socket.writable) {
      socket.destroy();
      return;
    }
    const status = statusByCode[error.code ?? ""] ?? "400 Bad Request";
    socket.end(`HTTP/1.1 ${status}\r\n${head}connection: close\r\ncontent-length: 0\r\n\r\n`);
    // A peer that does not close its side would keep the socket.
    setTimeout(() => socket.destroy(), 1000).unref();
  };
}

/** A tunnel is refused in words; without this the peer would only see its connection end (S39). */
export function refuseTunnels(server: Server, headers: Readonly<Record<string, string>>): void {
  const answer = answerUnreadable(headers);
  server.on("connect", (_request: IncomingMessage, socket: Socket) => {
    // Nobody else listens for what may go wrong with a socket that was handed over.
    socket.on("error", () => socket.destroy());
    answer(new Error("A tunnel was asked for."), socket);
  });
}

/** An expectation that nobody here meets is answered like everything else. */
export function refuseExpectations(server: Server, headers: Readonly<Record<string, string>>): void {
  server.on("checkExpectation", (_request: IncomingMessage, response: ServerResponse) => {
    response.writeHead(417, { ...headers, connection: "close", "content-length": "0" }).end();
  });
}
