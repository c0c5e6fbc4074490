import type { LocalizedText } from "@pforte/shared/contract/localized";
import type { z } from "zod";
import type { SourceCapability } from "@pforte/shared/contract/home";
import type { ChatSource } from "./chat.ts";
import type { FileSource } from "./files.ts";
import type { Gateway } from "./gateway.ts";
import type { Logger } from "./logger.ts";
import type { NotificationSource } from "./notifications.ts";
import type { PushSource } from "./push.ts";
import type { ToolLogin } from "./tool-login.ts";
import type { UpstreamHttp } from "./upstream-http.ts";
import type { WorkSource } from "./work.ts";

/** A live instance of one tool. Each present member is a capability; an absent one is honestly absent. */
export interface Connector {
  readonly notifications?: NotificationSource;
  readonly files?: FileSource;
  readonly work?: WorkSource;
  readonly chat?: ChatSource;
  readonly push?: PushSource;
  /** Cheapest call that proves address and version, and the credential where the tool wants one for that. */
  probe(call: CallContext): Promise<{ readonly version: string | null }>;
}

/** All that a call knows: the bound client, whom it is for, and when to give up. */
export interface CallContext {
  readonly http: UpstreamHttp;
  readonly person: CallPerson;
  readonly signal: AbortSignal;
  readonly log: Logger;
}

/** The person of a call, as far as a tool may need to know. */
interface CallPerson {
  readonly subject: string;
  readonly username: string;
  /** The language of the person's page, for texts that the tool writes. */
  readonly locale: string;
  /**
   * Whether others may see how far the person has read, as they chose; asked at the time of the act. Fails where that is
   * not known, and then nothing is shown to others.
   */
  sendsReceipts(): Promise<boolean>;
}

/** How the host obtains what it puts on every call; the calls themselves never handle a token. */
type ConnectorCredential =
  | { readonly type: "token-exchange"; readonly audience: string; readonly scope: string | null }
  /** The tool's own access and refresh token, kept by the broker; with an audience where the tool takes exchanged tokens. */
  | {
      readonly type: "tool-login";
      readonly audience: string | null;
      readonly scope: string | null;
      readonly login: ToolLogin;
    }
  | { readonly type: "none" };

/** A configured source as its connector sees it, settings already parsed. */
export interface SourceOf<Settings> {
  readonly key: string;
  readonly name: LocalizedText;
  readonly address: string;
  readonly audience: string | null;
  readonly scope: string | null;
  readonly settings: Settings;
}

/** A live connector with the way to its credential. */
export interface Connection {
  readonly connector: Connector;
  readonly credential: ConnectorCredential;
  /** Where a person opens the tool itself, for a first sign-in there; null where the source does not say. */
  readonly openAt: string | null;
}

/** What a source can feed; the same word as in the contract of the start page. */
export type Capability = SourceCapability;

/** A kind of tool: what is configured about it and how it becomes live. Connecting makes no call. */
export interface ConnectorDefinition<Settings extends z.ZodType = z.ZodType> {
  readonly kind: string;
  /** What people call such a tool. */
  readonly name: LocalizedText;
  /** Each setting has its label (`label`), from which forms are made. */
  readonly settings: Settings;
  /** What every source of this kind can do, known also of one whose settings do not fit. */
  readonly capabilities: readonly Capability[];
  /** What a client of the tool in the page may do through the portal; absent where there is none. */
  readonly gateway?: Gateway;
  connect(source: SourceOf<z.output<Settings>>): Connection;
}

/** A connector speaks native ids; the portal stamps the source on afterwards. */
export type Native<Item extends { id: unknown; source: unknown }> = Omit<Item, "id" | "source"> & {
  readonly id: string;
};
