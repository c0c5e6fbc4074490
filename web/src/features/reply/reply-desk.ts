import type { PortalClient } from "#api/portal-client.tsx";
import type { ReplyTo } from "#ui/reply-slots.tsx";

/** What the page must know of answers before their code is there: where a field is open and where something is on its way. */
export interface DeskState {
  /** Changes with all that a row shows, and not with where rows are. */
  readonly version: number;
  /** Rooms whose field is open. */
  readonly open: ReadonlyMap<string, ReplyTo>;
  /** Of these, rooms that have no row and whose field stands at the head of the view. */
  readonly stray: ReadonlySet<string>;
  /** Rooms with answers that have not arrived. */
  readonly busy: ReadonlyMap<string, ReplyTo>;
  /** Rooms of which a row is on the page, and how many. */
  readonly rows: ReadonlyMap<string, number>;
}

/** The answers of one page, as far as rows must know them. It survives the way to another view. */
export class ReplyDesk {
  readonly #listeners = new Set<() => void>();
  #state: DeskState = { version: 0, open: new Map(), stray: new Set(), busy: new Map(), rows: new Map() };
  /** What had the focus when a field was opened, and the field that shall take it. */
  opener: HTMLElement | null = null;
  wantsFocus: string | null = null;
  #frame = 0;

  readonly get = (): DeskState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Opens the field of a room; of one without a row (`isStray`), at the head of the view. */
  open(to: ReplyTo, isStray = false): void {
    this.wantsFocus = to.room;
    this.opener = document.activeElement instanceof HTMLElement ? document.activeElement : null;
    const { open, stray } = this.#state;
    this.#become({
      open: new Map([...open, [to.room, to]]),
      stray: isStray ? new Set([...stray, to.room]) : stray,
    });
  }

  close(room: string): void {
    const { open, stray } = this.#state;
    this.#become({
      open: new Map([...open].filter(([one]) => one !== room)),
      stray: new Set([...stray].filter((one) => one !== room)),
    });
  }

  setBusy(busy: ReadonlyMap<string, ReplyTo>): void {
    const before = [...this.#state.busy.keys()].join(" ");
    if (before !== [...busy.keys()].join(" ")) {
      this.#become({ busy });
    }
  }

  /** A row of this room is on the page until the returned function is called. */
  attach(room: string): () => void {
    this.#count(room, 1);
    return () => this.#count(room, -1);
  }

  /** What a row shows has another size. */
  touch(): void {
    // Not while the browser is still measuring.
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#become({}));
  }

  clear(): void {
    this.#become({ open: new Map(), stray: new Set(), busy: new Map() });
  }

  #count(room: string, by: number): void {
    const count = (this.#state.rows.get(room) ?? 0) + by;
    this.#tell({ ...this.#state, rows: new Map([...this.#state.rows, [room, count]]) });
  }

  #become(some: Partial<DeskState>): void {
    this.#tell({ ...this.#state, ...some, version: this.#state.version + 1 });
  }

  #tell(state: DeskState): void {
    this.#state = state;
    for (const listener of this.#listeners) {
      listener();
    }
  }
}

const desks = new WeakMap<PortalClient, ReplyDesk>();

/** One per page. */
export function replyDeskOf(client: PortalClient): ReplyDesk {
  const known = desks.get(client);
  if (known !== undefined) {
    return known;
  }
  const made = new ReplyDesk();
  desks.set(client, made);
  return made;
}
