import { createHmac } from "node:crypto";
import type { LoginDevice } from "#connectors/kit/tool-login.ts";
import type { Principal } from "#storage/principal.ts";

/**
 * The device under which the portal appears at a tool: one per session, so that the end of one signs out no other, and
 * the same at every sign-in of the session, so that devices do not pile up. Not to be guessed from the subject. Letters,
 * digits and dashes, as Matrix scopes want them.
 */
export function toolDevice(secret: Uint8Array, { owner, sessionHash }: Principal, source: string): LoginDevice {
  const parts = ["tool-device", owner.issuer, owner.subject, sessionHash, source];
  const hmac = createHmac("sha256", secret);
  for (const part of parts) hmac.update(`${part.length}:`).update(part, "utf16le");
  return { id: `PFORTE-${hmac.digest("hex").slice(0, 20).toUpperCase()}`, name: "Pforte" };
}
