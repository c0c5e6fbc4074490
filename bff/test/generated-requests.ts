import { portalHeader } from "@pforte/shared/contract/portal-header";
import { hostilePictures } from "@pforte/shared/testing/hostile-pictures";
import fc from "fast-check";
import type { RegisteredRoute, RoutePart } from "../src/plugins/route-register.ts";
import { type Known, valuesOf } from "./generated-values.ts";
import { hostileText, spoiled, spoiledText } from "./hostile-values.ts";

const identities = ["anonymous", "person", "administrator"] as const;
export type GeneratedIdentity = (typeof identities)[number];

/** A request that only lacks what is known when it is sent: the cookie, and the version that was read last. */
export interface GeneratedRequest {
  readonly route: RegisteredRoute;
  readonly identity: GeneratedIdentity;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer | null;
  /** Bytes that are written over those of the whole message, by their place in it; none in most. */
  readonly overwritten: readonly (readonly [place: number, byte: number])[];
}

/** Stands for the version that was read last. */
export const lastVersion = '"last"';

type Headers = Readonly<Record<string, string>>;

/** Requests of one route: right as far as its declared forms say, with one part spoiled, or with bytes turned. */
export function requestsOf(route: RegisteredRoute, origin: string, known: Known): fc.Arbitrary<GeneratedRequest> {
  const part = (name: RoutePart) => valuesOf(route.schemas.get(name), known);
  const [right, spoiledPath] = [targets(route, known, part("querystring")), hostileTargets(route)];
  const spoiledQuery = fc
    .tuple(right, fc.array(fc.tuple(queryNames, hostileText), { minLength: 1, maxLength: 3 }))
    .map(([target, pairs]) => withQuery(target, pairs));
  const headers = fc.constant(rightHeaders(route, origin));
  const [bodies, badBodies] = bodiesOf(route, part("body"));
  const identity = fc.constantFrom(...identities, ...identities.slice(1), mostNeeded(route));
  const build = (
    target: fc.Arbitrary<string>,
    head: fc.Arbitrary<Headers>,
    body: fc.Arbitrary<GeneratedRequest["body"]>,
    bytes: fc.Arbitrary<GeneratedRequest["overwritten"]> = fc.constant([]),
  ) =>
    fc
      .tuple(identity, target, head, body, bytes)
      .map(([who, path, fields, content, overwritten]) =>
        complete({ route, identity: who, target: path, headers: fields, body: content, overwritten }),
      );
  const overwritten = fc.array(fc.tuple(fc.nat(4000), fc.nat(255)), { minLength: 1, maxLength: 6 });
  return fc.oneof(
    { arbitrary: build(right, headers, bodies), weight: 8 },
    { arbitrary: build(right, headers, badBodies), weight: route.method === "GET" ? 1 : 6 },
    { arbitrary: build(spoiledQuery, headers, bodies), weight: 3 },
    { arbitrary: build(spoiledPath, headers, bodies), weight: 3 },
    { arbitrary: build(right, hostileHeaders(route, origin), bodies), weight: 3 },
    { arbitrary: build(spoiledQuery, hostileHeaders(route, origin), badBodies), weight: 1 },
    { arbitrary: build(right, headers, bodies, overwritten), weight: 2 },
  );
}

function mostNeeded({ access: { scope } }: RegisteredRoute): GeneratedIdentity {
  if (scope === "open") return "anonymous";
  return scope === "admin" ? "administrator" : "person";
}

/** A body without a type, or a type without a body, would be refused before anything looks at it. */
function complete(request: GeneratedRequest): GeneratedRequest {
  if (request.body !== null) return request;
  const { "content-type": _none, ...headers } = request.headers;
  return { ...request, headers };
}

function targets({ path, schemas }: RegisteredRoute, known: Known, query: fc.Arbitrary<unknown>): fc.Arbitrary<string> {
  const names = Array.from(path.matchAll(/:(\w+)/gu), ([, name = ""]) => name);
  const words = fc.stringMatching(/^[a-z0-9]{1,12}$/u);
  const seen = names.map((name): [string, fc.Arbitrary<unknown>] => {
    const values = known.get(name) ?? [];
    return [name, values.length === 0 ? words : fc.constantFrom(...values)];
  });
  // Where a form is declared, it knows better what fits; what was seen may be any tool's.
  const declared = schemas.has("params") ? valuesOf(schemas.get("params"), known) : fc.constant({});
  return fc.tuple(fc.record(Object.fromEntries(seen)), declared, query).map(([some, values, fields]) => {
    const named = path.replaceAll(/:(\w+)/gu, (_whole, name: string) =>
      escaped(String(fieldOf(values, name) ?? fieldOf(some, name))),
    );
    return withQuery(named, Object.entries(Object(fields)));
  });
}

function hostileTargets({ path }: RegisteredRoute): fc.Arbitrary<string> {
  const raw = fc.constantFrom("%2f", "%2e%2e", "%00", "%0d%0a", "%", "%zz", "%c0%ae", "//", "\\", ";a=b", "..", "%ff");
  const piece = fc.oneof(hostileText.map(escaped), raw);
  const named = fc.array(piece, { minLength: 8, maxLength: 8 }).map((pieces) => {
    const left = pieces.values();
    return path.replaceAll(/:\w+/gu, () => left.next().value ?? "x");
  });
  const torn = fc
    .tuple(fc.nat(path.length), piece)
    .map(([at, extra]) => path.slice(0, at).replace(/^$/u, "/") + extra + path.slice(at));
  return path.includes(":") ? fc.oneof(named, torn) : torn;
}

const someQueryNames =
  "returnTo code state iss error error_description session_state limit since from timeout filter term view before " +
  "attention upload part width format key cards";
