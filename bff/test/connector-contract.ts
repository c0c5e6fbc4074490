import { chatRoomSchema } from "@pforte/shared/contract/chat";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import type { CallContext, Connection } from "../src/connectors/kit/connector.ts";
import { UpstreamError } from "../src/connectors/kit/upstream-error.ts";
import { createUpstreamSource } from "../src/upstream/upstream-source.ts";
import { type OddServer, startOddServer } from "./odd-server.ts";
import type { OddListener } from "./odd-source.ts";
import { recordedLog } from "./recorded-log.ts";

/** What the suite must know of a kind of tool to judge its connector. */
export interface ConnectorSubject {
  connect(address: string): Connection;
  /** A tool that is well and has at least one item for each capability. */
  readonly well: OddListener;
  /** The same, but one item of several cannot be read. */
  readonly oneOddItem: OddListener;
  /** Words of the well tool's content that must never be logged. */
  readonly canaries: readonly string[];
}

const token = "canary-token";

/** A connector in front of some server, and all that a call needs. */
async function stage(subject: ConnectorSubject, answer: OddListener, signal = new AbortController().signal) {
  const server = await startOddServer(answer);
  const log = recordedLog();
  const limits = { headersMilliseconds: 1000, bodyMilliseconds: 1000, totalMilliseconds: 1500 };
  const upstream = createUpstreamSource({
    key: "judged",
    address: server.address,
    authorities: null,
    log,
    now: () => new Date(),
    limits,
  });
  const connection = subject.connect(server.address);
  const credential = { bearer: async () => token };
  const call: CallContext = {
    http: upstream.bind({ lane: "ines", credential, signal }),
    person: { subject: "ines", username: "ines", locale: "de" },
    signal,
    log,
  };
  return {
    server,
    log,
    call,
    connection,
    async [Symbol.asyncDispose]() {
      await upstream.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

/** Everything that a connector can be asked for, by name: the probe, and one act per capability that it has. */
function acts({ connector }: Connection): readonly (readonly [string, (call: CallContext) => Promise<unknown>])[] {
  const { chat } = connector;
  return [
    ["probe", async (call) => connector.probe(call)],
    ...(chat === undefined ? [] : ([["chat", async (call: CallContext) => chat.open().advance(call, 0)]] as const)),
  ];
}

const json =
  (body: unknown, status = 200): OddListener =>
  (_request, response) =>
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));

const failures: readonly (readonly [string, OddListener, string])[] = [
  ["a bad token", json({}, 401), "sign_in_required"],
  ["no right", json({}, 403), "forbidden"],
  ["nothing there", json({}, 404), "not_found"],
  ["too many calls", json({}, 429), "rate_limited"],
  ["a fault of its own", json({}, 500), "unavailable"],
  [
    "maintenance in HTML",
    (_q, r) => r.writeHead(503, { "content-type": "text/html" }).end("<p>Wartung</p>"),
    "unavailable",
  ],
  [
    "a sign-in page with 200",
    (_q, r) => r.writeHead(200, { "content-type": "text/html" }).end("<form></form>"),
    "bad_response",
  ],
  ["broken JSON", (_q, r) => r.writeHead(200, { "content-type": "application/json" }).end('{"next'), "bad_response"],
  ["JSON of another form", json(["x"]), "bad_response"],
  ["null", json(null), "bad_response"],
  [
    "a cut answer",
    (_q, r) =>
      r.writeHead(200, { "content-type": "application/json", "content-length": "999" }).write("{", () => r.destroy()),
    "unavailable",
  ],
  ["silence", () => undefined, "timeout"],
];

/** What every connector promises, whatever its tool does. */
export function connectorContract(kind: string, subject: ConnectorSubject): void {
  const names = acts(subject.connect("http://localhost:1")).map(([name]) => name);

  describe.each(names)(`the ${kind} connector's %s`, (name) => {
    const run = async (connection: Connection, call: CallContext) => {
      const act = acts(connection).find(([each]) => each === name);
      if (act === undefined) throw new Error("The connector lost a capability.");
      return act[1](call);
    };

    test("works with a tool that is well, at its own address only", async () => {
      await using staged = await stage(subject, subject.well);
      await expect(run(staged.connection, staged.call)).resolves.toBeDefined();
    });

    test.each(failures)("names %s", async (_name, answer, reason) => {
      await using staged = await stage(subject, answer);
      const error: unknown = await run(staged.connection, staged.call).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(UpstreamError);
      expect(error).toMatchObject({ reason });
    });

    test("follows no redirect to another place", async () => {
      let foreign = 0;
      await using elsewhere: OddServer = await startOddServer((_request, response) => {
        foreign += 1;
        response.end();
      });
      await using staged = await stage(subject, (request, response) =>
        response.writeHead(307, { location: `${elsewhere.address}${request.url ?? ""}` }).end(),
      );
      await expect(run(staged.connection, staged.call)).rejects.toMatchObject({ reason: "bad_response" });
      expect(foreign).toBe(0);
    });

    test("ends when its caller has gone", async () => {
      const controller = new AbortController();
      await using staged = await stage(subject, () => undefined, controller.signal);
      const gone = new Error("gone");
      const running = run(staged.connection, staged.call);
      void sleep(30).then(() => controller.abort(gone));
      await expect(running).rejects.toBe(gone);
    });

    test("logs neither token nor content", async () => {
      for (const answer of [subject.well, subject.oneOddItem, json({ error: token }, 500)]) {
        await using staged = await stage(subject, answer);
        await run(staged.connection, staged.call).catch(() => undefined);
        for (const canary of [token, ...subject.canaries]) expect(staged.log.text()).not.toContain(canary);
      }
    });
  });

  describe.runIf(names.includes("chat"))(`the ${kind} connector's rooms`, () => {
    chatContract(subject);
  });
}

function chatContract(subject: ConnectorSubject): void {
  const nativeRoomSchema = chatRoomSchema.omit({ source: true });

  test("fit the contract", async () => {
    await using staged = await stage(subject, subject.well);
    const view = await staged.connection.connector.chat?.open().advance(staged.call, 0);
    expect(view?.rooms.length).toBeGreaterThan(0);
    for (const room of view?.rooms ?? []) expect(nativeRoomSchema.parse(room)).toEqual(room);
    expect(view?.dropped).toBe(0);
  });

  test("are shown without the one that cannot be read, which is counted", async () => {
    await using well = await stage(subject, subject.well);
    const all = await well.connection.connector.chat?.open().advance(well.call, 0);
    await using odd = await stage(subject, subject.oneOddItem);
    const rest = await odd.connection.connector.chat?.open().advance(odd.call, 0);
    expect(rest?.dropped).toBe(1);
    expect(rest?.rooms.map((room) => room.id)).toEqual(all?.rooms.map((room) => room.id));
  });

  test("are as before after a failure in between", async () => {
    let isWell = true;
    await using staged = await stage(subject, (request, response) =>
      (isWell ? subject.well : json({}, 500))(request, response),
    );
    const feed = staged.connection.connector.chat?.open();
    const before = await feed?.advance(staged.call, 0);
    isWell = false;
    await expect(feed?.advance(staged.call, 0)).rejects.toBeInstanceOf(UpstreamError);
    isWell = true;
    expect((await feed?.advance(staged.call, 0))?.rooms).toEqual(before?.rooms);
  });
}
