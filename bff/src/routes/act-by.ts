import type { SignedIn } from "#auth/authentication.ts";
import type { ActBy } from "#storage/ports/draft-store.ts";

/** Who acts in this request, as the audit writes it down. */
export function actBy({ principal }: SignedIn, requestId: string): ActBy {
  const { owner, name } = principal;
  return { actor: { kind: "person", ...owner, name }, requestId };
}
