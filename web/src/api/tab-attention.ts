/** Whether anybody looks at a page. */
export type Attention = "visible" | "hidden";

/** What says whether this tab is looked at; `document` does. */
export interface Looking extends Pick<EventTarget, "addEventListener"> {
  readonly visibilityState: DocumentVisibilityState;
}

/** Who of the tabs of this browser is looked at, as each of them says. */
export interface AttentionMessage {
  readonly kind: "attention";
  readonly tab: string;
  /** Null asks the others. */
  readonly isVisible: boolean | null;
}

/** One stream serves all tabs: it is looked at while any of them is. */
export class TabAttention {
  readonly #looking: Looking;
  readonly #post: (message: AttentionMessage) => void;
  readonly #onChange: () => void;
  readonly #tab = crypto.randomUUID();
  readonly #others = new Set<string>();

  constructor(
    looking: Looking,
    {
      post,
      onChange,
      signal,
    }: {
      readonly post: (message: AttentionMessage) => void;
      readonly onChange: () => void;
      readonly signal: AbortSignal;
    },
  ) {
    this.#looking = looking;
    this.#post = post;
    this.#onChange = onChange;
    looking.addEventListener("visibilitychange", () => this.#say(this.#isVisible), { signal });
    // A closing tab has no time to say so later.
    signal.addEventListener("abort", () => this.#post({ kind: "attention", tab: this.#tab, isVisible: false }));
    this.#say(this.#isVisible);
    this.#post({ kind: "attention", tab: this.#tab, isVisible: null });
  }

  get now(): Attention {
    return this.#isVisible || this.#others.size > 0 ? "visible" : "hidden";
  }

  /** What another tab said. */
  hear(tab: unknown, isVisible: unknown): void {
    if (typeof tab !== "string" || tab === this.#tab) {
      return;
    }
    if (typeof isVisible !== "boolean") {
      this.#say(this.#isVisible);
    } else if (isVisible) {
      this.#others.add(tab);
      this.#onChange();
    } else if (this.#others.delete(tab)) {
      this.#onChange();
    }
  }

  get #isVisible(): boolean {
    return this.#looking.visibilityState !== "hidden";
  }

  #say(isVisible: boolean): void {
    this.#post({ kind: "attention", tab: this.#tab, isVisible });
    this.#onChange();
  }
}
