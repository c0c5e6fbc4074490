import type { FastifyReply, FastifyRequest } from "fastify";
import { transactionMilliseconds } from "#auth/login-transactions.ts";
import { isSecretId, newSecretId } from "#auth/session-id.ts";
import { onlyCookie } from "#plugins/cookies.ts";
import type { AuthRouteParts } from "./auth-parts.ts";

type Parts = Pick<AuthRouteParts, "cookies">;

/** As long as the store knows a device: half a year after the last sign-in from it. */
const keptSeconds = 180 * 24 * 3600;

const known = (request: FastifyRequest, { cookies }: Parts): string | undefined => {
  const value = onlyCookie(request, cookies.device);
  return isSecretId(value) ? value : undefined;
};

/**
 * Gives a browser that has none a name for as long as a sign-in may take: of several tabs that sign in at the same time
 * all come back with the same one, and are one device.
 */
export function nameDevice(request: FastifyRequest, reply: FastifyReply, parts: Parts): void {
  if (known(request, parts) === undefined) {
    parts.cookies.set(reply, parts.cookies.device, newSecretId(), transactionMilliseconds / 1000);
  }
}

/** The name of the browser; a new one where it lost or spoiled its own. */
export function deviceOf(request: FastifyRequest, parts: Parts): string {
  return known(request, parts) ?? newSecretId();
}

/** Only who has signed in is remembered for longer. */
export function keepDevice(reply: FastifyReply, { cookies }: Parts, device: string): void {
  cookies.set(reply, cookies.device, device, keptSeconds);
}
