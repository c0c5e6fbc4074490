/** Differences below this are the way to the database and back, not a clock that is wrong. */
const noticeableMilliseconds = 1000;
const followEveryMilliseconds = 10_000;

/** The hands of this process: monotonic, and what its host takes for the time. */
export interface Hands {
  readonly monotonic: () => number;
  readonly wall: () => number;
}

/** Whoever is asked for the time. */
export interface Timekeeper {
  time(): Promise<Date>;
}

const ownHands: Hands = { monotonic: () => performance.now(), wall: () => Date.now() };

/**
 * The time of the portal: that of the database, which all replicas share, carried on by the monotonic clock of this
 * process. A host whose clock is wrong or is set while it runs thus ends no session, and keeps none alive (F30).
 */
export class SharedClock {
  readonly #hands: Hands;
  #ahead: number;
  #timer: NodeJS.Timeout | null = null;

  constructor(hands: Hands = ownHands) {
    this.#hands = hands;
    this.#ahead = hands.wall() - hands.monotonic();
  }

  readonly now = (): Date => new Date(this.#hands.monotonic() + this.#ahead);

  /** What must be added to the time of this host, for libraries that look at that one. */
  readonly skewSeconds = (): number => Math.round((this.now().getTime() - this.#hands.wall()) / 1000);

  /** Takes over the time that is told, once; answers by how many milliseconds this clock was off. */
  async adopt(keeper: Timekeeper): Promise<number> {
    const asked = this.#hands.monotonic();
    const told = (await keeper.time()).getTime();
    const answered = this.#hands.monotonic();
    const off = told - ((asked + answered) / 2 + this.#ahead);
    if (Math.abs(off) < noticeableMilliseconds + (answered - asked) / 2) {
      return 0;
    }
    this.#ahead += off;
    return off;
  }

  /** Goes on doing so; a database that does not answer changes nothing. */
  follow(keeper: Timekeeper, onSet: (milliseconds: number) => void): void {
    this.#timer = setInterval(() => {
      this.adopt(keeper).then(
        (off) => {
          if (off !== 0) onSet(Math.round(off));
        },
        () => undefined,
      );
    }, followEveryMilliseconds).unref();
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
  }
}
