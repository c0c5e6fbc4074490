import type { TokenPlace, ToolDevice } from "#storage/ports/tool-token-store.ts";
import type { Principal } from "#storage/principal.ts";
import type { ConnectedSource } from "./live-sources.ts";
import { toolLogin } from "./sign-in-ways.ts";

/** Whose token, for which source, on which of their session's devices there. */
export interface TokenUse {
  readonly principal: Principal;
  readonly source: ConnectedSource;
  readonly device: ToolDevice;
}

/** The same with the one device that a tool without a sign-in of its own can have. */
export function atItsDevice(use: TokenUse): TokenUse {
  return toolLogin(use.source) === null ? { ...use, device: "portal" } : use;
}

/** Where the token is kept. */
export function placeOfToken({ principal, source, device }: TokenUse): TokenPlace {
  return { sessionHash: principal.sessionHash, source: source.key, device };
}

/** The same as a text, as a key of memory. */
export function keyOfToken({ principal, source, device }: TokenUse): string {
  return `${principal.sessionHash} ${source.key} ${device}`;
}
