/** What became of each thing of the portal that was moved in, by its name. */
export class NubusReport {
  readonly #mapped: string[] = [];
  readonly #changed: string[] = [];
  readonly #left: string[] = [];

  mapped(what: string): void {
    this.#mapped.push(what);
  }

  /** Taken over, but not as it was. */
  changed(what: string, how: string): void {
    this.#changed.push(`${what}: ${how}`);
  }

  /** Not taken over. */
  left(what: string, why: string): void {
    this.#left.push(`${what}: ${why}`);
  }

  text(): string {
    return [
      ...section("Taken over", this.#mapped),
      ...section("Taken over, but changed on the way", this.#changed),
      ...section("Not taken over", this.#left),
    ].join("\n");
  }
}

function section(title: string, lines: readonly string[]): string[] {
  return [`${title} (${lines.length})`, ...lines.map((line) => `  ${line}`), ""];
}
