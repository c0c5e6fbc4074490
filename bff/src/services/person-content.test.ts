import { setTimeout as sleep } from "node:timers/promises";
import { portalConfigurationSchema } from "@pforte/shared/contract/portal-configuration";
import { beforeEach, describe, expect, test } from "vitest";
import type { CallContext, Connector } from "#connectors/kit/connector.ts";
import type { NativeFileList } from "#connectors/kit/files.ts";
import { UpstreamError } from "#connectors/kit/upstream-error.ts";
import { ownerDigest, type Principal, verifiedPrincipal } from "#storage/principal.ts";
import { recordedLog } from "../../test/recorded-log.ts";
import { ContentBook } from "./content-book.ts";
import type { LiveSource, LiveSources } from "./live-sources.ts";
import { PersonCache } from "./person-cache.ts";
import { createPersonContent, type ContentRequest, type PersonContent } from "./person-content.ts";

const never = new AbortController().signal;
const german: ContentRequest = { language: "de", signal: never, waitMilliseconds: 1000, params: ["recent"] };

function person(subject: string, sessionHash = `session of ${subject}`, groups: readonly string[] = []): Principal {
  const owner = { issuer: "https://id.example.org", subject };
  return verifiedPrincipal({ owner, sessionHash, username: subject, name: subject, groups, isAdministrator: false });
}
const ines = person("ines");

const address = { de: "https://example.org/" };
const document = portalConfigurationSchema.parse({
  portal: {
    name: { de: "Pforte" },
    organisation: { de: "Amt" },
    support: { name: { de: "Hilfe" } },
    imprint: address,
    privacy: address,
    accessibility: address,
  },
  categories: [],
  tiles: [],
  sources: [
    { key: "files", kind: "nextcloud", name: { de: "Dateien" }, address: "https://files.example.org", settings: {} },
    { key: "chat", kind: "matrix", name: { de: "Chat" }, address: "https://chat.example.org", settings: {} },
  ],
});

const named = (name: string): NativeFileList =>
  // The name is all that these tests look at.
  ({ files: [{ name }], dropped: 0 }) as unknown as NativeFileList;

/** A tool whose answers are in the hands of the test. */
class Tool {
  readonly asked: { readonly call: CallContext; readonly answer: (list: NativeFileList | Error) => void }[] = [];
  answers: (() => NativeFileList) | null = () => named("Bericht");

  readonly recent = async (call: CallContext): Promise<NativeFileList> => {
    const { promise, resolve, reject } = Promise.withResolvers<NativeFileList>();
    call.signal.addEventListener("abort", () => reject(call.signal.reason));
    this.asked.push({ call, answer: (list) => (list instanceof Error ? reject(list) : resolve(list)) });
    return this.answers === null ? promise : this.answers();
  };
}

let tool: Tool;
let content: PersonContent;
let book: ContentBook;
let cache: PersonCache;
let announced: string[];
let passed: number;
let isWatched: boolean;
const log = recordedLog();

beforeEach(() => {
  tool = new Tool();
  announced = [];
  passed = 0;
  isWatched = false;
  const now = () => new Date(Date.parse("2026-11-25T09:00:00Z") + passed);
  cache = new PersonCache({ secret: Buffer.alloc(32, 7), now, log });
  book = new ContentBook({
    cache,
    // Nothing of it is used: the tool here is an object.
    calls: {
      context: (_principal, _source, locale, signal) => ({ person: { locale }, signal, log }) as unknown as CallContext,
    },
    now,
    log,
  });
  const connectors: Readonly<Record<string, Connector>> = {
    files: {
      files: { recent: tool.recent },
      notifications: {
        list: async (call) => ({
          notifications: [],
          unread: Number((await tool.recent(call)).dropped),
          isCapped: false,
          dropped: 0,
        }),
      },
      probe: async () => ({ version: null }),
    },
    chat: {
      chat: { open: () => ({ advance: async () => Promise.reject(new Error("not here")) }) },
      probe: async () => ({ version: null }),
    },
  };
  const sources = new Map(
    document.sources.map((configured): [string, LiveSource] => [
      configured.key,
      {
        key: configured.key,
        configured,
        // Only the connector of it is used.
        live: { connection: { connector: connectors[configured.key] }, upstream: {} } as unknown as LiveSource["live"],
        since: now(),
      },
    ]),
  );
  content = createPersonContent({
    configuration: { current: () => ({ version: 1, document, publishedAt: now(), actor: "operator:test", note: "" }) },
    sources: { all: () => sources } as unknown as LiveSources,
    book,
    chat: {
      rooms: async () => ({
        view: { rooms: [], waiting: [], dropped: 1, at: now() },
        failure: null,
        askingSince: null,
      }),
      endSession: () => undefined,
      close: () => undefined,
    },
    announce: async (principal, source, topics) =>
      void announced.push(`${principal.owner.subject} ${source} ${topics.join(",")}`),
    isWatched: () => isWatched,
    slowMilliseconds: 20,
    now,
  });
});

