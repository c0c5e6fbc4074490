import { createHash } from "node:crypto";
import { ownerDigest } from "#storage/principal.ts";
import type { ContentBook } from "./content-book.ts";
import { markOf, type Wanted } from "./content-topics.ts";
import type { ToolCalls } from "./tool-calls.ts";
import type { WatchLoop } from "./watch-loop.ts";
import { asUpstreamError, Nap, problemOf } from "./watch-pace.ts";

/** What the push channel and the loop of one list know of each other. */
export class ListNews {
  readonly nap = new Nap();
  /** The tool says by itself when something changed. */
  isPushed = false;
  /** The tool said so. */
  isChanged = false;
}

interface ListLoopOptions {
  readonly book: ContentBook;
  readonly calls: ToolCalls;
  readonly wanted: Wanted;
  readonly news: ListNews;
}

/** Keeps one list of one person young, and says when it or its source's state changed. */
export async function watchList(loop: WatchLoop, options: ListLoopOptions): Promise<void> {
  const list = new WatchedList(loop, options);
  const { pace, signal, announce, isCurrent } = loop;
  const { news, wanted } = options;
  let failures = 0;
  let pause = pace.times.busy;
  while (!signal.aborted && isCurrent()) {
    const startedAt = performance.now();
    news.nap.heed();
    const outcome = await list.check();
    if (signal.aborted) return;
    if (outcome.isWorthTelling) await announce([wanted.topic]);
    if (outcome.failure === null) {
      failures = 0;
      pause = outcome.isWorthTelling ? pace.times.busy : Math.min(pause * 1.4, pace.times.visible);
      const quiet = pace.isHidden ? pace.times.hidden : pause;
      await pace.sleep(news.isPushed ? pace.times.pushed : quiet, signal, news.nap);
      const since = performance.now() - startedAt;
      if (since < pace.times.betweenPushes) await pace.sleep(pace.times.betweenPushes - since, signal);
    } else {
      failures += 1;
      await pace.sleep(pace.afterFailure(failures, outcome.failure), signal);
    }
  }
}

interface Checked {
  readonly isWorthTelling: boolean;
  readonly failure: ReturnType<typeof asUpstreamError> | null;
}

/** A list that was read within this time is not read again just because a watch begins. */
const newMilliseconds = 5000;

class WatchedList {
  readonly #loop: WatchLoop;
  readonly #options: ListLoopOptions;
  readonly #mark: ReturnType<typeof markOf>;
  #isFirst = true;
  #lastMark: string | null = null;
  #lastDigest: string | null = null;
  #lastProblem: string | null = null;

  constructor(loop: WatchLoop, options: ListLoopOptions) {
    this.#loop = loop;
    this.#options = options;
    this.#mark = markOf(loop.source.live.connection.connector, options.wanted.topic);
  }

  async check(): Promise<Checked> {
    try {
      const isChanged = await this.#look();
      const isWorthTelling = isChanged || this.#lastProblem !== null || (this.#isFirst && this.#loop.isContinued);
      this.#lastProblem = null;
      this.#isFirst = false;
      return { isWorthTelling, failure: null };
    } catch (thrown) {
      const failure = asUpstreamError(thrown);
      const problem = problemOf(failure);
      const isWorthTelling = problem !== this.#lastProblem;
      this.#lastProblem = problem;
      return { isWorthTelling, failure };
    }
  }

  async #look(): Promise<boolean> {
    const { book, wanted, news } = this.#options;
    const { principal, source } = this.#loop;
    const owner = ownerDigest(principal.owner);
    if (this.#lastDigest === null) this.#lastDigest = digestOf(book.known(principal, source, wanted).content);
    if (news.isChanged) {
      news.isChanged = false;
      this.#lastMark = null;
      book.outdate(owner, source.key, [wanted.topic]);
      return this.#read();
    }
    if (this.#isFirst && book.isNew(principal, source, wanted, newMilliseconds)) return false;
    if (this.#mark === null) return this.#read();
    const before = book.count;
    const mark = await this.#readMark();
    if (mark === this.#lastMark && this.#lastProblem === null && book.confirm(principal, source, wanted)) return false;
    if (this.#lastMark !== null && mark !== this.#lastMark) book.outdate(owner, source.key, [wanted.topic]);
    const isChanged = await this.#read();
    // What was asked for before the mark was read may be older than the mark; then it proves nothing.
    this.#lastMark = book.askedAfter(principal, source, wanted, before) ? mark : null;
    return isChanged;
  }

  async #readMark(): Promise<string> {
    const { book, calls, wanted } = this.#options;
    const { principal, source, language, signal } = this.#loop;
    try {
      return (await this.#mark?.(calls.context(principal, source, language, signal), this.#lastMark)) ?? "";
    } catch (error) {
      if (!signal.aborted) book.fail(principal, source, wanted, asUpstreamError(error));
      throw error;
    }
  }

  async #read(): Promise<boolean> {
    const { book, wanted } = this.#options;
    const { principal, source } = this.#loop;
    await book.renew(principal, source, wanted);
    const digest = digestOf(book.known(principal, source, wanted).content);
    const isChanged = this.#lastDigest !== null && digest !== this.#lastDigest;
    if (isChanged) book.outdateOthers(principal, source, wanted);
    this.#lastDigest = digest;
    return isChanged;
  }
}

/** Nothing of the content stays with the loop. */
function digestOf(content: object | null): string | null {
  return content === null ? null : createHash("sha256").update(JSON.stringify(content)).digest("base64");
}
