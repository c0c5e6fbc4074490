/** Whether an authorization answer could come from an honest provider: nothing twice, and not success and failure at once (S4). */
export function isPlainAnswer(query: URLSearchParams): boolean {
  const isTwice = new Set(query.keys()).size < query.size;
  return !isTwice && query.has("code") !== query.has("error");
}
