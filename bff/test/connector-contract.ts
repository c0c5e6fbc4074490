import assert from "node:assert/strict";
import type { CallContext, Connection } from "../src/connectors/kit/connector.ts";
import { UpstreamError } from "../src/connectors/kit/upstream-error.ts";
import type { UpstreamLimits } from "../src/upstream/limits.ts";
import { createUpstreamSource } from "../src/upstream/upstream-source.ts";
import { actsOf, type Act, type Known, survey } from "./connector-contract-acts.ts";
import { type Carrier, startCarrier } from "./connector-contract-carrier.ts";
import { recordedLog } from "./recorded-log.ts";
import { sendsReceipts } from "./sends-receipts.ts";

/** A person at a tool, with a token that the tool accepts. */
export interface JudgedPerson {
  readonly subject: string;
  readonly username: string;
  readonly token: string;
}

/** A reply of a tool on its way to the connector. */
export interface CarriedReply {
  readonly path: string;
  readonly type: string;
  readonly body: string;
}

/** A tool that is well and furnished, stand-in or real, and all that the suite must know to judge its connector. */
export interface JudgedTool extends AsyncDisposable {
  readonly address: string;
  connect(address: string): Connection;
  /** Has at least three items for each capability. */
  readonly person: JudgedPerson;
  /** Has an account and nothing in it. */
  readonly newcomer: JudgedPerson;
  /** Has no account there; null where sign-in alone can tell. */
  readonly stranger: JudgedPerson | null;
  /** The code of the failure that a stranger meets. */
  readonly strangerCode: string;
  readonly expiredToken: string;
  readonly wrongAudienceToken: string;
  /** Acts that the tool answers without a token, also with a bad one. */
  readonly publicActs: readonly string[];
  /** Acts that there is nothing for at this tool; a stand-in is furnished for all of them. */
  readonly withoutActs?: readonly string[];
  /** What there is to act on, where acts of an earlier case have used it up; else it is looked up. */
  readonly known?: Known;
  /** Lets something happen to the person in each capability. */
  change(): unknown;
  /** The reply with one of its items unreadable; null where the reply is no list. */
  spoil(reply: CarriedReply): string | null;
  /** What the tool would put into a 200 that is none. */
  readonly errorInside: unknown;
  /** Words of its content that must never be logged. */
  readonly canaries: readonly string[];
  /** Outcomes that are right for this tool where the suite expects another one, by case and act. */
  readonly exceptions?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

/** One row of the suite. Brings how many acts it judged; throws where one of them failed. */
export interface ContractCase {
  readonly name: string;
  /** Whether the connector has what the case is about; always, where it does not say. */
  appliesTo?(connection: Connection): boolean;
  run(judge: Judge): Promise<number>;
}

/** How the acts of a case are made. */
export interface Attempt {
  readonly person?: JudgedPerson;
  readonly bearer?: (refused: string | null) => Promise<string>;
  readonly signal?: AbortSignal;
  readonly limits?: Partial<UpstreamLimits>;
  readonly only?: (act: Act) => boolean;
  /** What is known already; else it is looked up. */
  readonly acts?: readonly Act[];
}

/** What is tolerated while a tool never answers; all else is given the usual time. */
export const quick: Partial<UpstreamLimits> = {
  headersMilliseconds: 300,
  bodyMilliseconds: 300,
  totalMilliseconds: 400,
  streamIdleMilliseconds: 300,
  storedMilliseconds: 300,
};

/** Makes the acts of a connector through a carrier that may do anything to the tool's replies. */
export class Judge implements AsyncDisposable {
  readonly tool: JudgedTool;
  readonly carrier: Carrier;
  readonly log = recordedLog();
  readonly #secrets: string[] = [];
  readonly #caseName: string;

  constructor(tool: JudgedTool, carrier: Carrier, caseName: string) {
    this.tool = tool;
    this.carrier = carrier;
    this.#caseName = caseName;
  }

