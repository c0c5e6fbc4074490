import { z } from "zod";
import { administrationVariables } from "./administration-variables.ts";
import { databaseValue } from "./database-value.ts";
import { keyRingValue, keyValue, sharedSecretValue } from "./secret-values.ts";
import {
  durationValue,
  issuerValue,
  listValue,
  networksValue,
  numberValue,
  originValue,
  switchValue,
} from "./values.ts";
import { optionalText, variable } from "./variable.ts";

const text = z.string().trim().min(1, "expected a text");
const oneOf = <const Words extends readonly [string, ...string[]]>(words: Words) =>
  z.enum(words, { error: `expected one of ${words.join(", ")}` });

const algorithms = ["PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "RS256"];
const algorithmsValue = listValue.refine(
  (words) => words.length > 0 && words.every((word) => algorithms.includes(word)),
  `expected names out of ${algorithms.join(", ")}`,
);
const scopesValue = listValue.refine((words) => words.includes("openid"), "expected scopes with openid among them");

/** Every variable that the portal reads, but the named secrets of sources. */
export const variables = {
  PFORTE_PUBLIC_ORIGIN: variable({
    value: originValue,
    fallback: null,
    about:
      "The one address under which people open the portal. Links, redirects and cookies follow from it; no request can change it.",
    example: "https://portal.example.org",
  }),
  PORT: variable({
    value: numberValue(0, 65_535),
    fallback: "8000",
    about: "The port of the portal.",
    example: "8000",
  }),
  PFORTE_HOST: variable({
    value: text,
    fallback: "127.0.0.1",
    about: "The interface that the portal listens on.",
    example: "0.0.0.0",
  }),
  PFORTE_OPS_PORT: variable({
    value: numberValue(0, 65_535),
    fallback: "9090",
    about: "The port of `/healthz`, `/readyz` and `/metrics`; never the port of the portal.",
    example: "9090",
  }),
  PFORTE_OPS_HOST: variable({
    value: text,
    fallback: "127.0.0.1",
    about: "The interface of health, readiness and metrics.",
    example: "0.0.0.0",
  }),
  PFORTE_TRUSTED_PROXIES: variable({
    value: networksValue,
    fallback: "",
    about: "Networks whose `X-Forwarded-For` is believed. Empty believes nobody.",
    example: "10.0.0.0/8",
  }),
  DATABASE_URL: variable({
    value: databaseValue,
    fallback: null,
    about:
      "The PostgreSQL of the portal; a direct connection, not one through a transaction-pooling proxy. Its certificate is verified (`sslmode=verify-full`, and `sslrootcert=` for an authority of its own) unless the way there is private and you say so (`sslmode=disable`); on this machine neither is needed.",
    example: "postgresql://pforte:…@db.example.org/pforte?sslmode=verify-full",
    isSecret: true,
  }),
  PFORTE_OIDC_ISSUER: variable({
    value: issuerValue,
    fallback: null,
    about: "The issuer of the identity provider, exactly as its metadata spells it.",
    example: "https://id.example.org/realms/opendesk",
  }),
  PFORTE_OIDC_CLIENT_ID: variable({
    value: text,
    fallback: null,
    about: "The portal's client at the identity provider.",
    example: "opendesk-portal",
  }),
  PFORTE_OIDC_CLIENT_AUTHENTICATION: variable({
    value: oneOf(["auto", "private_key_jwt", "client_secret_basic", "client_secret_post"]),
    fallback: "auto",
    about: "How the portal proves itself. `auto` is `private_key_jwt` with a key file, else `client_secret_basic`.",
    example: "private_key_jwt",
  }),
  PFORTE_OIDC_CLIENT_KEY_FILE: variable({
    value: optionalText,
    fallback: "",
    about:
      "PEM file (PKCS#8) with the portal's private key, RSA (PS256) or P-256 (ES256). The recommended way: no shared secret exists.",
    example: "/etc/pforte/client-key.pem",
  }),
  PFORTE_OIDC_CLIENT_KEY_ID: variable({
    value: optionalText,
    fallback: "",
    about: "`kid` of that key, where the identity provider knows several.",
    example: "portal-2026",
  }),
  PFORTE_OIDC_CLIENT_SECRET: variable({
    value: sharedSecretValue.or(z.literal("")),
    fallback: "",
    about: "The shared secret, where there is no key file; at least 32 bytes.",
    example: "…",
    isSecret: true,
  }),
  PFORTE_OIDC_SCOPES: variable({
    value: scopesValue,
    fallback: "openid",
    about: "Scopes of the sign-in.",
    example: "openid profile",
  }),
  PFORTE_OIDC_SIGNING_ALGORITHMS: variable({
    value: algorithmsValue,
    fallback: "PS256 ES256 EdDSA",
    about: "Accepted signatures of ID and logout tokens. Add RS256 only for a provider that has nothing better.",
    example: "PS256 ES256",
  }),
  PFORTE_OIDC_REQUIRE_ISSUER_PARAMETER: variable({
    value: switchValue,
    fallback: "false",
    about: "Refuses answers without `iss` (RFC 9207) even where the provider does not advertise it.",
    example: "true",
  }),
  PFORTE_OIDC_ACCEPT_PLAIN_LOGOUT_TOKEN_TYPE: variable({
    value: switchValue,
    fallback: "false",
    about: "Accepts logout tokens whose header says `typ: JWT`, for Keycloak before May 2024.",
    example: "true",
  }),
  PFORTE_GROUPS_CLAIM: variable({
    value: text,
    fallback: "groups",
    about:
      "Where the groups are in the ID token and at userinfo, which is asked when a refresh brings no ID token; a path with dots for nested claims.",
    example: "realm_access.roles",
  }),
  PFORTE_GROUPS_AS: variable({
    value: oneOf(["path", "name"]),
    fallback: "name",
    about: "`name` takes the last part of a group's path (`/unit/42` is `42`), `path` the whole of it.",
    example: "path",
  }),
  PFORTE_ADMINISTRATOR_GROUP: variable({
    value: optionalText,
    fallback: "",
    about: "The group or role whose members administer the portal. Empty: nobody.",
    example: "portal-admins",
  }),
  PFORTE_USERNAME_CLAIM: variable({
    value: text,
    fallback: "opendesk_username",
    about: "The claim with the user name that the tools know; it is shown and sent, never decides who somebody is.",
    example: "preferred_username",
  }),
  PFORTE_SESSION_KEYS: variable({
    value: keyRingValue,
    fallback: null,
    about:
      "Keys that seal tokens in the database, newest first: the first seals, all open. To rotate, add a new one at the end on every replica, then put it in front, and take the old one out after 31 days.",
    example: "k2:…,k1:…",
    isSecret: true,
  }),
  PFORTE_IDENTIFIER_KEY: variable({
    value: keyValue,
    fallback: null,
    about:
      "Key for identifiers that must be stable and unguessable. A new one makes tools see the portal as a new device.",
    example: "…",
    isSecret: true,
  }),
  PFORTE_SESSION_IDLE: variable({
    value: durationValue(60, 86_400),
    fallback: "30m",
    about: "How long a session lasts without anything being done; an open page alone does not extend it.",
    example: "30m",
  }),
  PFORTE_SESSION_ABSOLUTE: variable({
    value: durationValue(60, 7 * 86_400),
    fallback: "10h",
    about: "How long a session lasts at most; not longer than the identity provider's.",
    example: "10h",
  }),
  PFORTE_SESSION_CACHE: variable({
    value: durationValue(0, 30),
    fallback: "5s",
    about: "How long a session read may be answered from memory; a sign-out empties it at once on every replica.",
    example: "5s",
  }),
  PFORTE_SESSIONS_PER_PERSON: variable({
    value: numberValue(1, 1000),
    fallback: "20",
    about: "How many sessions a person may have; one more ends the oldest.",
    example: "20",
  }),
  ...administrationVariables,
  PFORTE_ANONYMOUS_ACCESS: variable({
    value: switchValue,
    fallback: "false",
    about: "Shows the start page with the public tiles and a sign-in button to people without a session.",
    example: "true",
  }),
  PFORTE_CONFIGURATION_FILE: variable({
    value: text,
    fallback: "deploy/portal.example.yaml",
    about: "The YAML document with tiles, categories and sources that is published at the first start.",
    example: "/etc/pforte/portal.yaml",
  }),
  PFORTE_TIME_ZONE: variable({
    value: text.refine(isTimeZone, "expected a time zone such as Europe/Berlin"),
    fallback: "Europe/Berlin",
    about: "The time zone of the times that people read.",
    example: "Europe/Berlin",
  }),
  PFORTE_CA_FILE: variable({
    value: optionalText,
    fallback: "",
    about:
      "PEM file with further certificate authorities for every outbound connection. Certificates are always verified.",
    example: "/etc/pforte/ca.pem",
  }),
  PFORTE_DRAIN: variable({
    value: durationValue(0, 15),
    fallback: "5s",
    about: "How long requests are still served after SIGTERM made readiness false.",
    example: "5s",
  }),
  PFORTE_REQUESTS_PER_MINUTE: variable({
    value: numberValue(60, 10_000_000),
    fallback: "1200",
    about:
      "How many requests one session may send in a minute, and at once; more are answered with 429 and when to go on.",
    example: "1200",
  }),
  PFORTE_LOG_LEVEL: variable({
    value: oneOf(["fatal", "error", "warn", "info", "debug", "silent"]),
    fallback: "info",
    about: "How much is logged.",
    example: "warn",
  }),
};

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch (error) {
    if (error instanceof RangeError) {
      return false;
    }
    throw error;
  }
}
