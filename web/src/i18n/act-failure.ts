import type { ErrorCode } from "@pforte/shared/errors/error-code";
import { failureTexts, type ClientCode } from "./failure-text.ts";
import type { TextKey } from "./text.ts";

/**
 * Why an act failed, for a place where a button tries it again: that the portal goes on by itself holds for what a page
 * reads, never for what a person did.
 */
export function actFailure(
  code: ErrorCode | ClientCode,
  t: (key: TextKey) => string,
): { text: string; remedy: string } {
  const { text, remedy } = failureTexts[code];
  return { text: t(text), remedy: code === "portal_unreachable" ? t("remedy.again") : t(remedy) };
}
