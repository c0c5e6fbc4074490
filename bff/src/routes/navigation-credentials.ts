import { createHash, timingSafeEqual } from "node:crypto";

/** What a caller proved: that it is a trusted tool, and whose menu it asks for; that it is nobody; or nothing good. */
export type NavigationCaller =
  | { readonly kind: "anonymous" }
  | { readonly kind: "trusted"; readonly username: string | null }
  | { readonly kind: "refused" };

const longestName = 200;
const scheme = /^(basic|bearer) +([A-Za-z0-9\-._~+/]{1,4000}={0,2})$/iu;

/** Reads the credentials of central navigation; without a configured secret there is nobody to trust, and all are anonymous. */
export function createCredentials(secret: string | null) {
  const expected = secret === null ? null : digestOf(secret);
  const isSecret = (given: string) => expected !== null && timingSafeEqual(digestOf(given), expected);
  return (headers: {
    readonly authorization?: string | undefined;
    readonly "x-ucs-username"?: string | string[] | undefined;
  }): NavigationCaller => {
    const { authorization } = headers;
    if (authorization === undefined || expected === null) return { kind: "anonymous" };
    const [, kind = "", credentials = ""] = scheme.exec(authorization.trim()) ?? [];
    if (kind.toLowerCase() === "bearer") {
      return isSecret(credentials)
        ? { kind: "trusted", username: nameOf([headers["x-ucs-username"]].flat()[0]) }
        : { kind: "refused" };
    }
    // RFC 7617: the name ends at the first colon, the rest is the secret.
    const text = kind === "" ? "" : Buffer.from(credentials, "base64").toString("utf8");
    const colon = text.indexOf(":");
    return colon !== -1 && isSecret(text.slice(colon + 1))
      ? { kind: "trusted", username: nameOf(text.slice(0, colon)) }
      : { kind: "refused" };
  };
}

function nameOf(text: string | undefined): string | null {
  const name = text?.trim() ?? "";
  return name === "" || name.length > longestName || /\p{Cc}/u.test(name) ? null : name;
}

/** Of one length whatever is given, so that comparing takes one time. */
function digestOf(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
