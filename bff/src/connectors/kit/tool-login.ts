import type { Logger } from "./logger.ts";
import type { UpstreamHttp } from "./upstream-http.ts";

/** What a tool gave for one person at sign-in or refresh. */
export interface ToolGrant {
  /** The account at the tool, such as `@ines:example.org`. */
  readonly account: string;
  readonly accessToken: string;
  readonly refreshToken: string | null;
  /** Seconds from now; null for a token that does not expire. */
  readonly expiresInSeconds: number | null;
  readonly device: string;
}

/** Which ways to a token a tool offers now. */
export interface SignInWays {
  /** It takes a token that was exchanged for its audience; no redirect is needed. */
  readonly exchangedToken: boolean;
  /** It sends the browser through its own single sign-on; the name of the way, or null where it has none. */
  readonly redirect: string | null;
}

/** A call of a sign-in: `http` carries no token unless said otherwise. */
export interface LoginCall {
  readonly http: UpstreamHttp;
  readonly log: Logger;
}

/** The device under which the portal signs in: the same for a session at every sign-in. */
export interface LoginDevice {
  readonly id: string;
  readonly name: string;
}

/** The sign-in protocol of a tool that keeps its own tokens. The broker decides when; this knows how. */
export interface ToolLogin {
  ways(call: LoginCall): Promise<SignInWays>;
  /** The account that must come back for this person; anything else is refused. */
  expectedAccount(username: string): string;
  withExchangedToken(call: LoginCall, token: string, device: LoginDevice): Promise<ToolGrant>;
  /** The address for the browser; the tool comes back to `returnTo` with a code in `codeParameter`. */
  redirectAddress(way: string, returnTo: string): string;
  readonly codeParameter: string;
  withCode(call: LoginCall, code: string, device: LoginDevice): Promise<ToolGrant>;
  /** The next pair; the old refresh token may die once the new access token is used. */
  refresh(call: LoginCall, grant: ToolGrant): Promise<ToolGrant>;
  /** Ends the device whose token `http` carries. */
  signOut(call: LoginCall): Promise<void>;
}
