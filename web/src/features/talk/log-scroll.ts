/** Where a line stood in what is seen, in CSS pixels from its top. */
interface Anchor {
  readonly key: string;
  readonly top: number;
}

interface Measured {
  readonly top: number;
  readonly height: number;
  readonly view: number;
  readonly anchors: readonly Anchor[];
}

/** This near to the end counts as there: a line of the last message may hide. */
const endPixels = 32;
const mostAnchors = 40;

/**
 * Keeps a timeline where its reader is: at the end while they are there, else with the lines that they see where they see
 * them, whatever comes above. Browsers do the latter differently or not at all, so it is done here for all of them.
 */
export class LogScroll {
  readonly #log: HTMLElement;
  #isAtEnd = true;
  /** The end was asked for, and may be in a part of the room that is still to come. */
  #isBound = false;
  #before: Measured;

  constructor(log: HTMLElement) {
    this.#log = log;
    this.#before = this.#measure();
  }

  get isAtEnd(): boolean {
    return this.#isAtEnd;
  }

  /** How far the beginning is from what is seen. */
  get fromTop(): number {
    return this.#log.scrollTop;
  }

  /** How far the end is from what is seen. */
  get fromEnd(): number {
    return this.#log.scrollHeight - this.#log.scrollTop - this.#log.clientHeight;
  }

  /** After the reader has scrolled. */
  look(): void {
    this.#isAtEnd = this.fromEnd <= endPixels;
    this.#isBound &&= this.#isAtEnd;
    this.#before = this.#measure();
  }

  /**
   * After the content or the room for it has changed, before it is painted. `isOpenEnded`: what was there before went on
   * below, so its end was no place to stay at; whoever reads on is not pulled along.
   */
  settle(isOpenEnded = false): void {
    if (this.#isBound || (this.#isAtEnd && !isOpenEnded && !this.#hasLeft())) {
      this.#log.scrollTop = this.#log.scrollHeight;
    } else {
      this.#restore();
    }
    this.#isAtEnd = this.fromEnd <= endPixels;
    this.#before = this.#measure();
  }

  /** Goes to the end and stays there, also while the newest part is still to come. */
  toEnd(): void {
    this.#isBound = true;
    this.settle();
  }

  /** The newest part is there. */
  arrive(): void {
    this.#isBound = false;
  }

  /** Brings a line into sight, this share of the free room below the upper edge. */
  toLine(line: Element, share: number): void {
    const { height } = line.getBoundingClientRect();
    const room = Math.max(this.#log.clientHeight - height, 0);
    this.#log.scrollTop += this.#topOf(line) - room * share;
    this.look();
  }

  /** Whether the reader has scrolled away from the end, which is not known yet as its event is still to come. */
  #hasLeft(): boolean {
    const { height, view, top } = this.#before;
    const { scrollTop } = this.#log;
    return scrollTop < top && height - scrollTop - view > endPixels && this.fromEnd > endPixels;
  }

  #restore(): void {
    // What was scrolled since the last look was meant.
    const scrolled = this.#log.scrollTop - this.#before.top;
    for (const { key, top } of this.#before.anchors) {
      const line = this.#log.querySelector(`[data-key="${CSS.escape(key)}"]`);
      if (line !== null) {
        this.#log.scrollTop += this.#topOf(line) - (top - scrolled);
        return;
      }
    }
  }

  #measure(): Measured {
    const { scrollTop, scrollHeight, clientHeight } = this.#log;
    return { top: scrollTop, height: scrollHeight, view: clientHeight, anchors: this.#anchors(clientHeight) };
  }

  #anchors(view: number): readonly Anchor[] {
    const anchors: Anchor[] = [];
    // Days have no key: their lines move up to the first message of theirs.
    for (const line of this.#log.querySelectorAll<HTMLElement>("[data-key]")) {
      const top = this.#topOf(line);
      if (top + line.offsetHeight <= 0) {
        continue;
      }
      if (top > view || anchors.length >= mostAnchors) {
        break;
      }
      anchors.push({ key: line.dataset["key"] ?? "", top });
    }
    return anchors;
  }

  #topOf(line: Element): number {
    return line.getBoundingClientRect().top - this.#log.getBoundingClientRect().top - this.#log.clientTop;
  }
}
