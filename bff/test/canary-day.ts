import { randomBytes, randomUUID } from "node:crypto";
import { readCards } from "@pforte/shared/contract/cards";
import { replyInChat } from "@pforte/shared/contract/chat";
import { searchFiles } from "@pforte/shared/contract/files";
import { actOnInbox, readInbox } from "@pforte/shared/contract/inbox";
import { send } from "./carry.ts";
import { copiedTables, overheardBus, recordedAnswers } from "./everything-kept.ts";
import { Needles } from "./needles.ts";
import { openStream } from "./open-stream.ts";
import type { TestPerson } from "./person.ts";
import { startToolsPortal, type ToolsPortal } from "./tools-portal.ts";

/** Stands in everything that tools hold of a person: subjects, names, texts. */
export const contentCanary = "kanarienvogel-7f3a";
/** Stands in everything that a browser sends without being asked. */
export const requestCanary = "kanarienvogel-9c1e";

/** A day in which everything happens that a token, a code, a cookie or content passes through, and what was kept of it. */
export async function liveCanaryDay() {
  await using starting = new AsyncDisposableStack();
  let ahead = 0;
  const secret = () => randomBytes(32).toString("base64url");
  const secrets = { navigationSecret: secret(), sourceSecrets: { wiki: secret() } };
  const world = starting.use(
    await startToolsPortal({ secrets, overrides: { now: () => new Date(Date.now() + ahead), random: () => 0 } }),
  );
  const { portal } = world;
  const bus = starting.use(await overheardBus(portal.database.url));
  const answers = recordedAnswers(portal.portal.server.server);
  const tokens = new Needles();
  const cookies = new Needles();
  tokens.add("the navigation secret", secrets.navigationSecret);
  tokens.add("a source's secret", secrets.sourceSecrets.wiki);
  const { oidcClient, sessionKeys, identifierKey } = portal.secrets;
  tokens.add("the client's secret", oidcClient.kind === "secret" ? oidcClient.secret : oidcClient.privateKeyPem);
  tokens.add("the identifier key", identifierKey);
  for (const { key } of sessionKeys) tokens.add("a session key", key);
  recordProvider(world, tokens);
  furnish(world);

  const ines = await portal.as("ines");
  const katharina = await portal.as("katharina");
  const states: string[] = [];
  const heard = portal.identityProvider.intercept(({ requestBody }) => {
    states.push(...new URLSearchParams(requestBody).getAll("state"));
    return undefined;
  });
  const abandoned = await portal.nobody.get("/auth/login");
  heard();
  for (const line of abandoned.headers.getSetCookie()) cookies.add("a begun sign-in", /=([^;]+)/u.exec(line)?.[1]);
  for (const who of [ines, katharina]) cookies.add("a session's cookie", who.jar.get("portal"));
  // Whoever is at the browser writes what they like into the provider's answer.
  const answer = { error: requestCanary, error_description: requestCanary, iss: portal.config.oidc.issuer };
  const query = new URLSearchParams({ ...answer, state: states[0] ?? "" });
  await portal.nobody.get(`/auth/callback?${query.toString()}`);
  await portal.nobody.get("/auth/login");
  const stream = await openStream(portal.origin, ines);
  recordTools(world, tokens);
  await work(ines);
  await work(katharina);
  await everyRoute(world, [portal.nobody, ines, katharina]);
  const sealed = await copiedTables(portal.database.url);

  await logoutTokens(world, tokens);
  for (const status of [403, 500]) {
    echoTokens(world, status);
    await ines.call(readCards, { query: { patient: "true" } }).catch(() => undefined);
  }
  // Every token is due, and the provider quotes what it was sent in each of its refusals.
  ahead += 301_000;
  for (const where of ["body", "head"] as const) {
    const heal = quoteEverything(world, where);
    await ines.send("GET", "/api/session");
    await ines.call(readCards, { query: { patient: "true" } }).catch(() => undefined);
    await portal.nobody.get("/auth/login");
    heal();
    // Longer than a refresh rests after a failure.
    ahead += 10_000;
  }
  await ines.send("GET", "/api/session");
  const left = await ines.send("POST", "/auth/logout", {
    body: "",
    headers: { accept: "text/html", "content-type": "application/x-www-form-urlencoded", "sec-fetch-mode": "navigate" },
  });
  await stream.close();
  const metrics = await Promise.all(
    ["/metrics", "/readyz", "/healthz"].map(async (url) => (await portal.portal.ops.inject({ url })).body),
  );
  const kept = {
    tokens,
    cookies,
    /** As a backup would have them: in the middle of the day, with living sessions, and at its end. */
    tables: [sealed, await copiedTables(portal.database.url)],
    log: portal.logLines.join(""),
    metrics: metrics.join("\n"),
    bus: bus.heard,
    sent: answers.text(),
    /** Where the sign-out led; the one place where a token may be in an answer. */
    signOut: left.headers.get("location") ?? "",
    database: portal.database,
  };
  const started = starting.move();
  return { ...kept, [Symbol.asyncDispose]: async () => started.disposeAsync() };
}

