import type { CallReply } from "@pforte/shared/contract/endpoint";
import type { testSource } from "@pforte/shared/contract/admin-sources";
import type { ConfiguredSource } from "@pforte/shared/contract/portal-configuration";
import type { Connection } from "#connectors/kit/connector.ts";
import { UpstreamError } from "#connectors/kit/upstream-error.ts";
import { path } from "#connectors/kit/upstream-path.ts";
import type { RegisteredConnector } from "#connectors/registry.ts";
import type { Log } from "#log.ts";
import type { PublishedConfiguration } from "#storage/ports/configuration-store.ts";
import { ownerDigest, type Principal } from "#storage/principal.ts";
import type { TokenExchange } from "#token-exchange.ts";
import type { UpstreamSource } from "#upstream/upstream-source.ts";
import { callProblem, tokenProblem } from "./source-test-words.ts";
import { sourceKinds } from "./source-kinds.ts";

type Step = CallReply<typeof testSource>["steps"][number];
type StepName = Step["step"];

/** Whether a step went well: a detail, or why not. */
type Outcome = { readonly state: Step["state"]; readonly detail: string };

interface SourceTestOptions {
  readonly connectors: ReadonlyMap<string, RegisteredConnector>;
  readonly createUpstream: (key: string, address: string) => UpstreamSource;
  readonly exchange: TokenExchange;
  readonly configuration: { current(): PublishedConfiguration };
  readonly log: Log;
}

/** Who tries it, and until when. */
export interface SourceTester {
  readonly principal: Principal;
  readonly language: string;
  readonly signal: AbortSignal;
}

/**
 * Tries a connection by the administrator's own rights, from its settings to a first call, and leaves nothing behind; the
 * source need not be published.
 */
export function createSourceTest(options: SourceTestOptions) {
  const problemOf = sourceKinds(options.connectors);
  return async (source: ConfiguredSource, tester: SourceTester): Promise<readonly Step[]> => {
    const steps: Step[] = [];
    const take = async (step: StepName, work: () => Promise<Outcome>): Promise<boolean> => {
      const started = performance.now();
      const outcome = steps.some(({ state }) => state === "failed") ? notReached : await work();
      const milliseconds = outcome.state === "skipped" ? null : Math.round(performance.now() - started);
      steps.push({ step, ...outcome, milliseconds });
      return outcome.state === "ok";
    };
    await take("settings", async () => {
      const problem = problemOf(source);
      return problem === null ? ok("They fit.") : failed(problem);
    });
    const trial = steps[0]?.state === "ok" ? trialOf(source, options) : null;
    try {
      await take("address", async () => reach(trial, tester));
      let token: string | null = null;
      await take("token", async () => {
        const found = await tokenFor(source, trial?.connection ?? null, tester, options);
        token = "token" in found ? found.token : null;
        return found;
      });
      await take("call", async () => probe(trial, token, tester, options));
    } finally {
      await trial?.upstream?.close();
    }
    return steps;
  };
}

const ok = (detail: string): Outcome => ({ state: "ok", detail });
const failed = (detail: string): Outcome => ({ state: "failed", detail });
const skipped = (detail: string): Outcome => ({ state: "skipped", detail });
const notReached = skipped("Not tried, because an earlier step failed.");

interface Trial {
  readonly connection: Connection;
  /** Null where the address may not be called. */
  readonly upstream: UpstreamSource | null;
}

function trialOf(source: ConfiguredSource, { connectors, createUpstream }: SourceTestOptions): Trial | null {
  const { key, kind, name, address, audience = null, scope = null, settings } = source;
  const connection = connectors.get(kind)?.connect({ key, name, address, audience, scope, settings });
  if (connection === undefined) return null;
  try {
    return { connection, upstream: createUpstream(key, address) };
  } catch (error) {
    if (error instanceof TypeError) return { connection, upstream: null };
    throw error;
  }
}

const laneOf = ({ principal }: SourceTester) => ownerDigest(principal.owner);

/** Any answer will do: a refusal or a page proves the address as well. */
async function reach(trial: Trial | null, tester: SourceTester): Promise<Outcome> {
  const upstream = trial?.upstream ?? null;
  if (upstream === null) return failed("It must be https, an origin and a path, nothing else.");
  try {
    const http = upstream.bind({ lane: laneOf(tester), credential: null, signal: tester.signal });
    await http.send(path`/`, { method: "GET" });
    return ok("It answers.");
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    const isAnswer = error.status !== null && error.status < 500;
    return isAnswer || error.reason === "conflict" ? ok("It answers.") : failed(callProblem(error));
  }
}

async function tokenFor(
  source: ConfiguredSource,
  connection: Connection | null,
  { principal }: SourceTester,
  { exchange, configuration }: SourceTestOptions,
): Promise<Outcome | (Outcome & { readonly token: string | null })> {
  const credential = connection?.credential;
  if (credential === undefined || credential.type === "none") return skipped("This tool needs no token.");
  const { audience, scope } = credential;
  if (audience === null) return skipped("People sign in at this tool in their browsers.");
  if (isElsewhere(source, audience, configuration.current())) {
    return skipped(
      "Tokens for this audience go to the published address alone; the call can be tried once this is published.",
    );
  }
  const exchanged = await exchange.exchangeToken(principal, audience, scope);
  if (exchanged.kind !== "token") return failed(tokenProblem[exchanged.kind]);
  // What it is traded for at the tool would be a device that nobody uses.
  return credential.type === "tool-login"
    ? ok("The identity provider gives one. The sign-in at the tool itself is not tried.")
    : { ...ok("The identity provider gives one."), token: exchanged.token };
}

/** Whether the audience is that of a published source somewhere else: its tokens are not to be sent to any new address (S14). */
function isElsewhere(source: ConfiguredSource, audience: string, { document }: PublishedConfiguration): boolean {
  const published = document.sources.filter((each) => each.audience === audience);
  const { origin } = new URL(source.address);
  return published.length > 0 && !published.some(({ address }) => new URL(address).origin === origin);
}

async function probe(
  trial: Trial | null,
  token: string | null,
  tester: SourceTester,
  { log }: SourceTestOptions,
): Promise<Outcome> {
  const upstream = trial?.upstream ?? null;
  if (trial === null || upstream === null) return notReached;
  const { credential, connector } = trial.connection;
  if (credential.type === "token-exchange" && token === null) return skipped("It needs a token.");
  const { principal, language: locale, signal } = tester;
  try {
    const { version } = await connector.probe({
      http: upstream.bind({ lane: laneOf(tester), credential: token === null ? null : onlyThis(token), signal }),
      person: {
        subject: principal.owner.subject,
        username: principal.username,
        locale,
        sendsReceipts: async () => false,
      },
      signal,
      log,
    });
    return ok(version === null ? "It works." : `It works, version ${version.slice(0, 60)}.`);
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    return failed(callProblem(error));
  }
}

/** There is no second token in a trial. */
function onlyThis(token: string) {
  return {
    async bearer(refused: string | null) {
      if (refused !== null) {
        throw new UpstreamError("sign_in_required", "The tool does not accept the token.", { code: "refused_again" });
      }
      return token;
    },
  };
}
