import type { Desk } from "./desk.ts";
import { path } from "./matrix-call.ts";

/** How long the homeserver shows it without being told again, and after how long it is told again. */
const shownMilliseconds = 30_000;
const repeatMilliseconds = 20_000;

/** Lets others see that the person is writing, where the person wants that. */
export class TypingSignal {
  readonly #room: string;
  readonly #desk: Desk;
  #since: number | null = null;

  constructor(room: string, desk: Desk) {
    this.#room = room;
    this.#desk = desk;
  }

  set(isTyping: boolean): void {
    const now = this.#desk.now();
    if (isTyping) {
      if (this.#desk.settings().sendTyping && (this.#since === null || now - this.#since >= repeatMilliseconds)) {
        this.#since = now;
        this.#tell({ typing: true, timeout: shownMilliseconds });
      }
    } else if (this.#since !== null) {
      this.#since = null;
      this.#tell({ typing: false });
    }
  }

  #tell(body: { readonly typing: boolean; readonly timeout?: number }): void {
    const where = path`/v3/rooms/${this.#room}/typing/${this.#desk.account}`;
    // It ends by itself, and is not worth repeating.
    this.#desk.ask({ method: "PUT", path: where, body, isLastWord: !body.typing }).catch(() => undefined);
  }
}
