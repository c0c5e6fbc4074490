import { startMatrixStandIn } from "@pforte/e2e/world/matrix-stand-in";
import { onTestFinished, vi } from "vitest";
import { createHub, type HubOptions } from "#matrix/hub.ts";
import type { FetchFn } from "#matrix/matrix-call.ts";
import type { ChatHub, ChatMessageEntry, RoomSummary, Talk } from "#matrix/model.ts";

export const ines = "@ines:localhost";
export const deniz = "@deniz:localhost";

/** A homeserver stand-in with Ines's page in front of it; the gateway's part, adding her token, is played by `fetch`. */
export async function startStage(options: Partial<HubOptions> = {}) {
  const standIn = await startMatrixStandIn({ issuer: null });
  const { homeserver } = standIn;
  homeserver.account("ines", "Ines Marquardt");
  homeserver.account("deniz", "Deniz Aslan");
  const storage = new Map<string, string>();
  const network = new EventTarget();
  const hubs: { stop: () => void }[] = [];
  onTestFinished(async () => {
    for (const hub of hubs) {
      hub.stop();
    }
    await standIn.close();
  });
  const connect = (more: Partial<HubOptions> = {}) => {
    const { access_token: token } = standIn.devices.signIn(ines, "PAGE", "Page", false, null);
    const fetchFn: FetchFn = async (address, init = {}) => {
      const url = new URL(address);
      const headers = new Headers(init.headers);
      headers.set("authorization", `Bearer ${token}`);
      return fetch(standIn.address + url.pathname.replace("/api/chat/matrix/chat", "") + url.search, {
        ...init,
        headers,
      });
    };
    const hub = createHub({
      source: "chat",
      account: ines,
      web: "https://chat.example.org",
      base: "https://portal.example.org/api/chat/matrix/chat",
      fetchFn,
      settings: () => ({ sendTyping: true, sendReadReceipts: true }),
      outcome: { state: "ok", at: new Date().toISOString() },
      readOutcome: async () => ({ state: "ok", at: new Date().toISOString() }),
      onSignedOut: () => undefined,
      storage: () => storageOf(storage),
      random: () => 0,
      network,
      pauses: [50, 50, 50, 50],
      ...options,
      ...more,
    });
    hubs.push(hub);
    return { hub, fetchFn };
  };
  return { standIn, homeserver, connect, storage, network, ...connect() };
}

export function storageOf(values: Map<string, string>): Storage {
  return new Proxy(
    {
      length: 0,
      key: () => null,
      clear: () => values.clear(),
      getItem: (key: string) => values.get(key) ?? null,
      setItem: (key: string, value: string) => void values.set(key, value),
      removeItem: (key: string) => void values.delete(key),
    },
    { ownKeys: () => [...values.keys()], getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }) },
  );
}

export async function until<T>(read: () => T, isThere: (value: T) => boolean = (value) => Boolean(value)): Promise<T> {
  return vi.waitFor(
    () => {
      const value = read();
      if (!isThere(value)) {
        throw new Error(`Not yet: ${JSON.stringify(value)}`);
      }
      return value;
    },
    { timeout: 10_000, interval: 20 },
  );
}

export function messagesOf(talk: Talk): readonly ChatMessageEntry[] {
  return talk.state.get().entries.filter((entry) => entry.kind === "message");
}

/** What is said, line by line. */
export function textsOf(talk: Talk): readonly string[] {
  return messagesOf(talk).map(({ body }) => (body.kind === "text" ? body.text : body.kind));
}

export function roomNamed(rooms: readonly RoomSummary[], name: string): RoomSummary | null {
  return rooms.find((room) => room.name === name) ?? null;
}

/** Opens the room once it is listed and its newest message is there. */
export async function opened(hub: ChatHub, room: string): Promise<Talk> {
  await until(() => hub.rooms.get().some(({ id }) => id === room));
  return hub.open(room);
}

export function messageSaying(talk: Talk, text: string): ChatMessageEntry | undefined {
  return messagesOf(talk).find(({ body }) => body.kind === "text" && body.text === text);
}

export function say(talk: Talk, text: string): void {
  talk.send({ text, replyTo: null, mentions: [] });
}
