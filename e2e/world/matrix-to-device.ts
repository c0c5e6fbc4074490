import type { EventContent } from "./matrix-events.ts";

/** An event for one device alone. */
export interface ToDeviceEvent {
  readonly type: string;
  readonly sender: string;
  readonly content: EventContent;
}

interface Queued {
  readonly position: number;
  readonly event: ToDeviceEvent;
}

/** What waits for single devices. A device keeps getting it until it syncs from beyond it; then it is gone. */
export class ToDeviceQueues {
  readonly #queues = new Map<string, Queued[]>();

  put(user: string, device: string, position: number, { type, sender, content }: ToDeviceEvent): void {
    const key = `${user} ${device}`;
    this.#queues.set(key, [...(this.#queues.get(key) ?? []), { position, event: { type, sender, content } }]);
  }

  /** What waits for a device that has got everything up to `since`. */
  take(user: string, device: string, since: number | null): ToDeviceEvent[] {
    const key = `${user} ${device}`;
    const waiting = (this.#queues.get(key) ?? []).filter(({ position }) => since === null || position > since);
    this.#queues.set(key, waiting);
    return waiting.slice(0, 100).map(({ event }) => event);
  }
}
