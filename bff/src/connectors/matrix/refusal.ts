import type { Refusal } from "#connectors/kit/upstream-http.ts";
import { problemSchema } from "./schema.ts";

/** What a Matrix error means where the status alone would mislead. */
export function matrixRefusal(_status: number, body: unknown): Refusal | null {
  const parsed = problemSchema.safeParse(body);
  if (!parsed.success) return null;
  const { errcode: code, soft_logout: isSoft, retry_after_ms: milliseconds } = parsed.data;
  if (code === "M_UNKNOWN_TOKEN" || code === "M_MISSING_TOKEN") {
    return { reason: "sign_in_required", code: isSoft === true ? `${code}:soft` : code };
  }
  if (code === "M_LIMIT_EXCEEDED") {
    return {
      reason: "rate_limited",
      code,
      ...(milliseconds !== undefined && { retryAfterSeconds: milliseconds / 1000 }),
    };
  }
  return { code };
}
