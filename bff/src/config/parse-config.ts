import type { Config, Secrets } from "./config.ts";
import { authoritiesOfAddress } from "./database-value.ts";
import { authoritiesProblem, clientKeyProblem } from "./pem-values.ts";
import type { Variable } from "./variable.ts";
import { variables } from "./variables.ts";

type Variables = typeof variables;
type Values = { readonly [Name in keyof Variables]: Variables[Name] extends Variable<infer Value> ? Value : never };
type Environment = Readonly<Record<string, string | undefined>>;

/** One variable that cannot be used, and what it should be. */
export interface ConfigProblem {
  readonly variable: string;
  readonly expected: string;
}

/** The environment cannot be used; all of its problems, not only the first. Never contains a value. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    super(problems.map(({ variable, expected }) => `${variable}: ${expected}`).join("\n"));
    this.problems = problems;
  }
}

/** Reads a text file; the way in for key files, so that parsing stays a function of what it is given. */
export type ReadFile = (path: string) => string;

const noCredential = "expected a key file for private_key_jwt, or PFORTE_OIDC_CLIENT_SECRET for a shared secret";
const sourceSecretPrefix = "PFORTE_SOURCE_SECRET_";

/** Turns the environment into frozen settings, or throws a ConfigError with everything that is wrong. */
export function parseConfig(
  environment: Environment,
  readFile: ReadFile,
): { readonly config: Config; readonly secrets: Secrets } {
  const { values, read, problems } = readValues(environment);
  problems.push(...forbidden(environment), ...unknownNames(environment), ...contradictions(read));
  checkFiles(read, readFile, problems);
  if (values === null) {
    checkFile("PFORTE_OIDC_CLIENT_KEY_FILE", read.PFORTE_OIDC_CLIENT_KEY_FILE, readFile, problems, clientKeyProblem);
    throw new ConfigError([...problems, ...withoutCredential(environment)]);
  }
  const client = oidcClientOf(values, readFile, problems);
  if (problems.length > 0 || client === null) {
    throw new ConfigError(problems);
  }
  return deepFreeze({
    config: configOf(values, client.authentication),
    secrets: {
      databaseUrl: values.DATABASE_URL,
      oidcClient: client.secret,
      sessionKeys: values.PFORTE_SESSION_KEYS,
      identifierKey: values.PFORTE_IDENTIFIER_KEY,
      navigationSecret: values.PFORTE_NAVIGATION_SECRET === "" ? null : values.PFORTE_NAVIGATION_SECRET,
      sourceSecrets: sourceSecretsOf(environment),
    },
  });
}

interface ReadValues {
  /** All of them, or null where one cannot be used. */
  readonly values: Values | null;
  /** Those that can be used: what is wrong with them is told beside the others. */
  readonly read: Partial<Values>;
  readonly problems: ConfigProblem[];
}

function readValues(environment: Environment): ReadValues {
  const problems: ConfigProblem[] = [];
  const entries = Object.entries<Variable<unknown>>(variables).flatMap(([name, variable]) => {
    const given = environment[name];
    const text = given === undefined ? variable.fallback : given;
    if (text === null) {
      problems.push({ variable: name, expected: `must be set, for example ${variable.example}` });
      return [];
    }
    const parsed = variable.value.safeParse(text);
    if (!parsed.success) {
      problems.push({ variable: name, expected: parsed.error.issues.at(-1)?.message ?? "cannot be read" });
    }
    return parsed.success ? [[name, parsed.data] as const] : [];
  });
  // Each value was parsed by the schema of its own name just above; without a problem, none is missing.
  const read = Object.fromEntries(entries) as unknown as Values;
  return { values: problems.length === 0 ? read : null, read, problems };
}

function forbidden(environment: Environment): readonly ConfigProblem[] {
  return environment["NODE_TLS_REJECT_UNAUTHORIZED"] === undefined
    ? []
    : [{ variable: "NODE_TLS_REJECT_UNAUTHORIZED", expected: "must not be set; give PFORTE_CA_FILE instead" }];
}

