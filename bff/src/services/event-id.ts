import { createHmac, timingSafeEqual } from "node:crypto";

/** Ids of events that mean something to this portal and to their owner only (S72). */
export interface EventIds {
  make(owner: string, sequence: number): string;
  /** The sequence of an id that was made for this owner; null for a foreign, forged or malformed one. */
  read(owner: string, id: string | undefined): number | null;
}

const idPattern = /^[A-Za-z0-9_-]{30}$/u;
const sequenceBytes = 6;

/** Each id is its sequence, masked and authenticated under a key that the owner is part of. */
export function createEventIds(key: Uint8Array): EventIds {
  const mac = (owner: string, purpose: string, data: Uint8Array) =>
    createHmac("sha256", key).update(`event-id:${purpose}:${owner.length}:${owner}:`).update(data).digest();
  const mask = (owner: string, tag: Buffer, bytes: Buffer) => {
    const pad = mac(owner, "mask", tag);
    return Buffer.from(bytes.map((byte, at) => byte ^ (pad[at] ?? 0)));
  };
  return {
    make(owner, sequence) {
      const bytes = Buffer.alloc(sequenceBytes);
      bytes.writeUIntBE(sequence, 0, sequenceBytes);
      const tag = mac(owner, "tag", bytes).subarray(0, 16);
      return Buffer.concat([mask(owner, tag, bytes), tag]).toString("base64url");
    },
    read(owner, id) {
      if (id === undefined || !idPattern.test(id)) {
        return null;
      }
      const raw = Buffer.from(id, "base64url");
      const tag = raw.subarray(sequenceBytes);
      const bytes = mask(owner, tag, raw.subarray(0, sequenceBytes));
      const isOwn = timingSafeEqual(tag, mac(owner, "tag", bytes).subarray(0, 16));
      return isOwn ? bytes.readUIntBE(0, sequenceBytes) : null;
    },
  };
}
