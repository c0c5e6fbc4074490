import { decodeJwt, decodeProtectedHeader, errors, type JWTPayload, jwtVerify } from "jose";
import type { Config } from "#config/config.ts";
import type { Log } from "#log.ts";
import type { SessionStore } from "#storage/ports/session-store.ts";
import { identifierIn } from "./claim-values.ts";
import type { Provider } from "./provider.ts";
import { type ProviderKeys, ProviderKeysError } from "./provider-keys.ts";
import type { Sessions } from "./sessions.ts";

/** `accepted` also for a session that nobody knows: logout is idempotent. */
export type BackChannelResult =
  | { readonly kind: "accepted"; readonly ended: number }
  | { readonly kind: "refused"; readonly reason: string }
  | { readonly kind: "unavailable" };

interface BackChannelOptions {
  readonly settings: Config["oidc"];
  readonly provider: Provider;
  readonly store: SessionStore;
  readonly sessions: Sessions;
  readonly now: () => Date;
  readonly log: Log;
}

const event = "http://schemas.openid.net/event/backchannel-logout";
const toleranceSeconds = 60;
const oldestSeconds = 300;
const longestLifeSeconds = 600;
/**
 * How many are written at a time. A provider that ends a whole department sends hundreds at once and none a second time:
 * those that wait for their turn are heard, those that wait for one of the database's few connections would not be.
 */
const mostAtOnce = 3;

/** Logout tokens of the identity provider (OpenID Connect Back-Channel Logout 1.0, section 2.6; S25). */
export class BackChannelLogout {
  readonly #options: BackChannelOptions;
  #atOnce = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(options: BackChannelOptions) {
    this.#options = options;
  }

  /**
   * Whether a token names our issuer, our client and a known key. Proves nothing and costs nothing: by it, tokens of the
   * provider are still heard while its address floods us with others, for behind a proxy everybody has one address.
   */
  isPlausible(token: string): boolean {
    const { settings, provider } = this.#options;
    try {
      const { iss, aud } = decodeJwt(token);
      const isForUs = iss === settings.issuer && [aud].flat().includes(settings.clientId);
      return isForUs && provider.keys()?.knows(decodeProtectedHeader(token).kid) === true;
    } catch {
      // No token at all; jose says so by throwing one of several errors.
      return false;
    }
  }

  async accept(token: string): Promise<BackChannelResult> {
    const { settings, provider, store, sessions, now, log } = this.#options;
    const keys = provider.keys();
    if (keys === null) {
      return { kind: "unavailable" };
    }
    const claims = await this.#verified(token, keys);
    if (claims instanceof Refused) {
      log.warn({ reason: claims.reason }, "A logout token was refused.");
      return { kind: "refused", reason: claims.reason };
    }
    if (claims === "unavailable") {
      return { kind: "unavailable" };
    }
    const until = new Date(Math.max((claims.exp + toleranceSeconds) * 1000, now().getTime()));
    const meant = { issuer: settings.issuer, ...claims.who };
    const ended = await this.#inTurn(async () => store.endByLogout({ meant, jti: claims.jti, until }));
    if (ended === null) {
      return { kind: "refused", reason: "jti" };
    }
    sessions.tidyAll(ended);
    return { kind: "accepted", ended: ended.length };
  }

  async #inTurn<Result>(write: () => Promise<Result>): Promise<Result> {
    if (this.#atOnce < mostAtOnce) this.#atOnce += 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await write();
    } finally {
      // The place goes to whoever waits longest.
      const next = this.#waiting.shift();
      if (next === undefined) this.#atOnce -= 1;
      else next();
    }
  }

  async #verified(token: string, keys: ProviderKeys): Promise<LogoutClaims | Refused | "unavailable"> {
    const { settings, now } = this.#options;
    try {
      const { payload, protectedHeader } = await jwtVerify(token, keys.find, {
        issuer: settings.issuer,
        audience: settings.clientId,
        algorithms: [...settings.signingAlgorithms],
        clockTolerance: toleranceSeconds,
        currentDate: now(),
        requiredClaims: ["iat", "exp", "jti", "events"],
      });
      return typeProblem(protectedHeader.typ, settings) ?? logoutClaims(payload, now());
    } catch (error) {
      if (error instanceof ProviderKeysError) {
        return "unavailable";
      }
      if (error instanceof errors.JOSEError) {
        return new Refused(error.code);
      }
      throw error;
    }
  }
}

interface LogoutClaims {
  readonly jti: string;
  readonly exp: number;
  readonly who:
    | { readonly sid: string; readonly subject: string | null }
    | { readonly sid: null; readonly subject: string };
}

/** Why a token does not count. */
class Refused {
  readonly reason: string;
  constructor(reason: string) {
    this.reason = reason;
  }
}

function typeProblem(typ: string | undefined, settings: Config["oidc"]): Refused | null {
  const found = (typ ?? "").toLowerCase().replace(/^application\//u, "");
  const isRight = found === "logout+jwt" || (settings.acceptPlainLogoutTokenType && (found === "jwt" || found === ""));
  return isRight ? null : new Refused("typ");
}

function logoutClaims(payload: JWTPayload, now: Date): LogoutClaims | Refused {
  const { iat = Number.NaN, exp = Number.NaN, jti, sub, sid, nonce, events } = payload;
  const age = now.getTime() / 1000 - iat;
  if (!(age >= -toleranceSeconds && age <= oldestSeconds)) {
    return new Refused("iat");
  }
  if (!(exp - iat <= longestLifeSeconds)) {
    return new Refused("exp");
  }
  const id = nonEmpty(jti);
  if (id === null) {
    return new Refused("jti");
  }
  if (nonce !== undefined) {
    return new Refused("nonce");
  }
  if (!hasLogoutEvent(events)) {
    return new Refused("events");
  }
  const who = whoIn(sid, sub);
  return who === null ? new Refused("sub") : { jti: id, exp, who };
}

/** Null also where one of the two is there and names nothing: left out of account, it would end more than was meant. */
function whoIn(sid: unknown, sub: unknown): LogoutClaims["who"] | null {
  const [session, subject] = [nonEmpty(sid), nonEmpty(sub)];
  if ((session === null && sid !== undefined) || (subject === null && sub !== undefined)) {
    return null;
  }
  if (session !== null) {
    return { sid: session, subject };
  }
  return subject === null ? null : { sid: null, subject };
}

function hasLogoutEvent(events: unknown): boolean {
  if (typeof events !== "object" || events === null || !Object.hasOwn(events, event)) {
    return false;
  }
  // Just seen to be there.
  const member = (events as Readonly<Record<string, unknown>>)[event];
  return typeof member === "object" && member !== null && !Array.isArray(member);
}

const nonEmpty = (value: unknown) => identifierIn(value, 300);
