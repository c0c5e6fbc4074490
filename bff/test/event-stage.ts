import { portalEventSchema, type PortalEvent } from "@pforte/shared/contract/portal-event";
import { vi } from "vitest";
import { createEventIds } from "../src/services/event-id.ts";
import { EventHub, type EventHubLimits } from "../src/services/event-hub.ts";
import type { EventSink } from "../src/services/event-stream.ts";
import type { WatchingPage } from "../src/services/source-watch.ts";
import type { Bus } from "../src/storage/ports/bus.ts";
import { ownerDigest, type Principal, verifiedPrincipal } from "../src/storage/principal.ts";
import { quietLog } from "./quiet-log.ts";

export const issuer = "https://id.example.org/realms/pforte";

export function principal(subject: string, sessionHash = `session-of-${subject}`, isAdministrator = false): Principal {
  const owner = { issuer, subject };
  return verifiedPrincipal({
    owner,
    sessionHash,
    username: subject,
    name: subject,
    groups: [],
    isAdministrator,
  });
}

class FakeSink implements EventSink {
  text = "";
  /** Told when the reader takes what was written; null for one that takes everything at once. */
  untaken: (() => void)[] | null = null;
  state: "open" | "ended" | "destroyed" = "open";
  write(text: string, taken: () => void): void {
    this.text += text;
    if (this.untaken === null) taken();
    else this.untaken.push(taken);
  }
  end(): void {
    this.state = "ended";
  }
  destroy(): void {
    this.state = "destroyed";
  }
  get events(): PortalEvent[] {
    return [...this.text.matchAll(/^data: (.*)$/gmu)].map(([, data]) =>
      portalEventSchema.parse(JSON.parse(data ?? "")),
    );
  }
  get ids(): string[] {
    return [...this.text.matchAll(/^id: (.*)$/gmu)].map(([, id]) => id ?? "");
  }
}

export function setUp(limits: Partial<EventHubLimits> = {}) {
  vi.useFakeTimers({ now: new Date("2026-11-23T08:00:00Z") });
  const heard = new Set<Parameters<Bus["subscribe"]>[0]>();
  const reconnected = new Set<() => void>();
  let sequence = 100;
  const bus: Bus & { isUp: boolean; since: number | null } = {
    isUp: true,
    since: 100,
    publish: async (message) => {
      sequence += 1;
      heard.forEach((hear) => hear(message, sequence));
    },
    heardSince: () => bus.since,
    subscribe(listener) {
      heard.add(listener);
      return () => heard.delete(listener);
    },
    isListening: () => bus.isUp,
    onReconnect(listener) {
      reconnected.add(listener);
      return () => reconnected.delete(listener);
    },
  };
  const published = new Set<(version: { readonly version: number }) => void>();
  const live = new Set<() => void>();
  const watched = { count: 0, pages: [] as WatchingPage[] };
  const hub = new EventHub({
    bus,
    configuration: {
      onPublished(listener) {
        published.add(listener);
        return () => published.delete(listener);
      },
    },
    live: {
      onChanged(listener) {
        live.add(listener);
        return () => live.delete(listener);
      },
    },
    watch: {
      attach(_principal, page) {
        watched.count += 1;
        watched.pages.push(page);
        return () => void (watched.count -= 1);
      },
    },
    ids: createEventIds(new Uint8Array(32)),
    now: () => new Date(),
    random: () => 0.5,
    log: quietLog,
    limits,
  });
  const open = (who: Principal, check = sessionUntil(30, 600), lastEventId?: string, isHidden = false) => {
    const sink = new FakeSink();
    return { sink, stream: hub.open(who, check, sink, { language: "de", isHidden, lastEventId }), check };
  };
  const change = async (subject: string, source: string) =>
    bus.publish({ type: "source_changed", owner: ownerDigest({ issuer, subject }), source });
  return { hub, bus, watched, open, change, reconnect: () => reconnected.forEach((hear) => hear()), published, live };
}

/** A session with so many minutes until its idle and its absolute end. */
export function sessionUntil(idle: number, absolute: number) {
  const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000);
  const session = {
    idleEndsAt: inMinutes(idle),
    endsAt: inMinutes(absolute),
    checks: 0,
    answer: null as "ended" | "broken" | { idleEndsAt: Date; endsAt: Date } | null,
    async check() {
      session.checks += 1;
      if (session.answer === "broken") {
        throw new Error("the store does not answer");
      }
      return session.answer === "ended" ? null : (session.answer ?? session);
    },
  };
  return session;
}
