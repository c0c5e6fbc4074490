import type { PageRenderer } from "@pforte/shared/contract/page";
import type { FastifyInstance } from "fastify";
import type { Auth } from "#auth/auth.ts";
import type { Config, Secrets } from "#config/config.ts";
import type { Inboxes } from "#inboxes.ts";
import type { Live } from "#live.ts";
import type { Log } from "#log.ts";
import type { Configuration } from "#services/configuration.ts";
import type { LinkPace } from "#services/link-rounds.ts";
import type { PreferencesService } from "#services/preferences.ts";
import type { SessionTrail } from "#services/session-trail.ts";
import type { Sources } from "#sources.ts";
import type { Storage } from "#storage/storage.ts";
import type { Resolve } from "#upstream/address-book.ts";

/** How links are asked, other than usual. */
export interface LinkSettings {
  readonly resolve?: Resolve;
  readonly milliseconds?: number;
  readonly pace?: LinkPace;
}

/** What the administration is put together from. */
export interface AdministrationParts {
  readonly config: Config;
  readonly secrets: Secrets;
  readonly storage: Storage;
  readonly auth: Auth;
  readonly configuration: Configuration;
  readonly live: Live;
  readonly preferences: PreferencesService;
  readonly sources: Sources;
  readonly inboxes: Inboxes;
  /** The built files of the pages, among them the sprite of icons. */
  readonly assetsDirectory: string;
  readonly renderer: PageRenderer;
  /** For tests whose names lead to servers of their own, and that cannot wait as long as a portal does. */
  readonly links?: LinkSettings | undefined;
  readonly release: string;
  /** Writes sign-ins, sign-outs and refusals into the audit, behind everybody's back. */
  readonly trail: SessionTrail;
  readonly now: () => Date;
  readonly log: Log;
}

/** A part of the administration with its routes. */
export interface AdministrationPart {
  registerRoutes(app: FastifyInstance): void;
  /** Begins what runs by itself. */
  start?(): void;
  close?(): Promise<void> | void;
}
