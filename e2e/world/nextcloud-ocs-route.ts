import type { Language } from "./nextcloud-notifications.ts";
import type { NextcloudWorld } from "./nextcloud-world.ts";
import type { SeenCall, StandInReply } from "./stand-in-http.ts";

/** A call of a known route. */
export interface OcsCall {
  readonly world: NextcloudWorld;
  readonly call: SeenCall;
  /** Empty on public routes that were called by nobody. */
  readonly uid: string;
  readonly params: readonly string[];
  readonly language: Language;
  /** Of a form or a JSON body. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly hasPush: boolean;
}

/** What goes into the envelope, or a whole reply where there is none. */
export type OcsResult = { readonly data: unknown; readonly headers?: StandInReply["headers"] } | StandInReply;

export interface OcsRoute {
  /** The name under which its calls are counted. */
  readonly kind: string;
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Below `/ocs/v2.php`. */
  readonly path: RegExp;
  readonly isPublic?: boolean;
  answer(call: OcsCall): OcsResult;
}

/** A field as text; empty where it is missing or no text. */
export function textField({ fields }: Pick<OcsCall, "fields">, name: string): string {
  const value = fields[name];
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}
