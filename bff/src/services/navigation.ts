import { boundedCache } from "#bounded-cache.ts";
import { createHash } from "node:crypto";
import type { Language } from "@pforte/shared/contract/localized";
import type { PortalConfiguration } from "@pforte/shared/contract/portal-configuration";
import { LRUCache } from "lru-cache";
import type { PublishedConfiguration } from "#storage/ports/configuration-store.ts";
import type { KnownPeople } from "./known-people.ts";
import { nothingLive, type LiveNow } from "./live-state.ts";
import { menuOf, type NavigationReader } from "./navigation-menu.ts";
import { portalJsonOf } from "./navigation-portal.ts";
import type { Viewer } from "./visibility.ts";

/** A body as it is sent, with its validator. */
export interface NavigationBody {
  readonly etag: string;
  readonly bytes: Buffer;
}

/** What is asked for. */
export interface NavigationQuestion {
  readonly form: "menu" | "portal";
  /** Whether a tool proved itself; anybody else hears no more than the portal shows before sign-in. */
  readonly isTrusted: boolean;
  /** Whose menu a trusted tool asks for; null: nobody's, which is the public one. */
  readonly username: string | null;
  readonly language: Language | null;
  /** What the caller would like before links into the portal. */
  readonly base: string | null;
}

/** Tells other tools what a person may open. */
export interface Navigation {
  answer(question: NavigationQuestion): Promise<NavigationBody>;
}

interface NavigationOptions {
  readonly current: () => PublishedConfiguration;
  /** What holds beside the configuration; the same object as long as nothing of it changes. */
  readonly live: () => LiveNow;
  readonly people: Pick<KnownPeople, "find">;
  readonly publicOrigin: string;
  /** Further origins under which people reach the portal. */
  readonly bases: readonly string[];
  /** Whether the portal shows anything to those who are not signed in. */
  readonly anonymousAccess: boolean;
}

const keptBodies = 2000;
/** A whole portal is large, and one that names its person is kept for that person alone. */
const keptBytes = 64 * 1024 * 1024;
const keptPeople = 20_000;
/** Tools ask for a person's menu with every page of theirs; groups change at most once in the life of a token. */
const personMilliseconds = 60_000;
/** Somebody who has just signed in for the first time is not unknown for long. */
const strangerMilliseconds = 5000;

interface Found {
  /** What they may see depends on nothing else. */
  readonly viewer: Viewer | null;
  readonly groups: string;
}

const stranger: Found = { viewer: null, groups: "" };

/** Bodies are drawn once per version, groups, language and base, and sent as they are until something is published. */
export function createNavigation(options: NavigationOptions): Navigation {
  const { current, live, people, publicOrigin, bases, anonymousAccess } = options;
  const origins = new Set([publicOrigin, ...bases]);
  const bodies = new LRUCache<string, NavigationBody>({
    max: keptBodies,
    maxSize: keptBytes,
    sizeCalculation: ({ bytes }) => bytes.length + 1,
  });
  const found = boundedCache<string, Found>(keptPeople);
  let version = 0;
  let told: LiveNow | null = null;

  const find = async (username: string): Promise<Found> => {
    const key = username.toLowerCase();
    const known = found.get(key);
    if (known !== undefined) return known;
    const person = await people.find(key);
    const one =
      person === null
        ? stranger
        : { viewer: { groups: person.groups }, groups: digestOf(JSON.stringify(person.groups.toSorted())) };
    found.set(key, one, { ttl: person === null ? strangerMilliseconds : personMilliseconds });
    return one;
  };

  const draw = (question: NavigationQuestion, reader: NavigationReader, { document }: PublishedConfiguration) => {
    const isShown = question.isTrusted || anonymousAccess;
    const shown = isShown ? document : withoutTiles(document);
    const username = reader.viewer === null ? null : question.username;
    return question.form === "menu"
      ? menuOf(shown, reader)
      : portalJsonOf(shown, { ...reader, version, username, anonymousAccess, live: isShown ? live() : nothingLive });
  };

  return {
    async answer(question) {
      const { form, isTrusted, username } = question;
      const { viewer, groups } = username === null ? stranger : await find(username);
      const published = current();
      if (published.version !== version || live() !== told) {
        bodies.clear();
        version = published.version;
        told = live();
      }
      const language = question.language ?? published.document.portal.defaultLanguage;
      const base = question.base !== null && origins.has(question.base) ? question.base : publicOrigin;
      // Two people of the same groups share a menu; what names one of them is kept for that name alone.
      const named = form === "portal" && viewer !== null ? username : null;
      const key = JSON.stringify([form, language, base, isTrusted, groups, named]);
      const kept = bodies.get(key);
      if (kept !== undefined) return kept;
      const bytes = Buffer.from(JSON.stringify(draw(question, { viewer, language, base }, published)));
      const body = { bytes, etag: `"${digestOf(bytes)}"` };
      bodies.set(key, body);
      return body;
    },
  };
}

/** Where nobody sees anything before sign-in, nobody hears of it elsewhere either. */
function withoutTiles(document: PortalConfiguration): PortalConfiguration {
  return { ...document, tiles: [] };
}

function digestOf(content: string | Buffer): string {
  return createHash("sha256").update(content).digest("base64url").slice(0, 27);
}
