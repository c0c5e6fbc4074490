import { readSession } from "@pforte/shared/contract/session";
import { isSignedOut } from "#api/api-error.ts";
import { call } from "#api/call.ts";

/** What the server said about the session of this page. */
export type SessionAnswer =
  | { readonly kind: "same"; readonly username: string }
  /** Somebody else has signed in with this browser meanwhile. */
  | { readonly kind: "other_person" }
  | { readonly kind: "signed_out" }
  | { readonly kind: "no_answer" };

/** Whom this page was drawn for; the username is known from the first answer on. */
export interface DrawnFor {
  readonly name: string;
  readonly username: string | null;
}

/** Asks whether the session of the person for whom this page was drawn still lives. */
export async function verifySession(drawnFor: DrawnFor, signal: AbortSignal): Promise<SessionAnswer> {
  try {
    const { person } = await call(readSession, {}, signal);
    const isSame = drawnFor.username === null ? person.name === drawnFor.name : person.username === drawnFor.username;
    return isSame ? { kind: "same", username: person.username } : { kind: "other_person" };
  } catch (error) {
    return isSignedOut(error) ? { kind: "signed_out" } : { kind: "no_answer" };
  }
}
