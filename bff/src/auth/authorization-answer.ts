const single = ["code", "state", "iss", "error", "error_description", "session_state"];

/** Whether an authorization answer could come from an honest provider: nothing twice, and not success and failure at once (S4). */
export function isPlainAnswer(query: URLSearchParams): boolean {
  const isTwice = single.some((name) => query.getAll(name).length > 1);
  return !isTwice && query.has("code") !== query.has("error");
}
