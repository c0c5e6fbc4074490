import type { Gateway } from "#connectors/kit/gateway.ts";
import { isEncrypted } from "./encryption.ts";
import { accountRoutes } from "./gateway-account.ts";
import { roomRoutes } from "./gateway-rooms.ts";
import { matrixRefusal } from "./refusal.ts";

/**
 * What of the client-server API a Matrix client in the page may use. Not among it: signing in and out, tokens, devices,
 * keys, to-device messages, presence, calls, media (which have ways of their own), and anything of an administrator.
 */
export const matrixGateway: Gateway = {
  routes: [...accountRoutes, ...roomRoutes],
  refusal: matrixRefusal,
  isEncrypted,
};
