import { type Lies, signed } from "./lying-provider.ts";

type Members = Readonly<Record<string, unknown>>;

/** Well signed, with one claim that no honest provider would send. */
const claim = (changes: Members): Lies => ({ idToken: signed((claims) => ({ ...claims, ...changes })) });
/** A token answer with one member that no honest provider would send. */
const answer = (changes: Members): Lies => ({ tokens: (truth) => ({ ...truth, ...changes }) });

/** What a provider that went mad, or was taken over, may put into a sign-in; each by its name. */
const oddAnswers: Readonly<Record<string, Lies>> = {
  "a subject with a zero byte": claim({ sub: "a\u0000b" }),
  "half a character as the subject": claim({ sub: "a\ud800b" }),
  "a subject of nothing": claim({ sub: "" }),
  "a subject of spaces": claim({ sub: "   " }),
  "a subject that is a number": claim({ sub: 7 }),
  "a subject that is a list": claim({ sub: ["a"] }),
  "a subject of a hundred thousand characters": claim({ sub: "s".repeat(100_000) }),
  "a session with a zero byte": claim({ sid: "a\u0000b" }),
  "a session of a hundred thousand characters": claim({ sid: "s".repeat(100_000) }),
  "a session that is an object": claim({ sid: { toString: "x" } }),
  "a name with a zero byte": claim({ name: "a\u0000b", preferred_username: "\u0000" }),
  "half a character as the name": claim({ name: "\udc00", preferred_username: "\ud800" }),
  "a name that is an object": claim({ name: {}, preferred_username: [] }),
  "groups with zero bytes": claim({ groups: ["\u0000", "a\u0000", "\ud800"] }),
  "groups that are no list": claim({ groups: { length: 3 } }),
  "groups of everything": claim({ groups: [null, 1, {}, [], "", "unit-42", "portal-admins\u0000"] }),
  "five thousand groups": claim({ groups: Array.from({ length: 5000 }, (_each, index) => `group-${index}`) }),
  "a time of sign-in beyond all calendars": claim({ auth_time: 1e300 }),
  "a time of sign-in before all calendars": claim({ auth_time: -1e300 }),
  "a time of sign-in just outside the calendar": claim({ auth_time: 8_640_000_000_001 }),
  "a time of sign-in that is a text": claim({ auth_time: "yesterday" }),
  "a strength with a zero byte": claim({ acr: "\u0000" }),
  "a strength of a hundred thousand characters": claim({ acr: "a".repeat(100_000) }),
  "an end beyond all calendars": claim({ exp: 1e300 }),
  "an issue before all calendars": claim({ iat: -1e300 }),
  "an issue that is a text": claim({ iat: "now" }),
  "an access token that lives for ever": answer({ expires_in: 1e300 }),
  "an access token that ended long ago": answer({ expires_in: -1e300 }),
  "a life that is a text": answer({ expires_in: "300" }),
  "a life that is none": answer({ expires_in: null }),
  "an access token of nothing": answer({ access_token: "" }),
  "an access token that is an object": answer({ access_token: {} }),
  "an access token with a line break": answer({ access_token: "a\r\nx-evil: 1" }),
  "a refresh token that is a number": answer({ refresh_token: 7 }),
  "a refresh token of nothing": answer({ refresh_token: "" }),
  "a type of token that is another": answer({ token_type: "mac" }),
  "an ID token that is a list": answer({ id_token: ["a", "b", "c"] }),
  "no ID token": answer({ id_token: undefined }),
  "an answer that is a list": { tokens: () => "[]" },
  "an answer that is null": { tokens: () => "null" },
  "an answer that is no JSON": { tokens: () => "<html>Sign in</html>" },
  "an answer with its members twice": { tokens: (truth) => JSON.stringify(truth).replace("{", '{"id_token":"a.b.c",') },
  "an answer that names a prototype": {
    tokens: (truth) => JSON.stringify(truth).replace("{", '{"__proto__":{"admin":true},'),
  },
};

/** Odd, but the portal can do without what is odd in it; everything else is refused. */
const sound = new Set([
  "a name with a zero byte",
  "half a character as the name",
  "a name that is an object",
  "groups with zero bytes",
  "groups that are no list",
  "groups of everything",
  "five thousand groups",
  "a time of sign-in beyond all calendars",
  "a time of sign-in just outside the calendar",
  "a strength with a zero byte",
  "a strength of a hundred thousand characters",
  "an end beyond all calendars",
  "an access token that lives for ever",
  "a life that is a text",
  "an access token with a line break",
  "an answer with its members twice",
  "an answer that names a prototype",
]);

/** Each with whether it may sign anybody in. */
export const oddSignIns = Object.entries(oddAnswers).map(([name, lies]) => [name, lies, sound.has(name)] as const);
