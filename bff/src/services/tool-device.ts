import { createHmac } from "node:crypto";
import type { LoginDevice } from "#connectors/kit/tool-login.ts";
import type { ToolDevice } from "#storage/ports/tool-token-store.ts";
import type { Principal } from "#storage/principal.ts";

/** What a device's id is made from and begins with, and what its person reads in their list of devices. */
const devices: Readonly<Record<ToolDevice, { purpose: string; prefix: string; name: string }>> = {
  portal: { purpose: "tool-device", prefix: "PFORTE", name: "Pforte" },
  page: { purpose: "tool-device-page", prefix: "PFORTE-PAGE", name: "Pforte (Chat)" },
};

/**
 * The devices under which a session of the portal appears at a tool: of each kind one per session, so that the end of one
 * signs out no other, and the same at every sign-in of the session, so that devices do not pile up. Not to be guessed from
 * the subject. Letters, digits and dashes, as Matrix scopes want them.
 */
export function toolDevice(
  secret: Uint8Array,
  { owner, sessionHash }: Principal,
  source: string,
  device: ToolDevice,
): LoginDevice {
  const { purpose, prefix, name } = devices[device];
  const parts = [purpose, owner.issuer, owner.subject, sessionHash, source];
  const hmac = createHmac("sha256", secret);
  for (const part of parts) hmac.update(`${part.length}:`).update(part, "utf16le");
  return { id: `${prefix}-${hmac.digest("hex").slice(0, 20).toUpperCase()}`, name };
}