const queryNames = fc.oneof(fc.constantFrom(...someQueryNames.split(" ")), hostileText);

function withQuery(target: string, fields: readonly (readonly [string, unknown])[]): string {
  const pairs = fields.flatMap(([name, value]) =>
    [value]
      .flat()
      .filter((each) => each !== undefined)
      .map((each) => `${escaped(name)}=${escaped(typeof each === "string" ? each : JSON.stringify(each))}`),
  );
  if (pairs.length === 0) return target;
  return `${target}${target.includes("?") ? "&" : "?"}${pairs.join("&")}`;
}

/** Percent-encoded; half of a character, which no encoder takes, as its three bytes. */
function escaped(text: string): string {
  return Array.from(text, (character) => (character.isWellFormed() ? encodeURIComponent(character) : "%ed%a0%80")).join(
    "",
  );
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Object.entries(value).find(([key]) => key === name)?.[1] : null;
}

function typeOf({ access }: RegisteredRoute): string {
  if (access.body === "reports") return "application/reports+json";
  if (access.body === "pictures") return "image/svg+xml";
  if (access.kind === "transfer") return "application/octet-stream";
  return access.kind === "machine" || access.kind === "act" ? "application/x-www-form-urlencoded" : "application/json";
}

/** What a page of the portal, or a navigation, sends for a route of this kind. */
function rightHeaders(route: RegisteredRoute, origin: string): Headers {
  const { method, access } = route;
  if (access.kind === "page")
    return { accept: "text/html", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };
  return {
    accept: "*/*",
    [portalHeader.name]: portalHeader.value,
    "sec-fetch-dest": access.kind === "media" ? "image" : "empty",
    "sec-fetch-mode": "cors",
    "sec-fetch-site": "same-origin",
    ...(method !== "GET" && { origin, "content-type": typeOf(route) }),
    ...(access.isMatched === true && { "if-match": lastVersion }),
  };
}

const someHeaders =
  "accept accept-language accept-encoding content-type cookie if-match if-none-match range last-event-id origin referer " +
  "user-agent sec-fetch-site sec-fetch-mode sec-fetch-dest authorization x-forwarded-for x-forwarded-host " +
  "x-forwarded-proto forwarded x-portal if-modified-since x-http-method-override traceparent via te priority";

/** The right ones with some of them replaced or left out, and others put in. */
function hostileHeaders(route: RegisteredRoute, origin: string): fc.Arbitrary<Headers> {
  const right = rightHeaders(route, origin);
  const name = fc.constantFrom(...new Set([...Object.keys(right), ...someHeaders.split(" ")]));
  const value = fc.oneof(
    // What no header can carry is a matter of the parser, which has tests of its own.
    hostileText.map((text) => text.replaceAll(/[^\u0020-\u007e\u00a0-\u00ff]/gu, "?").slice(0, 3000)),
    fc.constantFrom('"1"', "*", '"1", "2"', 'W/"1"', "bytes=0-0,1-1", "null", "same-site", "de;q=1e9", "gzip;q=0"),
  );
  return fc.array(fc.tuple(name, fc.option(value)), { minLength: 1, maxLength: 4 }).map((changes) => {
    const headers = new Map(Object.entries(right));
    for (const [key, text] of changes) {
      if (text === null) headers.delete(key);
      else headers.set(key, text);
    }
    return Object.fromEntries(headers);
  });
}

type Bodies = fc.Arbitrary<GeneratedRequest["body"]>;

/** Bodies that are right, and bodies that are not. */
function bodiesOf(route: RegisteredRoute, values: fc.Arbitrary<unknown>): readonly [Bodies, Bodies] {
  const { method, access, schemas } = route;
  if (method === "GET") return [fc.constant(null), fc.constantFrom("{}", "x")];
  if (access.kind === "transfer") return transfers(access.body === "pictures");
  if (access.body === "reports") return json(reports);
  if (access.kind === "machine" || access.kind === "act") return [forms, spoiledText(forms)];
  return schemas.has("body") ? json(values) : [fc.constant(null), hostileText];
}

function json(values: fc.Arbitrary<unknown>): readonly [Bodies, Bodies] {
  const text = (value: unknown) => JSON.stringify(value) ?? "";
  const [right, wrong] = [values.map(text), spoiled(values).map(text)];
  const bytes = fc.uint8Array({ maxLength: 200 }).map((each) => Buffer.from(each));
  const bad = fc.oneof(
    { arbitrary: wrong, weight: 6 },
    { arbitrary: spoiledText(right), weight: 2 },
    { arbitrary: fc.json({ maxDepth: 4 }), weight: 1 },
    { arbitrary: bytes, weight: 1 },
  );
  return [right, bad];
}

const reports = fc.array(
  fc.record({ type: fc.constant("csp-violation"), body: fc.record({ effectiveDirective: hostileText }) }),
  { maxLength: 3 },
);

const forms = fc
  .array(fc.tuple(fc.constantFrom("logout_token", "returnTo", "everywhere", "confirm", "sid"), hostileText), {
    maxLength: 3,
  })
  .map((pairs) => pairs.map(([name, value]) => `${name}=${escaped(value)}`).join("&"));

function transfers(arePictures: boolean): readonly [Bodies, Bodies] {
  const bytes = fc.uint8Array({ minLength: 1, maxLength: 400 }).map((each) => Buffer.from(each));
  if (!arePictures) return [bytes, fc.oneof(bytes, hostileText)];
  const pictures = fc.constantFrom(...hostilePictures.map(({ svg }) => svg));
  return [pictures, fc.oneof(spoiledText(pictures), bytes)];
}
