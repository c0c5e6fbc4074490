import type { PortalEvent } from "@pforte/shared/contract/portal-event";
import type { EventHubOptions } from "#api/event-hub.ts";

/** An event stream in the hands of a test: it says what the test says, and counts who listens. */
export interface FakeEvents {
  readonly options: Partial<EventHubOptions>;
  say(event: PortalEvent, id?: string): void;
  readonly followers: () => number;
}

export function createFakeEvents(): FakeEvents {
  const followers = new Set<(event: PortalEvent, id: string | null) => void>();
  return {
    options: {
      locks: null,
      openChannel: () => null,
      follow: ({ signal, onEvent }) =>
        new Promise((resolve) => {
          followers.add(onEvent);
          signal.addEventListener("abort", () => {
            followers.delete(onEvent);
            resolve("stopped");
          });
        }),
    },
    say: (event, id) => {
      if (followers.size === 0) {
        throw new Error("Nobody follows the events.");
      }
      for (const follower of followers) {
        follower(event, id ?? null);
      }
    },
    followers: () => followers.size,
  };
}

/** The events of a tab that does not lead: another tab reads the stream and passes on what the test says. */
export function createLedEvents(): FakeEvents {
  const channels = new Set<ReturnType<typeof openChannel>>();
  const openChannel = () => {
    const channel = {
      onmessage: null as ((message: MessageEvent) => void) | null,
      postMessage: () => undefined,
      close: () => channels.delete(channel),
    };
    channels.add(channel);
    return channel;
  };
  return {
    options: { locks: { request: () => new Promise(() => undefined) }, openChannel },
    say: (event, id) => {
      for (const { onmessage } of channels) {
        onmessage?.(new MessageEvent("message", { data: { kind: "event", event, id: id ?? null } }));
      }
    },
    followers: () => channels.size,
  };
}
