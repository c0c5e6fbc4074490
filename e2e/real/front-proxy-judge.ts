import { malformedRequests } from "../world/malformed-requests.ts";
import { overWire } from "../world/wire.ts";

interface Judged {
  /** Where the proxy listens. */
  readonly port: number;
  /** The portal's own host, as its pages have it. */
  readonly host: string;
  /** How many requests the portal itself has answered so far. */
  readonly answeredByPortal: () => Promise<number>;
}

export interface Judgement {
  readonly tried: number;
  /** How many of the malformed requests the proxy passed on, made right or as they were. */
  readonly passedOn: number;
  /** Every way in which one request in was not one request out. */
  readonly problems: readonly string[];
}

/** What the next person on the connection between proxy and portal asks for, and gets nothing else. */
const neighbours = ["/univention/languages.json", "/univention/meta.json"] as const;

/**
 * Sends every malformed request through the proxy. The portal may see no more requests than the sender got answers, and
 * whoever comes next, over the same connection to the portal, must get their own answers: else two servers disagree about
 * where a request ends.
 */
export async function judgeFrontProxy({ port, host, answeredByPortal }: Judged): Promise<Judgement> {
  const problems: string[] = [];
  let passedOn = 0;
  const own = await Promise.all(neighbours.map(async (path) => answerTo(port, host, path)));
  const tryOne = async ({ name, bytes }: (typeof malformedRequests)[number]): Promise<string[]> => {
    const before = await answeredByPortal();
    const { statuses, text } = await overWire(port, bytes.replaceAll("HOST", host), { first: 3000, silence: 400 });
    // In HTTP/0.9, which nginx still answers, an answer has no status line.
    const heard = statuses.length === 0 && text !== "" ? 1 : statuses.length;
    const wrong: string[] = [];
    for (const [at, path] of neighbours.entries()) {
      const answer = await answerTo(port, host, path);
      if (answer !== own[at]) wrong.push(`${name}: the next one got ${answer.slice(0, 60)} for ${path}`);
    }
    const seen = (await answeredByPortal()) - before - neighbours.length;
    passedOn += seen > 0 ? 1 : 0;
    if (seen < 0 || seen > heard) {
      wrong.push(`${name}: the portal saw ${seen}, the sender ${heard} (${statuses.join()})`);
    }
    return wrong;
  };
  for (const one of malformedRequests) {
    // A call of the identity provider may come in between; two servers that disagree do so every time.
    if ((await tryOne(one)).length > 0) problems.push(...(await tryOne(one)));
  }
  return { tried: malformedRequests.length, passedOn, problems };
}

async function answerTo(port: number, host: string, path: string): Promise<string> {
  const { text } = await overWire(port, `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  const [head = "", body = ""] = text.split("\r\n\r\n");
  return `${head.slice(9, 12)} ${body}`;
}

/** The sum of the portal's own count, of all routes and statuses, from its metrics. */
export function requestsIn(metrics: string): number {
  const counts = Array.from(metrics.matchAll(/^pforte_http_request_seconds_count\{[^}]*\} (\d+)$/gmu), ([, count]) =>
    Number(count),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}
