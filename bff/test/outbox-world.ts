import { randomBytes, randomUUID } from "node:crypto";
import type { ConfiguredSource } from "@pforte/shared/contract/portal-configuration";
import { sourceSchema } from "@pforte/shared/contract/portal-configuration";
import type { ChatSource } from "../src/connectors/kit/chat.ts";
import type { Connector } from "../src/connectors/kit/connector.ts";
import type { NativeNotification, NotificationSource } from "../src/connectors/kit/notifications.ts";
import { UpstreamError } from "../src/connectors/kit/upstream-error.ts";
import { createSealer } from "../src/auth/sealer.ts";
import type { LiveSource } from "../src/services/live-sources.ts";
import { PostgresOutbox, type OutboxPace } from "../src/services/outbox-service.ts";
import { PersonVault } from "../src/services/person-vault.ts";
import { PortalNotifications } from "../src/services/portal-notifications.ts";
import type { ToolCalls } from "../src/services/tool-calls.ts";
import { createStorage } from "../src/storage/postgres-storage.ts";
import { type Owner, type Principal, verifiedPrincipal } from "../src/storage/principal.ts";
import type { Storage } from "../src/storage/storage.ts";
import { createTestDatabase } from "./database.ts";
import { recordedLog } from "./recorded-log.ts";
import { aSession, hashOf } from "./session-record.ts";
import { sendsReceipts } from "./sends-receipts.ts";

const issuer = "https://id.example.org/realms/pforte";

/** One replica's outbox on the database of its world. */
export interface OutboxReplica {
  readonly storage: Storage;
  readonly outbox: PostgresOutbox;
  readonly vault: PersonVault;
  readonly notifications: PortalNotifications;
  stop(): Promise<void>;
}

/** Real PostgreSQL, as many replicas as a test wants, and tools that are plain objects. */
export async function startOutboxWorld() {
  const database = await createTestDatabase();
  const log = recordedLog();
  const sealer = createSealer([{ id: "k1", key: randomBytes(32) }]);
  const secret = randomBytes(32);
  const sources = new Map<string, LiveSource>();
  const replicas: OutboxReplica[] = [];
  let passed = 0;
  const now = () => new Date(Date.now() + passed);

  async function replica(pace: Partial<OutboxPace> = {}): Promise<OutboxReplica> {
    const storage = await createStorage({ databaseUrl: database.url, now, log, poolSize: 5 });
    const vault = new PersonVault({ sealer, secret, log });
    const notifications = new PortalNotifications({ store: storage.inbox, vault, now });
    const outbox = new PostgresOutbox({
      store: storage.inbox,
      queue: storage.intents,
      bus: storage.bus,
      notifications,
      vault,
      sources: { get: (key) => sources.get(key) ?? null },
      calls: plainCalls,
      livingPrincipal: async (owner) => {
        const record = await storage.sessions.findNewest(owner, now(), new Date(now().getTime() - 1_800_000));
        return record === null
          ? null
          : verifiedPrincipal({ owner: record.owner, sessionHash: record.hash, ...record.person });
      },
      invalidate: async () => undefined,
      holder: randomUUID(),
      now,
      random: () => 1,
      log,
      pace: { pollMilliseconds: 50, ...pace },
    });
    const made = {
      storage,
      outbox,
      vault,
      notifications,
      async stop() {
        await outbox.close();
        await storage.close();
      },
    };
    replicas.push(made);
    return made;
  }

  const first = await replica();

  /** A living session of somebody. */
  async function signIn(subject: string): Promise<Principal> {
    const owner = { issuer, subject };
    const at = now();
    const session = aSession({
      hash: hashOf(randomUUID()),
      owner,
      createdAt: at,
      lastActiveAt: at,
      endsAt: new Date(at.getTime() + 36_000_000),
    });
    await first.storage.sessions.create(session, { replaces: null, cap: 100 });
    return verifiedPrincipal({ owner, sessionHash: session.hash, ...session.person });
  }

  return {
    database,
    log,
    first,
    replica,
    signIn,
    now,
    signOut: async (principal: Principal) => first.storage.sessions.end(principal.sessionHash, "signed_out"),
    passTime: (milliseconds: number) => void (passed += milliseconds),
    /** Puts a tool behind a key. */
    put(key: string, notifications: NotificationSource, chat?: ChatSource) {
      const configured = sourceSchema.parse({
        key,
        kind: "plain",
        name: { de: key },
        address: "https://tool.example.org",
      });
      sources.set(key, plainSource(configured, { notifications, ...(chat !== undefined && { chat }) }));
    },
    remove: (key: string) => void sources.delete(key),
    sources,
    async [Symbol.asyncDispose]() {
      await Promise.all(replicas.map(async (each) => each.stop()));
      await database[Symbol.asyncDispose]();
    },
  };
}