function furnish({ nextcloud, openproject, matrix, accounts }: ToolsPortal): void {
  const [of, by] = [accounts.get("ines"), accounts.get("katharina")];
  if (of === undefined || by === undefined) throw new Error("Somebody is missing.");
  const file = nextcloud.world.put("ines", `${contentCanary}.odt`, contentCanary, { by: "katharina" });
  nextcloud.world.comment(file, "katharina", contentCanary, { mentions: ["ines"] });
  const project = openproject.world.project(contentCanary, [of, by]);
  const task = openproject.world.create({ subject: contentCanary, project, author: by, assignee: of });
  openproject.world.comment(task, by, contentCanary, [of]);
  const room = matrix.homeserver.createRoom({ name: contentCanary, members: ["ines", "katharina"] });
  matrix.homeserver.say(room, "katharina", contentCanary, { mentions: ["ines"] });
}

/** Remembers every token, code and proof that passes the identity provider. */
function recordProvider({ portal }: ToolsPortal, tokens: Needles): void {
  const secretFields = [
    "code",
    "code_verifier",
    "refresh_token",
    "subject_token",
    "client_assertion",
    "nonce",
    "state",
  ];
  portal.identityProvider.intercept(({ path, requestBody, requestHeaders, body, headers }) => {
    const form = new URLSearchParams(requestBody);
    for (const field of secretFields) tokens.add(`${field} sent to ${path}`, form.get(field));
    if (requestHeaders.authorization !== undefined) tokens.add("the client's header", requestHeaders.authorization);
    if (path.endsWith("/token")) {
      for (const [field, value] of Object.entries(Object(JSON.parse(body)))) {
        if (field.endsWith("_token") && typeof value === "string") tokens.add(`${field} of the provider`, value);
      }
    }
    const code = /[?&]code=([^&]+)/u.exec(headers["location"] ?? "")?.[1];
    tokens.add("a code on its way back", code);
    return undefined;
  });
}

/** Remembers what the portal proves itself with at each tool. */
function recordTools({ nextcloud, openproject, matrix }: ToolsPortal, tokens: Needles): void {
  const record = ({ headers }: { readonly headers: Readonly<Record<string, unknown>> }): false => {
    const { authorization } = headers;
    if (typeof authorization === "string") tokens.add("a tool's token", authorization.replace(/^\w+ /u, ""));
    return false;
  };
  nextcloud.levers.intercept(record);
  openproject.levers.intercept(record);
  matrix.intercept(async (seen) => record(seen));
}

async function work(who: TestPerson): Promise<void> {
  await who.call(readCards, { query: { patient: "true" } });
  await who.call(searchFiles, { query: { term: contentCanary } });
  const { items } = await who.call(readInbox, { query: {} });
  const acts = items.map(({ id, changes }, at) => ({
    id: randomUUID(),
    act: at === 0 ? ("read" as const) : ("done" as const),
    item: id,
    changes: changes.map((change) => change.id),
  }));
  if (acts.length > 0) await who.call(actOnInbox, { body: { acts } });
  const { chat } = await who.call(readCards, { query: { cards: "chat", patient: "true" } });
  for (const { id } of chat?.rooms ?? []) {
    const body = { id: randomUUID(), room: id, text: contentCanary, inReplyTo: null };
    await who.call(replyInChat, { body });
    const room = encodeURIComponent(id.slice("chat:".length));
    const rooms = "/api/chat/matrix/chat/_matrix/client/v3/rooms";
    await who.send("GET", `${rooms}/${room}/messages?dir=b&limit=20`);
  }
  await who.send("GET", "/api/chat/matrix/chat/_matrix/client/v3/sync?timeout=0");
}

