import { setTimeout as sleep } from "node:timers/promises";
import { portalHeader } from "@pforte/shared/contract/portal-header";
import { z } from "zod";
import { signInByForm } from "../world/sign-in-driver.ts";
import type { EmbeddedSite } from "./embedded-site.ts";

const appearances = ["light", "dark", "system"] as const;
const marker = "counter";

/** Everything that was acknowledged, and what was under way when the portal died. */
export class Acknowledged {
  /** Cookies of sessions that must live. */
  readonly living = new Set<string>();
  /** Cookies of sessions that must be over. */
  readonly over = new Set<string>();
  /** How sign-outs were answered, and how often; 0 where the portal died over it. */
  readonly signOuts = new Map<string, number>();
  /** Numbers that an administrator saved; each in a change of its own. */
  readonly saved = new Set<number>();
  /** The last choice that was acknowledged, and those that may have been taken since. */
  choice: { sure: string | null; perhaps: string[] } = { sure: null, perhaps: [] };
  tried = 0;
}

const draftSchema = z.object({
  version: z.int(),
  document: z.object({ folders: z.array(z.object({ key: z.string(), name: z.object({ de: z.string() }) })) }),
});

/** Whether it says "not now", and until when. */
const isForNow = ({ status, headers }: Response): boolean => status === 503 && headers.has("retry-after");

/** How the page asks, of a portal that may die over it: 0 is no answer. */
export async function askOf(
  site: Pick<EmbeddedSite, "origin">,
  cookie: string,
  path: string,
  change?: { readonly method: "PATCH" | "POST"; readonly body?: unknown; readonly version?: number },
): Promise<{ readonly status: number; readonly body: unknown; readonly isForNow: boolean }> {
  const headers = {
    cookie,
    accept: "application/json",
    [portalHeader.name]: portalHeader.value,
    ...(change !== undefined && { origin: site.origin, "sec-fetch-site": "same-origin" }),
    ...(change?.body !== undefined && { "content-type": "application/json" }),
    ...(change?.version !== undefined && { "if-match": `"${change.version}"` }),
  };
  try {
    const answer = await fetch(`${site.origin}${path}`, {
      method: change?.method ?? "GET",
      headers,
      redirect: "manual",
      ...(change?.body !== undefined && { body: JSON.stringify(change.body) }),
      signal: AbortSignal.timeout(10_000),
    });
    const text = await answer.text();
    return { status: answer.status, body: text.startsWith("{") ? JSON.parse(text) : text, isForNow: isForNow(answer) };
  } catch {
    return { status: 0, body: null, isForNow: false };
  }
}

/** The same by somebody who comes again while the portal says "not now", and when, or is only just there. */
export async function askAgain(site: Pick<EmbeddedSite, "origin">, cookie: string, path: string) {
  for (let tries = 1; ; tries += 1) {
    const answer = await askOf(site, cookie, path);
    if ((!answer.isForNow && answer.status !== 0) || tries === 20) return answer;
    await sleep(250);
  }
}

export async function signInAt(site: Pick<EmbeddedSite, "origin">, username: string): Promise<string | null> {
  const tour = await signInByForm({ start: site.origin, username }).catch(() => null);
  const cookie = tour?.jar.header(new URL(site.origin));
  return tour?.response?.status === 200 && tour.url.pathname === "/" && cookie !== undefined ? cookie : null;
}

/** People who sign in and out, change how the portal looks, and administer it, until told to stop or until it is dead. */
export function startCrashLoad(site: EmbeddedSite, known: Acknowledged, cookies: { admin: string; person: string }) {
  const stopping = new AbortController();
  const { signal } = stopping;

  /** Each begins elsewhere, so that somebody signs out at once. */
  async function comeAndGo(username: string, first: number): Promise<void> {
    for (let turn = first; !signal.aborted; turn += 1) {
      const cookie = await signInAt(site, username);
      if (cookie === null) continue;
      if (turn % 3 !== 2) {
        known.living.add(cookie);
        await sleep(50);
        continue;
      }
      const { status, isForNow } = await askOf(site, cookie, "/auth/logout", { method: "POST" });
      const how = status === 503 && !isForNow ? "503 for ever" : String(status);
      known.signOuts.set(how, (known.signOuts.get(how) ?? 0) + 1);
      // Unanswered, it may be either.
      if (status === 303) known.over.add(cookie);
    }
  }

  async function choose(): Promise<void> {
    for (let turn = 0; !signal.aborted; turn += 1) {
      const appearance = appearances[turn % appearances.length] ?? "system";
      known.choice.perhaps.push(appearance);
      const change = { method: "PATCH", body: { appearance } } as const;
      if ((await askOf(site, cookies.person, "/api/preferences", change)).status === 200) {
        known.choice = { sure: appearance, perhaps: [] };
      }
      await sleep(50);
    }
  }

  async function administer(): Promise<void> {
    let { version } = await readDraft(site, cookies.admin);
    while (!signal.aborted) {
      const number = (known.tried += 1);
      if ((await saveNumber(site, cookies.admin, { version, number })).status === 200) {
        known.saved.add(number);
        version += 1;
      }
      await sleep(60);
    }
  }

  const guests = site.people.slice(2).map(({ username }) => username);
  const work = [...guests.map(async (guest, at) => comeAndGo(guest, at)), choose(), administer()];
  return {
    async stop() {
      stopping.abort();
      await Promise.all(work);
    },
  };
}

/** One change of the draft by an administrator who knows this version; every change has a number of its own. */
export async function saveNumber(
  site: Pick<EmbeddedSite, "origin">,
  cookie: string,
  { version, number }: { readonly version: number; readonly number: number },
) {
  const operation = { op: "put-folder", folder: { key: marker, name: { de: String(number) } } };
  return askOf(site, cookie, "/api/admin/draft", { method: "PATCH", body: { operations: [operation] }, version });
}

/** The version of the draft and the number in it; it is the last that was saved, or was on its way. */
export async function readDraft(site: Pick<EmbeddedSite, "origin">, cookie: string) {
  const { status, body } = await askAgain(site, cookie, "/api/admin/draft");
  if (status !== 200) throw new Error(`The draft was answered by ${status}.`);
  const { version, document } = draftSchema.parse(body);
  const number = Number(document.folders.find(({ key }) => key === marker)?.name.de ?? 0);
  return { version, number };
}
