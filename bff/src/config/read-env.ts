/** The variables of the environment as they stand; the only place that looks at it. */
export function readEnv(): Readonly<Record<string, string | undefined>> {
  return { ...process.env };
}
