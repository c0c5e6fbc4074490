import { randomUUID } from "node:crypto";
import { portalClientId } from "@pforte/e2e/world/clients";
import type { IdentityProvider } from "@pforte/e2e/world/identity-provider";
import { ines } from "@pforte/e2e/world/people";
import { encode } from "./lying-provider.ts";

interface Garbage {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const form = "application/x-www-form-urlencoded";
const raw = (body: string, type = form, method = "POST"): Garbage => ({
  method,
  headers: { "content-type": type },
  body,
});
const token = (value: string): Garbage => raw(new URLSearchParams({ logout_token: value }).toString());
const deep = (levels: number) => `${"[".repeat(levels)}${"]".repeat(levels)}`;
const header = { alg: "PS256", typ: "logout+jwt" };

/** What is no logout token, in every shape that the route can be sent, well signed shapes included; each by its name. */
export async function logoutGarbage(provider: IdentityProvider): Promise<Readonly<Record<string, Garbage>>> {
  const now = Math.floor(Date.now() / 1000);
  const right = {
    iss: provider.issuer,
    aud: portalClientId,
    sub: ines.sub,
    iat: now,
    exp: now + 120,
    events: { "http://schemas.openid.net/event/backchannel-logout": {} },
  };
  const signed = async (changes: Readonly<Record<string, unknown>>) =>
    token(await provider.sign("PS256", { typ: "logout+jwt" }, { ...right, jti: randomUUID(), ...changes }));
  return {
    "bytes that are no text": raw("logout_token=%ff%fe%00"),
    "a broken escape": raw("logout_token=%zz%"),
    "a zero byte": raw("logout_token=a\u0000b"),
    "a list's name": raw("logout_token[]=a.b.c"),
    "a prototype": raw("__proto__=a&constructor=b&logout_token[__proto__]=c"),
    "a thousand fields": raw(Array.from({ length: 1000 }, (_each, index) => `f${index}=1`).join("&")),
    json: raw('{"logout_token":"a.b.c"}', "application/json"),
    multipart: raw("--x\r\n\r\na\r\n--x--", "multipart/form-data; boundary=x"),
    "a type of its own": raw("logout_token=a", "application/x-www-form-urlencoded\u0020;;;="),
    "a body by another method": raw("logout_token=a", form, "PUT"),
    "dots alone": token("...."),
    "an encrypted token's five parts": token("a.b.c.d.e"),
    "a header that is no object": token(`${encode(null)}.${encode(right)}.AAAA`),
    "a header of lists without end": token(`${Buffer.from(deep(2000)).toString("base64url")}.e30.AAAA`),
    "an algorithm that is an object": token(`${encode({ ...header, alg: {} })}.${encode(right)}.AAAA`),
    "a name that is an object": token(`${encode({ ...header, kid: { a: 1 } })}.${encode(right)}.AAAA`),
    "a critical extension": token(`${encode({ ...header, crit: ["x"], x: 1 })}.${encode(right)}.AAAA`),
    "a payload that is not encoded": token(`${encode({ ...header, b64: false, crit: ["b64"] })}.x.AAAA`),
    "a key from another place": token(
      `${encode({ ...header, jku: "https://evil.example/keys" })}.${encode(right)}.AAAA`,
    ),
    "well signed, a zero byte as sid": await signed({ sid: "\u0000" }),
    "well signed, a zero byte as sub": await signed({ sub: "\u0000" }),
    "well signed, half a character as sub": await signed({ sub: "\ud800" }),
    "well signed, a zero byte as jti": await signed({ jti: "\u0000" }),
    "well signed, a jti of a thousand characters": await signed({ jti: "j".repeat(1000) }),
    "well signed, a sub that is a list": await signed({ sub: [ines.sub] }),
    "well signed, an end beyond all calendars": await signed({ exp: 1e300 }),
    "well signed, an issue that is a text": await signed({ iat: String(now) }),
    "well signed, events that are a list": await signed({ events: [{}] }),
    "well signed, an event by inheritance": await signed({ events: { __proto__: right.events } }),
    "well signed, a nonce that is null": await signed({ nonce: null }),
  };
}
