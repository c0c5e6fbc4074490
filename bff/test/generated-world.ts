import { setTimeout as sleep } from "node:timers/promises";
import { furnish } from "@pforte/e2e/world/matrix-demo-rooms";
import { furnishNextcloud } from "@pforte/e2e/world/nextcloud-demo";
import { furnishProjects } from "@pforte/e2e/world/openproject-demo";
import fc from "fast-check";
import { Pool } from "undici";
import { createJudge, type GeneratedAnswer } from "./generated-judge.ts";
import { knownOf, knownOn } from "./generated-known.ts";
import { startPortalProcess } from "./generated-process.ts";
import { type GeneratedIdentity, type GeneratedRequest, lastVersion, requestsOf } from "./generated-requests.ts";
import { sendOver, sendOverwritten } from "./generated-send.ts";
import type { TestPortal } from "./portal.ts";
import { startToolsPortal } from "./tools-portal.ts";

/** Where a request only waits for news. */
const waits = /\/sync$|^\/api\/events$/u;
/** What has a version of its own beside the draft's. */
const live = /\/(?:live|announcements|maintenances|sources-off)(?:\/|$)/u;
const mostFindings = 40;
const mostConnections = 64;
const usernames = { person: "ines", administrator: "katharina" } as const;

/** Anything that is wrong, and what it was an answer to. */
export interface Finding {
  readonly what: string;
  readonly where: string;
}

/** A portal as its own process, with its tools, a database and people, and a judge of everything that it says. */
export async function startGeneratedWorld() {
  const tools = await startToolsPortal();
  furnish(tools.matrix.homeserver, tools.matrix.media, new Date());
  furnishNextcloud(tools.nextcloud.world);
  furnishProjects(tools.openproject.world, new Date());
  const { portal } = tools;
  const findings: Finding[] = [];
  const find = (what: string | null, where: string) => {
    if (what !== null && findings.length < mostFindings) findings.push({ what, where });
  };
  const judge = createJudge(secretsOf(portal));
  const replica = await startPortalProcess(portal, (line) => find(judge.line(line), `the log: ${line.slice(0, 900)}`));
  const reached = new Set<string>();
  const alone = turns();
  const pool = new Pool(`http://localhost:${replica.port}`, { connections: mostConnections });
  const sessions = await createSessions(portal);
  const known = await knownOf([sessions.person, sessions.administrator]);
  const statuses = new Map<number, number>();
  return {
    portal,
    replica,
    findings,
    statuses,
    /** Routes from which no answer came at all. */
    untouched: () => portal.portal.routes.map(nameOf).filter((name) => !reached.has(name)),
    requests: fc.oneof(
      ...portal.portal.routes.map((route) => requestsOf(route, portal.origin, knownOn(route.path, known, tools))),
    ),
    /** Sends one and judges the answer. */
    async send(generated: GeneratedRequest): Promise<GeneratedAnswer> {
      const { route, target, body, overwritten, identity } = generated;
      const message = { method: route.method, target, headers: sessions.headersOf(generated), body };
      const isWait = waits.test(route.path);
      await alone.quiet();
      const sendOnce = async () =>
        overwritten.length > 0 ? sendOverwritten(replica.port, message, overwritten) : sendOver(pool, message, isWait);
      let answer = await sendOnce();
      if (isTooBusy(answer)) {
        // A busy machine answers so as well; what was sent is wrong only if it is answered so when nothing else is.
        answer = await alone.run(async () => whenIdle(sendOnce));
      }
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      sessions.note(generated, answer);
      if (answer.status > 0 || isWait) reached.add(nameOf(route));
      const what = isWait && answer.status === 0 ? null : judge.answer(generated, answer);
      find(what, `${identity}: ${described(generated)} → ${answer.status} ${answer.body.slice(0, 300)}`);
      return answer;
    },
    /** Signs in whoever was signed out by what was sent; keeps what the stand-ins remember short. */
    async mend(): Promise<void> {
      tools.matrix.forget();
      await sessions.renew();
    },
    async [Symbol.asyncDispose]() {
      await pool.destroy();
      await replica[Symbol.asyncDispose]();
      await tools[Symbol.asyncDispose]();
    },
  };
}

