import { boundedCache } from "#bounded-cache.ts";
import { createHmac, randomUUID } from "node:crypto";
import { gzip } from "node:zlib";
import { promisify } from "node:util";
import type { Home } from "@pforte/shared/contract/home";
import type { PageRenderer } from "@pforte/shared/contract/page";

const gzipped = promisify(gzip);
const cachedPages = 500;

/**
 * The addresses of the signed-in portal's views; each is drawn as a frame of the same data. The frame of a room is the
 * same for every room, and that of an embedded tile for every tile: what is drawn does not know which one.
 */
export const homePaths = [
  "/",
  "/inbox",
  "/files",
  "/work",
  "/chat",
  "/chat/:room",
  "/app/:key",
  "/account/sessions",
  "/admin",
  "/admin/:section",
  "/admin/:section/:item",
] as const;
export type HomePath = (typeof homePaths)[number];

/** The id of a room in an address: a source, and the room's own id, which is the tool's business and opaque here. */
export function isRoomId(value: unknown): boolean {
  return typeof value === "string" && value.length <= 400 && /^[a-z0-9-]{1,60}:[^\s\p{C}]+$/u.test(value);
}

/** A drawn start page and the validator under which a browser may keep it. */
export interface HomePage {
  readonly etag: string;
  readonly plain: Buffer;
  readonly gzip: Buffer;
}

interface Kept {
  readonly owner: string;
  readonly page: Promise<HomePage>;
}

/**
 * Draws the pages of the portal and keeps the last ones. A page is found under a keyed digest of all that it shows and of whom it was
 * drawn for; its owner is compared again when it is taken out (S48).
 */
export class HomePages {
  readonly #renderer: PageRenderer;
  readonly #key: Uint8Array;
  readonly #build: string | null;
  readonly #kept = boundedCache<string, Kept>(cachedPages);

  /** `build` names the assets that the page refers to, so that a new release is drawn anew; with null nothing is kept. */
  constructor(renderer: PageRenderer, key: Uint8Array, build: string | null) {
    this.#renderer = renderer;
    this.#key = key;
    this.#build = build;
  }

  /**
   * The validator of this page: the same while it shows the same to the same person on the same day, and tells nothing.
   * `frames` is what it may frame, which its headers say.
   */
  etagOf(owner: string, path: HomePath, home: Home, frames = "'none'"): string {
    const build = this.#build ?? randomUUID();
    const shown = JSON.stringify([build, owner, path, { ...home, now: dayOf(home) }, ended(home), frames]);
    return `W/"${createHmac("sha256", this.#key).update("home-page:").update(shown).digest("base64url").slice(0, 27)}"`;
  }

  async draw(owner: string, path: HomePath, home: Home, etag: string): Promise<HomePage> {
    const kept = this.#kept.get(etag);
    if (kept?.owner === owner) {
      return kept.page;
    }
    const page = this.#draw(path, home, etag);
    this.#kept.set(etag, { owner, page });
    page.catch(() => this.#kept.delete(etag));
    return page;
  }

  async #draw(path: HomePath, home: Home, etag: string): Promise<HomePage> {
    const plain = Buffer.from(await this.#renderer.render({ kind: "home", path, home }));
    // The quickest level saves most of the bytes; the page is personal, so that nobody else pays for a better one.
    return { etag, plain, gzip: await gzipped(plain, { level: 1 }) };
  }
}

/** Which announced ends of maintenance have passed: a page that was drawn before still claims the maintenance. */
function ended({ now, categories }: Home): string[] {
  const tiles = categories.flatMap(({ items }) =>
    items.flatMap((item) => (item.kind === "folder" ? item.tiles : [item.tile])),
  );
  const ends = tiles.flatMap(({ maintenance }) => maintenance?.until ?? []);
  return ends.filter((until) => Date.parse(until) <= Date.parse(now));
}

const days = new Map<string, Intl.DateTimeFormat>();

/** The day that the page shows, in the portal's time zone. */
function dayOf({ now, timeZone }: Home): string {
  const format = days.get(timeZone) ?? new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short" });
  days.set(timeZone, format);
  return format.format(new Date(now));
}