/** A misspelt variable would silently mean its default. */
function unknownNames(environment: Environment): readonly ConfigProblem[] {
  return Object.keys(environment)
    .filter((name) => name.startsWith("PFORTE_") && !name.startsWith(sourceSecretPrefix) && !(name in variables))
    .filter((name) => !foreignNames.has(name))
    .map((variable) => ({ variable, expected: "is not a variable of the portal" }));
}

/** Variables of the demo world and the tests, which the portal does not read. */
const foreignNames = new Set([
  "PFORTE_DATA_DIR",
  "PFORTE_REFERENCE",
  "PFORTE_CACHE_DIR",
  "PFORTE_WITHOUT_NPM_CHROMIUM",
]);

interface OidcClient {
  readonly authentication: Config["oidc"]["clientAuthentication"];
  readonly secret: Secrets["oidcClient"];
}

function oidcClientOf(values: Values, readFile: ReadFile, problems: ConfigProblem[]): OidcClient | null {
  const keyFile = values.PFORTE_OIDC_CLIENT_KEY_FILE;
  const secret = values.PFORTE_OIDC_CLIENT_SECRET;
  const wanted = values.PFORTE_OIDC_CLIENT_AUTHENTICATION;
  if (keyFile !== null && secret !== "") {
    problems.push({
      variable: "PFORTE_OIDC_CLIENT_SECRET",
      expected: "must not be set beside PFORTE_OIDC_CLIENT_KEY_FILE",
    });
    return null;
  }
  if (keyFile !== null && (wanted === "auto" || wanted === "private_key_jwt")) {
    return clientWithKey(keyFile, values.PFORTE_OIDC_CLIENT_KEY_ID, readFile, problems);
  }
  if (secret !== "" && wanted !== "private_key_jwt") {
    return {
      authentication: wanted === "auto" ? "client_secret_basic" : wanted,
      secret: { kind: "secret", secret },
    };
  }
  problems.push({
    variable: keyFile === null ? "PFORTE_OIDC_CLIENT_KEY_FILE" : "PFORTE_OIDC_CLIENT_AUTHENTICATION",
    expected: noCredential,
  });
  return null;
}

function clientWithKey(
  file: string,
  keyId: string | null,
  readFile: ReadFile,
  problems: ConfigProblem[],
): OidcClient | null {
  const privateKeyPem = checkFile("PFORTE_OIDC_CLIENT_KEY_FILE", file, readFile, problems, clientKeyProblem);
  if (privateKeyPem === null) {
    return null;
  }
  return { authentication: "private_key_jwt", secret: { kind: "key", privateKeyPem, keyId } };
}

function withoutCredential(environment: Environment): readonly ConfigProblem[] {
  const isSet = (name: string) => (environment[name] ?? "").trim() !== "";
  return isSet("PFORTE_OIDC_CLIENT_KEY_FILE") || isSet("PFORTE_OIDC_CLIENT_SECRET")
    ? []
    : [{ variable: "PFORTE_OIDC_CLIENT_KEY_FILE", expected: noCredential }];
}

function contradictions(read: Partial<Values>): readonly ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  if (read.PORT !== undefined && read.PORT !== 0 && read.PORT === read.PFORTE_OPS_PORT) {
    problems.push({ variable: "PFORTE_OPS_PORT", expected: "expected another port than PORT" });
  }
  const { PFORTE_SESSION_IDLE: idle, PFORTE_SESSION_ABSOLUTE: absolute } = read;
  if (idle !== undefined && absolute !== undefined && idle > absolute) {
    problems.push({ variable: "PFORTE_SESSION_IDLE", expected: "expected no more than PFORTE_SESSION_ABSOLUTE" });
  }
  return problems;
}

function checkFiles(read: Partial<Values>, readFile: ReadFile, problems: ConfigProblem[]): void {
  const { DATABASE_URL: address } = read;
  const authorities = address === undefined ? null : authoritiesOfAddress(address);
  checkFile("PFORTE_CA_FILE", read.PFORTE_CA_FILE, readFile, problems, authoritiesProblem);
  checkFile("DATABASE_URL", authorities, readFile, problems, authoritiesProblem);
  checkFile("PFORTE_CONFIGURATION_FILE", read.PFORTE_CONFIGURATION_FILE, readFile, problems);
}

