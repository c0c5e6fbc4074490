/** What a connector may tell operators: allowlisted fields, never content, tokens or addresses with a query. */
export interface Logger {
  debug(fields: Readonly<Record<string, unknown>>, message: string): void;
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
}
