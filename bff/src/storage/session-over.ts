/** The session ended while something was done for its person; that is all that happened. Becomes 401. */
export class SessionOverError extends Error {
  override readonly name = "SessionOverError";

  constructor() {
    super("The session is over.");
  }
}
