import { setTimeout as sleep } from "node:timers/promises";
import { decodeJwt } from "jose";
import { z } from "zod";
import type { IdentityProvider } from "../world/identity-provider.ts";

// Not the ID token: like Keycloak, the provider sends none once the session exchanged a token.
const replySchema = z.looseObject({ refresh_token: z.string(), access_token: z.string() });

/** One answer to a refresh that is held back at the provider's door. */
export interface HeldRefresh {
  /** The provider has made new tokens, and nobody has them yet. */
  readonly reached: Promise<string>;
  release(): void;
}

/** Holds the answers to refreshes back, one person's at a time, and notes what is revoked. */
export interface RefreshGate {
  hold(sub: string): HeldRefresh;
  readonly revoked: ReadonlySet<string>;
  close(): void;
}

export function openRefreshGate(provider: IdentityProvider): RefreshGate {
  const held = new Map<string, { reached: PromiseWithResolvers<string>; released: PromiseWithResolvers<undefined> }>();
  const revoked = new Set<string>();
  const stop = provider.intercept(async ({ path, requestBody, status, body }) => {
    const form = new URLSearchParams(requestBody);
    if (path.endsWith("/revoke")) revoked.add(form.get("token") ?? "");
    if (!path.endsWith("/token") || form.get("grant_type") !== "refresh_token" || status !== 200) return undefined;
    const reply = replySchema.parse(JSON.parse(body));
    const sub = decodeJwt(reply.access_token).sub ?? "";
    const gate = held.get(sub);
    if (gate === undefined) return undefined;
    held.delete(sub);
    gate.reached.resolve(reply.refresh_token);
    return gate.released.promise;
  });
  return {
    revoked,
    hold(sub) {
      const gate = { reached: Promise.withResolvers<string>(), released: Promise.withResolvers<undefined>() };
      held.set(sub, gate);
      return { reached: gate.reached.promise, release: () => gate.released.resolve(undefined) };
    },
    close: stop,
  };
}

/** Asks until a refresh is held back, for a process that is busy may say "not now"; fails where it answers without one. */
export async function askUntilHeld<Status>(held: HeldRefresh, ask: () => Promise<Status>) {
  for (let tries = 1; ; tries += 1) {
    const asked = ask();
    const newToken = await Promise.race([held.reached, asked.then(() => null)]);
    if (newToken !== null) return { asked, newToken };
    const status = await asked;
    if (status !== 503 || tries === 20) throw new Error(`Answered by ${String(status)} without a refresh.`);
    await sleep(200);
  }
}

/** What the provider says to whoever comes with this refresh token. */
export async function tryRefreshToken(
  provider: IdentityProvider,
  client: { readonly id: string; readonly secret: string },
  refreshToken: string,
): Promise<number> {
  const answer = await fetch(`${provider.issuer}/protocol/openid-connect/token`, {
    method: "POST",
    headers: { authorization: `Basic ${Buffer.from(`${client.id}:${client.secret}`).toString("base64")}` },
    body: new URLSearchParams({ grant_type: "refresh_token", refresh_token: refreshToken }),
  });
  await answer.body?.cancel();
  return answer.status;
}
