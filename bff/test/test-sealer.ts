import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import type { Sealer } from "../src/sealer.ts";

/** Seals for tests with a key of its own, bound to the place like the real one. */
export function testSealer(key = randomBytes(32)): Sealer {
  return {
    seal(plain, place) {
      const iv = randomBytes(12);
      const cipher = createCipheriv("aes-256-gcm", key, iv).setAAD(Buffer.from(JSON.stringify(place)));
      const sealed = Buffer.concat([iv, cipher.update(plain, "utf8"), cipher.final(), cipher.getAuthTag()]);
      return sealed.toString("base64url");
    },
    open(text, place) {
      const bytes = Buffer.from(text, "base64url");
      const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, 12)).setAAD(
        Buffer.from(JSON.stringify(place)),
      );
      decipher.setAuthTag(bytes.subarray(-16));
      try {
        return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]).toString();
      } catch {
        return null;
      }
    },
  };
}
