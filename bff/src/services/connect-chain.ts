import type { Principal } from "#storage/principal.ts";

/** What may stand between a finished sign-in and the page: the silent sign-in at a tool that needs its own. */
export interface ConnectChain {
  /**
   * The path of the portal to go on at: a tool's sign-in where this person connected it before, its server answered in
   * the last ten seconds and it was not tried in this session; else `returnTo` itself. Never throws, never waits on a tool.
   */
  afterSignIn(principal: Principal, returnTo: string): Promise<string>;
}