/** The text of a file; null, and a problem, where there is none or `problemOf` finds fault with it. */
function checkFile(
  variable: string,
  path: string | null | undefined,
  readFile: ReadFile,
  problems: ConfigProblem[],
  problemOf: (text: string) => string | null = () => null,
): string | null {
  if (path === null || path === undefined) {
    return null;
  }
  const text = textOf(path, readFile);
  const expected = text === null ? "names a file that cannot be read" : problemOf(text);
  if (expected !== null) {
    problems.push({ variable, expected });
    return null;
  }
  return text;
}

function textOf(path: string, readFile: ReadFile): string | null {
  try {
    return readFile(path);
  } catch {
    // Missing, a folder, or not ours to read: to the operator it is the same.
    return null;
  }
}

function sourceSecretsOf(environment: Environment): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) =>
      name.startsWith(sourceSecretPrefix) && value !== undefined
        ? [[name.slice(sourceSecretPrefix.length).toLowerCase(), value] as const]
        : [],
    ),
  );
}

function configOf(values: Values, clientAuthentication: Config["oidc"]["clientAuthentication"]): Config {
  return {
    publicOrigin: values.PFORTE_PUBLIC_ORIGIN,
    isPlainLoopback: values.PFORTE_PUBLIC_ORIGIN.startsWith("http:"),
    listen: { host: values.PFORTE_HOST, port: values.PORT },
    ops: { host: values.PFORTE_OPS_HOST, port: values.PFORTE_OPS_PORT },
    trustedProxies: values.PFORTE_TRUSTED_PROXIES,
    oidc: {
      issuer: values.PFORTE_OIDC_ISSUER,
      clientId: values.PFORTE_OIDC_CLIENT_ID,
      scopes: values.PFORTE_OIDC_SCOPES,
      clientAuthentication,
      signingAlgorithms: values.PFORTE_OIDC_SIGNING_ALGORITHMS,
      requireIssuerParameter: values.PFORTE_OIDC_REQUIRE_ISSUER_PARAMETER,
      acceptPlainLogoutTokenType: values.PFORTE_OIDC_ACCEPT_PLAIN_LOGOUT_TOKEN_TYPE,
      groupsClaim: values.PFORTE_GROUPS_CLAIM,
      groupsAs: values.PFORTE_GROUPS_AS,
      administratorGroup: values.PFORTE_ADMINISTRATOR_GROUP,
      usernameClaim: values.PFORTE_USERNAME_CLAIM,
    },
    session: {
      idleSeconds: values.PFORTE_SESSION_IDLE,
      absoluteSeconds: values.PFORTE_SESSION_ABSOLUTE,
      cacheSeconds: values.PFORTE_SESSION_CACHE,
      perPerson: values.PFORTE_SESSIONS_PER_PERSON,
    },
    stepUp: { maxAgeSeconds: values.PFORTE_STEP_UP_MAX_AGE, acr: values.PFORTE_STEP_UP_ACR },
    proofGroup: values.PFORTE_PROOF_GROUP,
    proofRetentionSeconds: values.PFORTE_PROOF_RETENTION,
    navigationBases: values.PFORTE_NAVIGATION_BASES,
    linkNetworks: values.PFORTE_LINK_NETWORKS,
    anonymousAccess: values.PFORTE_ANONYMOUS_ACCESS,
    configurationFile: values.PFORTE_CONFIGURATION_FILE,
    timeZone: values.PFORTE_TIME_ZONE,
    logLevel: values.PFORTE_LOG_LEVEL,
    caFile: values.PFORTE_CA_FILE,
    drainSeconds: values.PFORTE_DRAIN,
    requestsPerMinute: values.PFORTE_REQUESTS_PER_MINUTE,
  };
}

function deepFreeze<Value>(value: Value): Value {
  if (typeof value === "object" && value !== null && !ArrayBuffer.isView(value)) {
    for (const member of Object.values(value)) {
      deepFreeze(member);
    }
    Object.freeze(value);
  }
  return value;
}
