import type { PortalConfiguration } from "@pforte/shared/contract/portal-configuration";

/** One immutable version of the configuration. */
export interface PublishedConfiguration {
  readonly version: number;
  readonly document: PortalConfiguration;
  readonly publishedAt: Date;
  /** Who published it: `operator:<name>` or a person's subject. */
  readonly actor: string;
  readonly note: string;
}

/** Versions of the configuration; the newest is the one in force. */
export interface ConfigurationStore {
  /** The version in force, validated when read; null before the first. */
  current(): Promise<PublishedConfiguration | null>;
  /** Appends a version and announces it; `after` must be the version in force, or the publication is refused with null. */
  publish(
    document: PortalConfiguration,
    by: { readonly actor: string; readonly note: string; readonly after: number | null },
  ): Promise<PublishedConfiguration | null>;
}