export type OutboxWorld = Awaited<ReturnType<typeof startOutboxWorld>>;

const noHttp = async (): Promise<never> => {
  throw new Error("A plain tool is called without HTTP.");
};

/** Contexts for tools that are plain objects. */
const plainCalls: ToolCalls = {
  context: (principal, _source, locale, signal) => ({
    // A plain tool never touches it.
    http: new Proxy({}, { get: () => noHttp }) as never,
    person: { subject: principal.owner.subject, username: principal.username, locale, sendsReceipts },
    signal,
    log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
  }),
};

function plainSource(configured: ConfiguredSource, parts: Pick<Connector, "notifications" | "chat">): LiveSource {
  return {
    key: configured.key,
    configured,
    since: new Date(0),
    live: {
      connection: {
        connector: { ...parts, probe: async () => ({ version: null }) },
        credential: { type: "none" },
        openAt: null,
      },
      // Nothing is called over HTTP.
      upstream: {} as never,
    },
  };
}

/** What a tool of the tests holds, and how it fails. */
export class PlainTool {
  readonly owner: Owner["subject"];
  notifications: NativeNotification[] = [];
  /** Every change of state, in order; a repeated call that changes nothing adds nothing. */
  readonly history: string[] = [];
  /** Every call. */
  calls = 0;
  /** Thrown instead of working. */
  failure: UpstreamError | null = null;
  /** Every second call does its work and then loses its answer. */
  cutsReplies = false;
  /** Holds calls until it settles, after the work was done. */
  hold: Promise<unknown> | null = null;

  constructor(owner: string) {
    this.owner = owner;
  }

  put(id: string, facts: Partial<NativeNotification> = {}): void {
    this.notifications.unshift({
      id,
      thread: `wp:${id}`,
      reason: "mentioned",
      actor: "Deniz Aslan",
      text: null,
      at: new Date().toISOString(),
      object: { kind: "work_package", title: `Vorgang ${id}`, place: null, href: null },
      isRead: false,
      isMention: false,
      actions: [],
      ...facts,
    });
  }

  isRead(id: string): boolean | null | undefined {
    return this.notifications.find((each) => each.id === id)?.isRead;
  }

  /** As OpenProject: a flag that goes both ways. */
  withFlag(): NotificationSource {
    return {
      list: async () => ({ notifications: this.notifications, unread: null, isCapped: false, dropped: 0 }),
      setRead: async (_call, ids, isRead) =>
        this.#answer(() =>
          ids.map((id) => {
            const found = this.notifications.find((each) => each.id === id);
            if (found === undefined) return { id, state: "gone" };
            if (found.isRead !== isRead) this.history.push(`${isRead ? "read" : "unread"} ${id}`);
            this.notifications = this.notifications.map((each) => (each.id === id ? { ...each, isRead } : each));
            return { id, state: "applied" };
          }),
        ),
    };
  }

  /** As Nextcloud: nothing but taking away. */
  withDismissal(): NotificationSource {
    return {
      list: async () => ({ notifications: this.notifications, unread: null, isCapped: false, dropped: 0 }),
      dismiss: async (_call, ids) =>
        this.#answer(() =>
          ids.map((id) => {
            const isThere = this.notifications.some((each) => each.id === id);
            if (isThere) this.history.push(`dismiss ${id}`);
            this.notifications = this.notifications.filter((each) => each.id !== id);
            return { id, state: isThere ? "applied" : "gone" };
          }),
        ),
      act: async (_call, id, action) =>
        this.#answer(() => {
          const isThere = this.notifications.some((each) => each.id === id);
          if (isThere) this.history.push(`${action} ${id}`);
          this.notifications = this.notifications.filter((each) => each.id !== id);
          return { id, state: isThere ? "applied" : "gone" };
        }),
    };
  }

  async #answer<Value>(work: () => Value): Promise<Value> {
    this.calls += 1;
    if (this.failure !== null) throw this.failure;
    const value = work();
    if (this.hold !== null) await this.hold;
    if (this.cutsReplies && this.calls % 2 === 1) throw new UpstreamError("unavailable", "The reply was lost.");
    return value;
  }
}
