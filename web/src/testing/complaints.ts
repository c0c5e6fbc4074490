/** What the page said on the console during a test. */
export const said: string[] = [];

/** Requests for which the test had no answer. */
export const unanswered: string[] = [];

/** Gives all that a test would fail by, and takes it away. */
export function takeComplaints(): readonly string[] {
  return [...said.splice(0), ...unanswered.splice(0).map((request) => `No test answers ${request}.`)];
}

/** What must be put away after a test, while its network still answers. */
export const closers: (() => Promise<void>)[] = [];
