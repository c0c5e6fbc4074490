import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { UpstreamError } from "../src/connectors/kit/upstream-error.ts";
import { sendReal, type Disturbance } from "./connector-contract-carrier.ts";
import { type ContractCase, type Judge, quick } from "./connector-contract.ts";
import { chatCases } from "./connector-contract-chat.ts";
import { contentCases } from "./connector-contract-content.ts";

const json =
  (body: unknown, status = 200): Disturbance =>
  (response) =>
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));

/** Acts may be answered for good by a refusal; everything else has to be thrown, so that it is tried again. */
const answered = ["refused", "gone", "overtaken", "conflict", "no_room", "too_large", "locked", "forbidden"];

function failing(name: string, disturbance: Disturbance, words: readonly string[], limits = {}): ContractCase {
  return {
    name,
    async run(judge) {
      judge.carrier.disturb(disturbance);
      return judge.expect(() => words, { limits });
    },
  };
}

/** A status that may be the tool's last word on an act. */
function refusing(status: number, word: string): ContractCase {
  return {
    name: String(status),
    async run(judge) {
      judge.carrier.disturb(json({}, status));
      return judge.expect((act) => (act.isWrite ? [word, ...answered] : [word]));
    },
  };
}

/** Disturbs one request after another by bytes that the connection carries no further. */
const cut: Disturbance = async (response, ask) => {
  const real = await ask();
  response.writeHead(real.status === 204 ? 200 : real.status, {
    ...real.headers,
    "content-length": String(real.body.length + 10),
  });
  response.write(real.body.subarray(0, Math.ceil(real.body.length / 2)), () => response.destroy());
};

const endless: Disturbance = async (response) => {
  response.writeHead(200, { "content-type": "application/json" }).write('["');
  const piece = Buffer.alloc(64 * 1024, "x");
  while (!response.destroyed) {
    response.write(piece);
    await sleep(response.writableLength > 1_000_000 ? 10 : 0);
  }
};

async function tokens(judge: Judge, token: string, words: readonly string[]): Promise<number> {
  let replaced = 0;
  const count = await judge.expect(() => words, {
    only: (act) => !judge.tool.publicActs.includes(act.name),
    bearer: async (refused) => {
      if (refused !== null) replaced += 1;
      return token;
    },
  });
  assert.ok(
    replaced > 0 && replaced * 2 <= judge.carrier.seen.length,
    "A refused token is replaced once, not in a loop.",
  );
  return count;
}

const tokenCases: readonly ContractCase[] = [
  {
    name: "a valid token, and no header besides",
    async run(judge) {
      let count = 0;
      const acts = await judge.acts();
      // One after the other, because some of them change what others read.
      for (const act of acts) {
        count += await judge.expect(() => (act.isWrite ? ["ok", "applied"] : ["ok"]), { acts: [act] });
        for (const { headers } of judge.carrier.seen) {
          assert.equal(headers["authorization"], `Bearer ${judge.tool.person.token}`);
          assert.deepEqual(
            Object.keys(headers).filter((each) => !ownHeaders.has(each)),
            [],
          );
        }
      }
      return count;
    },
  },
  { name: "an expired token", run: async (judge) => tokens(judge, judge.tool.expiredToken, ["sign_in_required"]) },
  {
    name: "a token for another audience",
    run: async (judge) => tokens(judge, judge.tool.wrongAudienceToken, ["sign_in_required"]),
  },
  {
    name: "a token that is replaced after one refusal",
    run: async (judge) =>
      // The bytes of an upload come only once: there the caller tries again, with the new token.
      judge.expect((act) => (act.isWrite ? ["ok", "applied", "gone", "overtaken", "unavailable"] : ["ok"]), {
        bearer: async (refused) => (refused === null ? judge.tool.expiredToken : judge.tool.person.token),
      }),
  },
  {
    name: "not entitled: no token, no call",
    async run(judge) {
      const bearer = async () => {
        throw new UpstreamError("forbidden", "The person may not use this tool.", { code: "not_entitled" });
      };
      const count = await judge.expect(() => ["forbidden"], { bearer });
      assert.deepEqual(judge.carrier.seen, []);
      return count;
    },
  },
  {
    name: "a first sign-in at the tool that is missing",
    async run(judge) {
      const { stranger, strangerCode } = judge.tool;
      if (stranger === null) return strangerAtSignIn(judge);
      const outcomes = await judge.outcomes({
        person: stranger,
        only: (act) => !judge.tool.publicActs.includes(act.name),
      });
      for (const [act, { word, value }] of outcomes) {
        assert.ok(value instanceof UpstreamError, `${act.name} brought ${word} to somebody without an account.`);
        assert.equal(value.code, strangerCode);
      }
      return outcomes.size;
    },
  },
];

