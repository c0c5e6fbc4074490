import { createHash, randomBytes } from "node:crypto";
import type { SealedTokens, SessionRecord } from "../src/storage/ports/session-store.ts";

/** What a session id becomes before it reaches the store. */
export function hashOf(id: string): string {
  return createHash("sha256").update(id).digest("hex");
}

/** Tokens as `auth` would seal them; the store never looks inside. */
export function sealedTokens(mark: string): SealedTokens {
  return {
    access: `sealed-access-${mark}`,
    refresh: `sealed-refresh-${mark}`,
    id: `sealed-id-${mark}`,
    accessExpiresAt: new Date("2026-03-02T08:05:00Z"),
  };
}

/** A session of Ines that began at eight in the morning, unless told otherwise. */
export function aSession(changes: Partial<SessionRecord> = {}): SessionRecord {
  return {
    hash: hashOf(randomBytes(32).toString("base64url")),
    owner: { issuer: "https://id.example.org/realms/pforte", subject: "ines" },
    providerSession: "sid-1",
    person: { username: "ines", name: "Ines Behn", groups: ["/unit/42", 'Öffnen, "alles"'], isAdministrator: false },
    tokens: sealedTokens("first"),
    createdAt: new Date("2026-03-02T08:00:00Z"),
    lastActiveAt: new Date("2026-03-02T08:00:00Z"),
    endsAt: new Date("2026-03-02T18:00:00Z"),
    authTime: new Date("2026-03-02T07:59:00Z"),
    acr: "1",
    version: 1,
    ...changes,
  };
}
