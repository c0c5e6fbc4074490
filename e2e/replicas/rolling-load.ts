import { setTimeout as sleep } from "node:timers/promises";
import { Agent, request, type Dispatcher } from "undici";
import { portalHeader } from "@pforte/shared/contract/portal-header";
import type { Fleet } from "../bench/fleet.ts";
import { openStreamClient } from "../bench/stream-client.ts";
import { signInByForm } from "../world/sign-in-driver.ts";
import { statusOf, type unexcused } from "./asking.ts";

/** What people did until now, and what failed of it. */
export interface Load {
  readonly failures: readonly string[];
  /** `later`: answers of a process that has too much to do and says when to come again, after which people do. */
  readonly counts: { requests: number; signIns: number; moves: number; later: number };
  /** Ends when everybody has finished what they were at. */
  stop(): Promise<void>;
}

type Status = number | typeof unexcused;

type Site = Pick<Fleet, "origin" | "host" | "people">;

/** People at work through the one public address: they read, change, keep a page open, sign in and out. */
export function startLoad(
  site: Site,
  readers: readonly { readonly username: string; readonly cookie: string }[],
): Load {
  const failures: string[] = [];
  const counts = { requests: 0, signIns: 0, moves: 0, later: 0 };
  const over = new AbortController();
  const { signal } = over;
  const dispatcher = new Agent({ connections: 32 });

  const call = async (method: "GET" | "PATCH" | "POST", path: string, cookie: string, body?: unknown) =>
    callOf({ site, dispatcher }, method, path, cookie, body);

  async function once(what: string, expected: number, act: () => Promise<Status>): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      counts.requests += 1;
      const status = await act().catch((error: unknown) => (error instanceof Error ? error.message : "unknown"));
      if (status === expected) return;
      if (status !== 503 || tries === 20) {
        failures.push(`${what}: ${status}`);
        return;
      }
      counts.later += 1;
      await sleep(250);
    }
  }

  async function read(cookie: string): Promise<void> {
    for (let turn = 0; !signal.aborted; turn += 1) {
      const path = turn % 4 === 0 ? "/" : "/api/session";
      await once(`GET ${path}`, 200, async () => call("GET", path, cookie));
      if (turn % 5 === 0) {
        const body = { appearance: turn % 2 === 0 ? "dark" : "light" };
        await once("PATCH /api/preferences", 200, async () => call("PATCH", "/api/preferences", cookie, body));
      }
      await sleep(20);
    }
  }

  async function comeAndGo(username: string): Promise<void> {
    while (!signal.aborted) {
      counts.signIns += 1;
      await once("sign-in", 200, async () => {
        const { jar, response } = await signInByForm({ start: site.origin, username });
        const cookie = jar.header(new URL(site.origin)) ?? "";
        await once("sign-out", 303, async () => call("POST", "/auth/logout", cookie));
        return statusOf(response?.status ?? 0, response?.headers.get("retry-after"));
      });
      await sleep(50);
    }
  }

  /** A page that stays open: it goes where it is told to go, when it is told to. */
  async function stayOpen(cookie: string): Promise<void> {
    while (!signal.aborted) {
      const stream = openStreamClient({ address: site.origin, host: site.host, cookie });
      await once("GET /api/events", 200, async () => statusOf(await stream.opened, stream.retryAfter()));
      await Promise.race([stream.ended, new Promise<void>((done) => signal.addEventListener("abort", () => done()))]);
      const last = stream.heard.at(-1)?.data ?? "";
      stream.close();
      if (signal.aborted) return;
      const move = /^\{"type":"move","afterMilliseconds":(\d+)\}$/u.exec(last);
      if (move === null) failures.push(`a stream ended with ${last === "" ? "nothing" : last}`);
      counts.moves += 1;
      await sleep(Math.min(Number(move?.[1] ?? 0), 1000));
    }
  }

  const [guest] = site.people;
  const work = [
    ...readers.map(async ({ cookie }) => read(cookie)),
    ...readers.map(async ({ cookie }) => stayOpen(cookie)),
    comeAndGo(guest?.username ?? ""),
  ];
  return {
    failures,
    counts,
    async stop() {
      over.abort();
      await Promise.all(work);
      await dispatcher.close();
    },
  };
}

/** Asks through the public address, on connections that are kept. */
async function callOf(
  { site, dispatcher }: { readonly site: Site; readonly dispatcher: Dispatcher },
  method: "GET" | "PATCH" | "POST",
  path: string,
  cookie: string,
  body?: unknown,
): Promise<Status> {
  const {
    statusCode,
    headers: received,
    body: answer,
  } = await request(`${site.origin}${path}`, {
    method,
    dispatcher,
    headers: {
      cookie,
      accept: path === "/" ? "text/html" : "application/json",
      ...(path !== "/" && { [portalHeader.name]: portalHeader.value }),
      ...(method !== "GET" && { origin: site.origin, "sec-fetch-site": "same-origin" }),
      ...(body !== undefined && { "content-type": "application/json" }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  await answer.dump();
  return statusOf(statusCode, received["retry-after"]);
}
