import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { portalHeader } from "@pforte/shared/contract/portal-header";
import pg from "pg";
import { Agent, request, type Dispatcher } from "undici";
import type { Fleet } from "../bench/fleet.ts";

/** What a page's script asks, of one replica. */
export interface Question {
  readonly path: string;
  readonly method?: "GET" | "POST" | "PATCH";
  /** Sent as JSON, or as a form where it is one. */
  readonly body?: unknown;
  readonly dispatcher?: Dispatcher;
}

const many = new Agent({ connections: 128 });

/** What is said of an answer of 503 that does not say when to come back: no "not now" but a failure. */
export const unexcused = "503 without Retry-After";

/** The status, and 503 as what it is: with a time to come back, or without one. */
export function statusOf(status: number, retryAfter: unknown): number | typeof unexcused {
  return status === 503 && (retryAfter === undefined || retryAfter === null) ? unexcused : status;
}

/** Asks one replica as the person's page would, whatever stands before it in public; answers with the status. */
export async function ask(...question: Parameters<typeof askWhether>): Promise<number> {
  const status = await askWhether(...question);
  return status === unexcused ? 503 : status;
}

/** The same by somebody who minds whether a "not now" says until when. */
export async function askWhether(
  fleet: Pick<Fleet, "host" | "origin">,
  address: string,
  cookie: string,
  { path, method = "GET", body, dispatcher = many }: Question,
): Promise<number | typeof unexcused> {
  const isForm = body instanceof URLSearchParams;
  const {
    statusCode,
    headers,
    body: answer,
  } = await request(`${address}${path}`, {
    method,
    dispatcher,
    headers: {
      host: fleet.host,
      cookie,
      accept: "application/json",
      [portalHeader.name]: portalHeader.value,
      ...(method !== "GET" && { origin: fleet.origin, "sec-fetch-site": "same-origin" }),
      ...(body !== undefined && { "content-type": isForm ? "application/x-www-form-urlencoded" : "application/json" }),
    },
    ...(body !== undefined && { body: isForm ? body.toString() : JSON.stringify(body) }),
  });
  await answer.dump();
  return statusOf(statusCode, headers["retry-after"]);
}

/** Whether the session of these cookies lives, in the eyes of one replica. */
export async function sessionAt(
  fleet: Pick<Fleet, "host" | "origin">,
  address: string,
  cookie: string,
): Promise<number> {
  return ask(fleet, address, cookie, { path: "/api/session" });
}

/** Signs somebody in; a machine that is busy with much else may say "not now" for a while. */
export async function signIn(fleet: Pick<Fleet, "signIn">, username: string): Promise<string> {
  for (let tries = 1; ; tries += 1) {
    const cookie = await fleet.signIn(username);
    if (sessionId(cookie) !== "") return cookie;
    if (tries === 20) throw new Error(`${username} could not sign in.`);
    await sleep(500);
  }
}

const sessionId = (cookie: string) => /(?:^|; )(?:__Host-Http-)?portal=([^;]+)/u.exec(cookie)?.[1] ?? "";

/** Under what the store knows the session of these cookies. */
export function sessionHash(cookie: string): string {
  return createHash("sha256").update(sessionId(cookie)).digest("hex");
}

/** An onlooker at the database, outside of the portal. */
export async function openOnlooker(databaseUrl: string) {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 8 });
  // One that is idle while the database goes away is not missed.
  pool.on("error", () => undefined);
  return {
    pool,
    /** As if the life of this session's access token were over. */
    async expireToken(hash: string): Promise<void> {
      await pool.query("update sessions set access_expires_at = now() - interval '1 second' where hash = $1", [hash]);
    },
    [Symbol.asyncDispose]: async () => pool.end(),
  };
}

export type Onlooker = Awaited<ReturnType<typeof openOnlooker>>;
