/** Where a command reads from and writes to. */
export interface Console {
  /** The settings of the server. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Results: what another program may read. */
  out(text: string): void;
  /** What people should know beside it. */
  say(line: string): void;
  /** A file, or what is piped in for `-`. */
  read(path: string): Promise<string>;
  readBytes(path: string): Promise<Uint8Array | null>;
  write(path: string, text: string): Promise<void>;
}

/** Something that a person at the console has to mend; its message is all that they need. */
export class CommandError extends Error {
  override readonly name = "CommandError";
}

/** How a command ended: done, refused, or (for a plan) done and there is something to apply. */
export const exitCodes = { done: 0, mistakes: 1, changes: 2 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
