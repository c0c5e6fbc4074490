import type { Refusal, RefusalHeaders } from "#connectors/kit/upstream-http.ts";
import { problemSchema } from "./schema.ts";

/** Only `WWW-Authenticate` tells the reasons of a 401 apart; the body is always the same. */
const unauthenticated: readonly (readonly [RegExp, Refusal])[] = [
  // The account there is made, and linked, by a person's own first sign-in.
  [/user identified by the token is not known/iu, { reason: "not_found", code: "needs_first_login" }],
  [/account is locked/iu, { reason: "forbidden", code: "account_locked" }],
  // A fault of the configuration at the identity provider, not of the person; a new token may mend it.
  [/error="insufficient_scope"/u, { reason: "sign_in_required", code: "insufficient_scope" }],
];

/** What a refusal means where the status alone would mislead. */
export function openprojectRefusal(status: number, body: unknown, header: RefusalHeaders): Refusal | null {
  if (status === 401) {
    const said = header.authenticate ?? "";
    return unauthenticated.find(([pattern]) => pattern.test(said))?.[1] ?? { code: "Unauthenticated" };
  }
  const parsed = problemSchema.safeParse(body);
  const code = parsed.success ? parsed.data.errorIdentifier.split(":").at(-1) : undefined;
  return code === undefined ? null : { code };
}
