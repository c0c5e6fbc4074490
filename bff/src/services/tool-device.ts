import { createHmac } from "node:crypto";
import type { LoginDevice } from "#connectors/kit/tool-login.ts";
import type { Owner } from "#storage/principal.ts";

/**
 * The device under which the portal appears at a tool: the same for a person at every sign-in, so that devices do not
 * pile up, and not to be guessed from the subject. Letters, digits and dashes, as Matrix scopes want them.
 */
export function toolDevice(secret: Uint8Array, owner: Owner, source: string): LoginDevice {
  const parts = ["tool-device", owner.issuer, owner.subject, source];
  const hmac = createHmac("sha256", secret);
  for (const part of parts) hmac.update(`${part.length}:`).update(part, "utf16le");
  return { id: `PFORTE-${hmac.digest("hex").slice(0, 20).toUpperCase()}`, name: "Pforte" };
}
