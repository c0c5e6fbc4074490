import { request as httpRequest, type ClientRequest } from "node:http";
import { portalHeader } from "@pforte/shared/contract/portal-header";

/** One event with when it arrived, in milliseconds of this process. */
export interface HeardEvent {
  readonly id: string | null;
  readonly data: string;
  readonly at: number;
}

/** An event stream as a browser's tab reads it, with as little as possible around it. */
export interface StreamClient {
  readonly heard: readonly HeardEvent[];
  /** Settles with the status once the head is there; 0 for a connection that broke before. */
  readonly opened: Promise<number>;
  /** When to come back, where the head said so. */
  retryAfter(): string | null;
  readonly ended: Promise<void>;
  lastId(): string | null;
  close(): void;
}

export interface StreamTarget {
  readonly address: string;
  /** The public host, where that is not the address. */
  readonly host: string;
  readonly cookie: string;
  readonly lastEventId?: string | null;
  /** Keeps nothing but the newest event. */
  readonly isForgetful?: boolean;
  readonly onEvent?: (event: HeardEvent) => void;
}

export function openStreamClient(target: StreamTarget): StreamClient {
  const heard: HeardEvent[] = [];
  const opened = Promise.withResolvers<number>();
  const ended = Promise.withResolvers<void>();
  let lastId = target.lastEventId ?? null;
  let retryAfter: string | null = null;
  const { lastEventId } = target;
  const call: ClientRequest = httpRequest(`${target.address}/api/events`, {
    agent: false,
    headers: {
      host: target.host,
      cookie: target.cookie,
      [portalHeader.name]: portalHeader.value,
      ...(typeof lastEventId === "string" && { "last-event-id": lastEventId }),
    },
  });
  const end = (): void => {
    opened.resolve(0);
    ended.resolve();
  };
  call.once("error", end);
  call.once("close", end);
  call.once("response", (answer) => {
    retryAfter = answer.headers["retry-after"] ?? null;
    opened.resolve(answer.statusCode ?? 0);
    let rest = "";
    answer.setEncoding("utf8");
    answer.on("error", end);
    answer.on("data", (part: string) => {
      const blocks = (rest + part).split("\n\n");
      rest = blocks.pop() ?? "";
      for (const block of blocks) {
        const event = eventOf(block);
        if (event === null) continue;
        lastId = event.id ?? lastId;
        if (target.isForgetful !== true) heard.push(event);
        target.onEvent?.(event);
      }
    });
  });
  call.end();
  return {
    heard,
    opened: opened.promise,
    ended: ended.promise,
    retryAfter: () => retryAfter,
    lastId: () => lastId,
    close: () => void call.destroy(),
  };
}

function eventOf(block: string): HeardEvent | null {
  const field = (name: string) =>
    block
      .split("\n")
      .find((line) => line.startsWith(`${name}: `))
      ?.slice(name.length + 2);
  const data = field("data");
  return data === undefined ? null : { id: field("id") ?? null, data, at: performance.now() };
}
