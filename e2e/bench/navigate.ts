import { request } from "node:http";
import type { Carrier } from "../world/sign-in-driver.ts";

/** Asks as a browser's navigation does; Node's `fetch` always says that it is a script's call. */
export const navigate: Carrier = carrier({});

/** The same by somebody who keeps no connection that the other side may be closing at that moment. */
export const navigateAfresh: Carrier = carrier({ agent: false });

function carrier(connections: { readonly agent?: false }): Carrier {
  return async (url, { method, headers, body }) =>
    new Promise((resolve, reject) => {
      const call = request(url, { method, headers, ...connections }, (answer) => {
        const parts: Buffer[] = [];
        answer.on("data", (part: Buffer) => parts.push(part));
        answer.once("error", reject);
        answer.once("end", () => {
          const received = new Headers();
          for (const [name, values] of Object.entries(answer.headers)) {
            for (const value of [values ?? []].flat()) {
              received.append(name, value);
            }
          }
          const status = answer.statusCode ?? 0;
          const hasBody = status !== 204 && status !== 304;
          resolve(new Response(hasBody ? Buffer.concat(parts) : null, { status, headers: received }));
        });
      });
      call.once("error", reject);
      call.end(body);
    });
}