/** Where the tool keeps its own tokens, the sign-in is what a stranger fails at. */
async function strangerAtSignIn(judge: Judge): Promise<number> {
  const { credential } = judge.tool.connect(judge.carrier.address);
  assert.equal(credential.type, "tool-login");
  if (credential.type !== "tool-login") return 0;
  judge.carrier.disturb(json({ errcode: "M_NOT_FOUND" }, 404));
  const device = { id: "PFORTE-1", name: "Pforte" };
  await judge.with({}, async (_connection, { http, log }) => {
    const signIn = credential.login.withExchangedToken({ http, log }, "a-token", device);
    await assert.rejects(signIn, (error) => error instanceof UpstreamError && error.reason === "not_found");
  });
  return 1;
}

const ownHeaders = new Set(
  `accept accept-encoding accept-language authorization connection content-length content-type depth destination host
  if-match if-none-match oc-checksum oc-total-length ocs-apirequest overwrite user-agent x-oc-mtime`.split(/\s+/u),
);

const statusCases: readonly ContractCase[] = [
  failing("401", json({}, 401), ["sign_in_required"]),
  refusing(403, "forbidden"),
  refusing(404, "not_found"),
  refusing(409, "conflict"),
  refusing(412, "conflict"),
  refusing(423, "conflict"),
  failing("429", json({}, 429), ["rate_limited"]),
  failing("500", json({}, 500), ["unavailable"]),
  failing(
    "503 with a page",
    (response) => response.writeHead(503, { "content-type": "text/html", "retry-after": "1" }).end("<p>Wartung</p>"),
    ["unavailable"],
  ),
];

const page: Disturbance = (response) =>
  response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end("<!doctype html><title>Anmelden</title>");

/** The head of what was asked for, and then nothing. */
const head: Disturbance = (response, _ask, { headers }) => {
  const type = headers["accept"] === "*/*" ? "image/png" : "application/json";
  response.writeHead(200, { "content-type": type, "content-length": "100" }).flushHeaders();
};

const nonsenseCases: readonly ContractCase[] = [
  failing("HTML with 200", page, ["bad_response"]),
  {
    name: "200 with an error inside",
    async run(judge) {
      judge.carrier.disturb(json(judge.tool.errorInside));
      return judge.expect(() => ["bad_response"], { only: (act) => !act.isWrite });
    },
  },
  ...[null, ["x"], "x", 0].map((body) => {
    const only = { only: (act: { readonly isWrite: boolean }) => !act.isWrite };
    return {
      name: `JSON of another form: ${JSON.stringify(body)}`,
      run: async (judge: Judge) => {
        judge.carrier.disturb(json(body));
        return judge.expect(() => ["bad_response"], only);
      },
    };
  }),
  failing("a compressed bomb", bomb, ["bad_response"]),
  failing("truncated", cut, ["unavailable"]),
  failing("slow", async (response) => sleep(2000).then(() => response.end()), ["timeout"], quick),
  failing("silent", () => undefined, ["timeout"], quick),
  failing("silent after its head", head, ["timeout"], quick),
  failing("endless", endless, ["bad_response", "timeout"], quick),
  failing("reset", (response) => response.destroy(), ["unavailable"]),
];

function bomb(response: Parameters<Disturbance>[0]): void {
  const head = { "content-type": "application/json", "content-encoding": "gzip" };
  response.writeHead(200, head).end(gzipSync(Buffer.alloc(20 * 1024 * 1024, 0x20)));
}

const otherCases: readonly ContractCase[] = [
  {
    name: "a redirect to another place",
    async run(judge) {
      const elsewhere: string[] = [];
      judge.carrier.disturb((response, _ask, { url }) => {
        if (url.startsWith("/elsewhere")) elsewhere.push(url);
        response.writeHead(307, { location: `${judge.carrier.address}/elsewhere${url}` }).end();
      });
      const count = await judge.expect(() => ["bad_response"]);
      assert.deepEqual(elsewhere, []);
      return count;
    },
  },
  {
    name: "a caller that has gone",
    async run(judge) {
      judge.carrier.disturb(() => undefined);
      const controller = new AbortController();
      setTimeout(() => controller.abort(new Error("gone")), 200);
      return judge.expect(() => ["aborted"], { signal: controller.signal });
    },
  },
  {
    name: "nothing secret in a log",
    async run(judge) {
      judge.carrier.disturb(async (response, ask, { headers }) => {
        const real = await ask();
        const echo = `${real.body.toString()} ${headers["authorization"] ?? ""} ${judge.tool.canaries.join(" ")}`;
        response.writeHead(500, { "content-type": "application/json", "x-echo": "1" }).end(JSON.stringify({ echo }));
      });
      const count = await judge.expect(() => ["unavailable"], { only: (act) => !act.isWrite });
      judge.carrier.disturb(async (response, ask, { url }) => {
        const real = await ask();
        const body = judge.tool.spoil({
          path: url,
          type: real.headers["content-type"] ?? "",
          body: real.body.toString(),
        });
        sendReal(response, body === null ? real : { ...real, body: Buffer.from(body) });
      });
      await judge.outcomes({ only: (act) => !act.isWrite });
      judge.checkLog();
      return count;
    },
  },
];

/** Every case, in the order of the table in docs/connectors.md. */
export const contractCases: readonly ContractCase[] = [
  ...tokenCases,
  ...contentCases,
  ...chatCases,
  ...statusCases,
  ...nonsenseCases,
  ...otherCases,
];
