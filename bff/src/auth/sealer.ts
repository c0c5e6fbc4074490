import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import type { Secrets } from "#config/config.ts";
import type { Sealer } from "#sealer.ts";

const form = "1";
const ivBytes = 12;
const tagBytes = 16;

/** A sealer that can also say whether a text was sealed with the newest key. */
export interface KeyRingSealer extends Sealer {
  /** False once a newer key exists; what is touched then is sealed again. */
  isCurrent(sealed: string): boolean;
}

/**
 * AES-256-GCM with a random 96-bit IV, the key's id in front and the place as authenticated data (S18). The newest key
 * seals, every key of the ring opens.
 */
export function createSealer(keys: Secrets["sessionKeys"]): KeyRingSealer {
  const [newest] = keys;
  if (newest === undefined) {
    throw new Error("The key ring is empty.");
  }
  const ring = new Map(keys.map(({ id, key }) => [id, key]));
  return {
    seal(plain, place) {
      const iv = randomBytes(ivBytes);
      const cipher = createCipheriv("aes-256-gcm", newest.key, iv).setAAD(authenticated(newest.id, place));
      const sealed = Buffer.concat([iv, cipher.update(plain, "utf8"), cipher.final(), cipher.getAuthTag()]);
      return `${form}.${newest.id}.${sealed.toString("base64url")}`;
    },
    open(sealed, place) {
      const [found, id = "", text = "", ...rest] = sealed.split(".");
      const key = ring.get(id);
      const bytes = Buffer.from(text, "base64url");
      if (found !== form || key === undefined || rest.length > 0 || bytes.length < ivBytes + tagBytes) {
        return null;
      }
      const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, ivBytes))
        .setAAD(authenticated(id, place))
        .setAuthTag(bytes.subarray(-tagBytes));
      const plain = decipher.update(bytes.subarray(ivBytes, -tagBytes));
      try {
        return Buffer.concat([plain, decipher.final()]).toString("utf8");
      } catch {
        // The one thing that `final` throws for: the tag does not fit. To the caller that is a value, not an accident.
        return null;
      }
    },
    isCurrent: (sealed) => sealed.startsWith(`${form}.${newest.id}.`),
  };
}

/** Parts with their lengths, so that no two places read the same. */
function authenticated(keyId: string, place: readonly string[]): Buffer {
  return Buffer.from([form, keyId, ...place].map((part) => `${Buffer.byteLength(part)}:${part}`).join(""));
}
