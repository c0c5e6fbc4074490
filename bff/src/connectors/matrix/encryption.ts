import { z } from "zod";
import type { CallContext } from "#connectors/kit/connector.ts";
import { UpstreamError } from "#connectors/kit/upstream-error.ts";
import { path } from "#connectors/kit/upstream-path.ts";
import { matrixRefusal } from "./refusal.ts";

const anything = z.looseObject({});

/**
 * Whether a room is encrypted, asked of the homeserver as the person: only they know, and only now. A homeserver would
 * take plain text all the same. Everything but its own plain "there is no such state" is no proof that it is not.
 */
export async function isEncrypted(call: CallContext, room: string): Promise<boolean> {
  try {
    await call.http.json(path`/_matrix/client/v3/rooms/${room}/state/m.room.encryption`, anything, {
      refusal: matrixRefusal,
    });
    return true;
  } catch (error) {
    if (error instanceof UpstreamError && error.status === 404 && error.code === "M_NOT_FOUND") return false;
    throw error;
  }
}