  /** One call context of its own: no act is refused because of another one. */
  async with<T>(attempt: Attempt, work: (connection: Connection, call: CallContext) => Promise<T>): Promise<T> {
    const person = attempt.person ?? this.tool.person;
    const signal = attempt.signal ?? new AbortController().signal;
    this.#secrets.push(person.token, this.tool.expiredToken, this.tool.wrongAudienceToken);
    const upstream = createUpstreamSource({
      key: "judged",
      address: this.carrier.address,
      authorities: null,
      log: this.log,
      now: () => new Date(),
      ...(attempt.limits !== undefined && { limits: attempt.limits }),
    });
    const credential = { bearer: attempt.bearer ?? (async () => person.token) };
    const http = upstream.bind({ lane: person.subject, credential, signal });
    const { subject, username } = person;
    try {
      const connection = this.tool.connect(this.carrier.address);
      return await work(connection, {
        http,
        person: { subject, username, locale: "de", sendsReceipts },
        signal,
        log: this.log,
      });
    } finally {
      await upstream.close();
    }
  }

  async survey(): Promise<Known> {
    return this.carrier.undisturbed(async () => this.with({}, survey));
  }

  /** What the connector can be asked for, with what there is to act on now. */
  async acts(): Promise<readonly Act[]> {
    const known = this.tool.known ?? (await this.survey());
    this.carrier.seen.splice(0);
    const without = new Set(this.tool.withoutActs ?? []);
    return actsOf(this.tool.connect(this.carrier.address), known).filter((act) => !without.has(act.name));
  }

  /** The acts, each with what it brought or how it failed. */
  async outcomes({ acts, only = () => true, ...attempt }: Attempt): Promise<ReadonlyMap<Act, Outcome>> {
    const outcomes = await Promise.all(
      (acts ?? (await this.acts())).filter(only).map(async (act): Promise<[Act, Outcome]> => {
        const run = async (connection: Connection, call: CallContext) => act.run(connection, call);
        return [act, await outcomeOf(this.with(attempt, run), attempt.signal)];
      }),
    );
    return new Map(outcomes);
  }

  /** Makes all acts and holds each to what it must bring. */
  async expect(expected: (act: Act) => readonly string[], attempt: Attempt = {}): Promise<number> {
    const outcomes = await this.outcomes(attempt);
    assert.ok(outcomes.size > 0, "There is nothing to judge.");
    const wrong = [...outcomes].flatMap(([act, { word }]) => {
      const right = this.tool.exceptions?.[this.#caseName]?.[act.name] ?? expected(act);
      return right.includes(word) ? [] : [{ act: act.name, is: word, shouldBe: right.join(" or ") }];
    });
    assert.deepEqual(wrong, []);
    return outcomes.size;
  }

  /** Nothing of a token or of what a tool told may be in a log. */
  checkLog(): void {
    const text = this.log.text();
    for (const secret of [...this.#secrets, ...this.tool.canaries]) {
      assert.ok(!text.includes(secret), "A secret or a piece of content is in the log.");
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.carrier[Symbol.asyncDispose]();
  }
}

/** What became of an act in one word: a reason, a state, or that it worked. */
export interface Outcome {
  readonly word: string;
  readonly value: unknown;
}

async function outcomeOf(act: Promise<unknown>, signal: AbortSignal | undefined): Promise<Outcome> {
  try {
    const value = await act;
    return { word: wordOf(value), value };
  } catch (error) {
    if (signal?.aborted === true && error === signal.reason) return { word: "aborted", value: error };
    if (error instanceof UpstreamError) return { word: error.reason, value: error };
    return { word: `threw ${String(error)}`, value: error };
  }
}

function wordOf(value: unknown): string {
  if (Array.isArray(value)) return [...new Set(value.map(wordOf))].toSorted().join(" and ") || "ok";
  if (typeof value === "object" && value !== null && "state" in value) return String(value.state);
  return "ok";
}

/** Looks for what there is to act on at a tool, once for all cases. */
export async function surveyed(tool: JudgedTool): Promise<Known> {
  await using judging = new Judge(tool, await startCarrier(tool.address), "");
  return await judging.survey();
}

/** Runs one case against one tool; null where it does not apply. */
export async function judge(each: ContractCase, tool: JudgedTool): Promise<number | null> {
  if (each.appliesTo?.(tool.connect(tool.address)) === false) return null;
  await using judging = new Judge(tool, await startCarrier(tool.address), each.name);
  const count = await each.run(judging);
  assert.ok(count > 0, "Nothing was judged.");
  judging.checkLog();
  return count;
}