/** Asks every route as everybody, with something secret in each part of a request. */
async function everyRoute({ portal }: ToolsPortal, everybody: readonly TestPerson[]): Promise<void> {
  const headers = {
    authorization: `Bearer ${requestCanary}`,
    "user-agent": requestCanary,
    referer: `https://${requestCanary}.example/`,
    "x-forwarded-for": requestCanary,
    "x-request-id": requestCanary,
    traceparent: requestCanary,
    "accept-language": requestCanary,
    "if-match": requestCanary,
    "last-event-id": requestCanary,
  };
  for (const who of everybody) {
    for (const { method, path, access } of portal.portal.routes) {
      if (access.kind === "stream" || path === "/auth/logout") continue;
      const target = `${path.replaceAll(/:\w+/gu, requestCanary)}?q=${requestCanary}&code=${requestCanary}`;
      const body = method === "GET" ? {} : { body: JSON.stringify({ [requestCanary]: requestCanary }) };
      await (access.kind === "page" && method === "GET"
        ? who.get(target, headers)
        : who.send(method, target, { ...body, headers }));
    }
  }
}

/** From now on every tool fails, and says with what it was asked. */
function echoTokens({ nextcloud, openproject, matrix }: ToolsPortal, status: number): void {
  const echo = (
    { headers }: { readonly headers: Readonly<Record<string, unknown>> },
    response: Parameters<NonNullable<Parameters<typeof nextcloud.levers.intercept>[0]>>[1],
  ): true => {
    const token = String(headers["authorization"]).replace(/^\w+ /u, "");
    const body = JSON.stringify({ errcode: token, error: headers, message: contentCanary });
    response.writeHead(status, { "content-type": "application/json", "x-echo": token });
    response.end(body);
    return true;
  };
  nextcloud.levers.intercept(echo);
  openproject.levers.intercept(echo);
  matrix.intercept(async (seen, response) => echo(seen, response));
}

/** From now on the provider refuses every call by quoting it. */
function quoteEverything({ portal }: ToolsPortal, where: "body" | "head"): () => void {
  return portal.identityProvider.intercept(({ path, requestBody, requestHeaders }) => {
    if (!/\/(?:token|revoke|request)$/u.test(path)) return undefined;
    const said = `${requestBody} ${requestHeaders.authorization ?? ""}`;
    const body = JSON.stringify({ error: "invalid_request", error_description: said, error_uri: said, [said]: said });
    // Whoever says why in the head is asked no further: what is in the body counts without that only.
    const headers = where === "head" ? { "www-authenticate": `Bearer error="${said}"` } : {};
    return { status: where === "head" ? 401 : 400, headers, body };
  });
}

/** A good one for Katharina, and bad ones that quote what they must not. */
async function logoutTokens({ portal }: ToolsPortal, tokens: Needles): Promise<void> {
  const { identityProvider, config, origin } = portal;
  const post = async (token: string) =>
    send(
      `${origin}/auth/backchannel-logout`,
      "POST",
      { "content-type": "application/x-www-form-urlencoded" },
      new URLSearchParams({ logout_token: token }).toString(),
    );
  const [row] = await portal.database.query(
    "select subject, provider_session from sessions where ended_at is null and username like 'katharina%'",
  );
  const person = { sub: String(row?.["subject"]), sid: String(row?.["provider_session"]) };
  const good = await identityProvider.logoutToken(config.oidc.clientId, person);
  tokens.add("a logout token", good);
  for (const token of [requestCanary, `${good}x`, `${good.slice(0, 40)}${requestCanary}`, good]) await post(token);
}
