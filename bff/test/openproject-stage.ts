import { type OpenProjectStandInOptions, startOpenProjectStandIn } from "@pforte/e2e/world/openproject-stand-in";
import { ines } from "@pforte/e2e/world/people";
import type { CallContext } from "../src/connectors/kit/connector.ts";
import { connectors } from "../src/connectors/registry.ts";
import type { UpstreamLimits } from "../src/upstream/limits.ts";
import { createUpstreamSource } from "../src/upstream/upstream-source.ts";
import { recordedLog } from "./recorded-log.ts";
import { type IssuedToken, startOddIssuer } from "./odd-issuer.ts";
import { sendsReceipts } from "./sends-receipts.ts";

type StageOptions = Omit<OpenProjectStandInOptions, "issuer"> & {
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly limits?: Partial<UpstreamLimits>;
};

/** An OpenProject stand-in with Ines and some colleagues, and her connector in front of it; no sign-in, no database. */
export async function startOpenProjectStage({ settings = {}, limits, ...options }: StageOptions = {}) {
  const issuer = await startOddIssuer();
  const standIn = await startOpenProjectStandIn({ ...options, issuer: issuer.issuer });
  const { world } = standIn;
  const me = world.account({ name: "Ines Marquardt", login: "ines", sub: ines.sub });
  const deniz = world.account({ name: "Deniz Aslan", login: "deniz" });
  const helga = world.account({ name: "Helga Brandstetter", login: "helga" });
  const project = world.project("Hochwasserschutz", [me, deniz, helga]);
  const log = recordedLog();
  const upstream = createUpstreamSource({
    key: "projects",
    address: standIn.address,
    authorities: null,
    log,
    now: () => new Date(),
    ...(limits !== undefined && { limits }),
  });
  const connection = connectors.get("openproject")?.connect({
    key: "projects",
    name: { de: "Projekte" },
    address: standIn.address,
    audience: "opendesk-openproject",
    scope: "portal-aud-openproject api_v3",
    settings: { web: "https://projekte.example.org/", ...settings },
  });
  const { notifications, work } = connection?.connector ?? {};
  if (connection === undefined || notifications === undefined || work === undefined) {
    throw new Error("The connector has no notifications or no work.");
  }
  const usual: IssuedToken = {
    subject: ines.sub,
    username: "ines",
    audience: "opendesk-openproject",
    scope: "email profile api_v3",
  };
  const tokens: string[] = [];
  let claims: IssuedToken = usual;
  /** A call as Ines; every token that was asked for is kept, with what was refused before it. */
  const signal = new AbortController().signal;
  const callWith = (locale: string): CallContext => ({
    http: upstream.bind({
      lane: "ines",
      credential: {
        bearer: async (refused) => {
          tokens.push(refused === null ? "first" : "again");
          return issuer.token(claims);
        },
      },
      signal,
    }),
    person: { subject: ines.sub, username: "ines", locale, sendsReceipts },
    signal,
    log,
  });
  return {
    standIn,
    world,
    me,
    deniz,
    helga,
    project,
    log,
    connection,
    notifications,
    work,
    tokens,
    call: callWith("de"),
    callWith,
    probe: async () => connection.connector.probe(callWith("de")),
    /** From now on tokens say this instead. */
    setClaims: (next: Partial<IssuedToken>) => void (claims = { ...usual, ...next }),
    async [Symbol.asyncDispose]() {
      await upstream.close();
      await standIn.close();
      await issuer[Symbol.asyncDispose]();
    },
  };
}
