import type { PortalConfiguration } from "@pforte/shared/contract/portal-configuration";
import type { LinkSettings } from "#administration/parts.ts";
import type { ProviderPace } from "#auth/provider.ts";
import type { Log } from "#log.ts";
import type { BuiltPages } from "#page-renderer.ts";
import type { DevelopmentPages } from "#plugins/unknown-path.ts";
import type { EventHubLimits } from "#services/event-hub.ts";
import type { LivePace } from "#services/live-state.ts";
import type { OutboxPace } from "#services/outbox-service.ts";
import type { SourcesOptions } from "#sources.ts";
import type { Storage } from "#storage/storage.ts";

/** What tests and the development world put in place of the real thing. */
export interface Overrides {
  readonly log?: Log;
  readonly now?: () => Date;
  readonly random?: () => number;
  readonly pages?: BuiltPages;
  readonly development?: DevelopmentPages;
  readonly storage?: Storage;
  /** The document of the first start, instead of the configured file. */
  readonly firstDocument?: PortalConfiguration;
  readonly eventHub?: Partial<EventHubLimits>;
  readonly pace?: NonNullable<SourcesOptions["pace"]>;
  readonly livePace?: Partial<LivePace>;
  readonly outboxPace?: Partial<OutboxPace>;
  readonly providerPace?: ProviderPace;
  readonly sweepMilliseconds?: number;
  readonly links?: LinkSettings;
}