async function files(principal = ines, some: Partial<ContentRequest> = {}) {
  const [gathered] = await content.gather(principal, "files", { ...german, ...some });
  if (gathered === undefined) throw new Error("The source is missing.");
  return { names: gathered.content?.files.map(({ name }) => name) ?? null, outcome: gathered.outcome };
}

const endOf = async (reading: Promise<unknown>) => reading.then(String, () => "left");

describe("what is known of a person's tools", () => {
  test("is asked for once for all who want the same, and not again while it is new", async () => {
    tool.answers = null;
    const all = Promise.all(Array.from({ length: 10 }, async () => files()));
    await expect.poll(() => tool.asked).toHaveLength(1);
    tool.asked[0]?.answer(named("Bericht"));
    expect(new Set((await all).map(({ names }) => names?.join()))).toEqual(new Set(["Bericht"]));
    await files();
    expect(tool.asked).toHaveLength(1);
    passed += 6000;
    tool.answers = () => named("Neu");
    expect((await files()).names).toEqual(["Neu"]);
  });

  test("is another for each person, each list and each language that the tool writes", async () => {
    await Promise.all([files(), files(person("tobias")), files(ines, { language: "en" })]);
    expect(tool.asked).toHaveLength(2);
    for (const language of ["de", "en"] as const) await content.gather(ines, "notifications", { ...german, language });
    expect(tool.asked.map(({ call }) => call.person.locale)).toEqual(["de", "de", "de", "en"]);
    const shared = await files(ines, { params: ["shared"] });
    expect([shared.names, shared.outcome.state]).toEqual([null, "unavailable"]);
  });

  test("is given as it is when the tool takes longer than anybody waits, and whoever was told less hears of it once", async () => {
    tool.answers = null;
    const [one, two] = await Promise.all([files(ines, { waitMilliseconds: 5 }), files(ines, { waitMilliseconds: 5 })]);
    expect([one.outcome, two.outcome]).toEqual(
      Array.from({ length: 2 }, () => ({ state: "loading", since: "2026-11-25T09:00:00.000Z" })),
    );
    tool.asked[0]?.answer(named("Spät"));
    await expect.poll(() => announced).toEqual(["ines files files"]);
    expect((await files()).names).toEqual(["Spät"]);
    passed += 10_000;
    expect(await files(ines, { waitMilliseconds: 0 })).toEqual({
      names: ["Spät"],
      outcome: { state: "ok", at: "2026-11-25T09:00:00.000Z" },
    });
    passed += 1000;
    expect((await files(ines, { waitMilliseconds: 5 })).outcome).toMatchObject({ state: "stale", because: "timeout" });
    expect(tool.asked).toHaveLength(2);
  });

  test("is given at once while a watch keeps it young; a reload looks behind it, and tells when that brought something", async () => {
    isWatched = true;
    await files();
    passed += 9000;
    await files();
    expect(tool.asked).toHaveLength(1);
    passed += 2000;
    expect((await files()).names).toEqual(["Bericht"]);
    expect(tool.asked).toHaveLength(2);
    await sleep(50);
    expect(announced).toEqual([]);
    passed += 11_000;
    tool.answers = null;
    expect((await files()).outcome.state).toBe("ok");
    passed += 800;
    await expect.poll(() => announced).toEqual(["ines files files"]);
    expect((await files()).outcome).toMatchObject({ state: "stale", because: "timeout" });
    tool.asked[2]?.answer(new UpstreamError("unavailable", "down"));
    await expect.poll(() => announced).toEqual(["ines files files", "ines files files"]);
    expect((await files()).outcome).toMatchObject({ state: "stale", because: "unavailable" });
  });

  test("arrives for the others and for later also when one who waited has left (S50)", async () => {
    tool.answers = null;
    const leaving = new AbortController();
    const [gone, stays] = [files(ines, { signal: leaving.signal }), files()];
    const failed = endOf(gone);
    await expect.poll(() => tool.asked).toHaveLength(1);
    leaving.abort();
    expect(await failed).toBe("left");
    tool.asked[0]?.answer(named("Bericht"));
    expect((await stays).names).toEqual(["Bericht"]);
    const alone = new AbortController();
    passed += 6000;
    const left = files(ines, { signal: alone.signal });
    const alsoFailed = endOf(left);
    await expect.poll(() => tool.asked).toHaveLength(2);
    alone.abort();
    expect(await alsoFailed).toBe("left");
    tool.asked[1]?.answer(named("Für später"));
    await sleep(5);
    expect((await files()).names).toEqual(["Für später"]);
  });

  test("is asked for anew after a write, also when a renewal was under way that may have missed it", async () => {
    await files();
    await content.invalidate(ines, "files", ["files"]);
    expect(announced).toEqual(["ines files files"]);
    tool.answers = null;
    const reading = files();
    await expect.poll(() => tool.asked).toHaveLength(2);
    await content.invalidate(ines, "files", ["files"]);
    tool.asked[1]?.answer(named("Von davor"));
    await expect.poll(() => tool.asked).toHaveLength(3);
    tool.asked[2]?.answer(named("Von danach"));
    expect((await reading).names).toEqual(["Von danach"]);
  });

  test("is asked for anew after another replica said that it changed, of this person alone", async () => {
    const tobias = person("tobias");
    await Promise.all([files(), files(tobias)]);
    book.outdate(ownerDigest(ines.owner), "files", ["files"]);
    await Promise.all([files(), files(tobias)]);
    expect(tool.asked).toHaveLength(3);
  });

  test("is shown with its time while the tool fails, since the first failure, and for fifteen minutes", async () => {
    await files();
    tool.answers = () => {
      throw new UpstreamError("unavailable", "down");
    };
    passed += 60_000;
    const at = "2026-11-25T09:00:00.000Z";
    const stale = { state: "stale", at, because: "unavailable", since: "2026-11-25T09:01:00.000Z" };
    expect(await files()).toEqual({ names: ["Bericht"], outcome: stale });
    passed += 60_000;
    expect(await files()).toEqual({ names: ["Bericht"], outcome: stale });
    passed += 14 * 60_000;
    expect(await files()).toEqual({ names: null, outcome: { state: "unavailable", since: stale.since } });
    tool.answers = () => named("Zurück");
    expect(await files()).toMatchObject({ names: ["Zurück"], outcome: { state: "ok" } });
  });

  test.each([
    ["forbidden", "not_entitled", "not_entitled"],
    ["sign_in_required", "needs_sign_in", "needs_sign_in"],
    ["not_found", "needs_first_login", "needs_first_login"],
  ] as const)("goes at once, in every list and language, when the tool says %s", async (reason, code, state) => {
    await files();
    await content.gather(ines, "notifications", german);
    tool.answers = () => {
      throw new UpstreamError(reason, "no", { code });
    };
    passed += 6000;
    expect(await files()).toMatchObject({ names: null, outcome: { state } });
    tool.answers = () => {
      throw new UpstreamError("unavailable", "down");
    };
    const [notifications] = await content.gather(ines, "notifications", german);
    expect(notifications?.content).toBeNull();
  });

  test("is left alone as long as the tool asked for", async () => {
    tool.answers = () => {
      throw new UpstreamError("rate_limited", "slowly", { retryAfterSeconds: 30 });
    };
    expect((await files()).outcome).toEqual({ state: "throttled", until: "2026-11-25T09:00:30.000Z" });
    passed += 29_000;
    await files();
    expect(tool.asked).toHaveLength(1);
    passed += 2000;
    await files();
    expect(tool.asked).toHaveLength(2);
  });

  test("goes with the session, and what is under way for it ends", async () => {
    tool.answers = null;
    const reading = files();
    await expect.poll(() => tool.asked).toHaveLength(1);
    book.endSession(ines.sessionHash);
    cache.endSession(ines.sessionHash);
    expect(tool.asked[0]?.call.signal.aborted).toBe(true);
    expect((await reading).names).toBeNull();
  });

  test("has a state also when a connector fails in a way that nobody thought of", async () => {
    tool.answers = () => {
      throw new TypeError("a defect");
    };
    expect((await files()).outcome.state).toBe("unavailable");
    expect(log.lines.some((line) => JSON.stringify(line).includes("unexpected way"))).toBe(true);
  });

  test("has in the inbox what a chat source brings with its rooms", async () => {
    const gathered = await content.gather(ines, "notifications", german);
    expect(gathered.map(({ source, outcome }) => [source.key, outcome.state])).toEqual([
      ["files", "ok"],
      ["chat", "degraded"],
    ]);
    expect(content.sourcesOf(ines, "files").map(({ key }) => key)).toEqual(["files"]);
  });
});