export type GeneratedWorld = Awaited<ReturnType<typeof startGeneratedWorld>>;

const nameOf = ({ method, path }: GeneratedRequest["route"]) => `${method} ${path}`;

function secretsOf({ secrets, database }: TestPortal): readonly string[] {
  const { oidcClient, identifierKey, sessionKeys } = secrets;
  const keys = [identifierKey, ...sessionKeys.map(({ key }) => key)].map((key) => Buffer.from(key));
  const { pathname, password } = new URL(database.url);
  return [
    ...("secret" in oidcClient ? [oidcClient.secret] : []),
    ...keys.flatMap((key) => [key.toString("base64"), key.toString("base64url"), key.toString("hex")]),
    pathname.slice(1),
    password,
    database.url,
  ];
}

/** The cookies and versions that the next requests carry. */
async function createSessions(portal: TestPortal) {
  const { host } = new URL(portal.origin);
  const versions = { draft: 1, live: 1 };
  const cookies = new Map<GeneratedIdentity, string>();
  const signIn = async (identity: keyof typeof usernames) => {
    const somebody = await portal.as(usernames[identity]);
    cookies.set(identity, somebody.jar.get("portal") ?? "");
    return somebody;
  };
  const [person, administrator] = [await signIn("person"), await signIn("administrator")];
  return {
    person,
    administrator,
    headersOf({ route, identity, headers }: GeneratedRequest): Record<string, string> {
      // Whoever signs out is signed out: that happens to nobody who is needed for the others.
      const cookie = route.path === "/auth/logout" ? undefined : cookies.get(identity);
      // What is put by a key that is not there yet is put on version 0.
      const version = live.test(route.path) ? (route.method === "PUT" ? 0 : versions.live) : versions.draft;
      return {
        host,
        ...(cookie !== undefined && { cookie: `portal=${cookie}` }),
        ...headers,
        ...(headers["if-match"] === lastVersion && { "if-match": `"${version}"` }),
      };
    },
    note({ route }: GeneratedRequest, { status, headers }: GeneratedAnswer): void {
      const version = Number(/^"(\d+)"$/u.exec(String(headers["etag"]))?.[1]);
      if (status !== 200 || !route.path.startsWith("/api/admin/") || Number.isNaN(version)) return;
      versions[live.test(route.path) ? "live" : "draft"] = version;
    },
    async renew(): Promise<void> {
      for (const identity of ["person", "administrator"] as const) {
        const answer = await portal.nobody.send("GET", "/api/session", {
          headers: { cookie: `portal=${cookies.get(identity) ?? ""}` },
        });
        if (answer.status !== 200) await signIn(identity);
      }
    },
  };
}

/** Asks until the answer is another, or half a minute is over. */
async function whenIdle(ask: () => Promise<GeneratedAnswer>): Promise<GeneratedAnswer> {
  for (let left = 60; left > 0; left -= 1) {
    await sleep(500);
    const answer = await ask();
    if (!isTooBusy(answer)) return answer;
  }
  return ask();
}

/** One after the other; whoever runs something else waits until nobody does. */
function turns() {
  let last: Promise<unknown> = Promise.resolve();
  return {
    async run<Result>(act: () => Promise<Result>): Promise<Result> {
      const mine = last.then(act, act);
      last = mine.catch(() => undefined);
      return mine;
    },
    quiet: async (): Promise<unknown> => last,
  };
}

const isTooBusy = ({ status, body }: GeneratedAnswer) =>
  status === 503 && /"(?:storage_unavailable|overloaded)"/u.test(body);

function described({ route, target, headers, body, overwritten }: GeneratedRequest): string {
  const text = body === null ? "" : String(body).slice(0, 400);
  return `${route.method} ${target.slice(0, 300)} ${JSON.stringify(headers)} ${text} ${overwritten.join(" ")}`;
}
