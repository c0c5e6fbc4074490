import type { NoticePage } from "@pforte/shared/contract/page";
import type { SignInCode } from "@pforte/shared/errors/sign-in-code";
import type { FastifyReply, FastifyRequest } from "fastify";

/** A page outside the portal proper: what happened, and what a person can do. */
export interface Notice {
  readonly status: number;
  readonly page: NoticePage["page"];
  readonly code: SignInCode | null;
  readonly identityProviderMayRemember?: boolean;
  /** The person ended the session in another one of theirs. */
  readonly isEndedElsewhere?: boolean;
  /** How many acknowledged acts will be carried out at the next sign-in. */
  readonly waitingActs?: number;
  /** A path of the portal for the primary button. */
  readonly retry?: string | null;
  readonly retryAfterSeconds?: number;
}

/** Answers a navigation with a rendered notice in the person's language and appearance. */
export type SendNotice = (request: FastifyRequest, reply: FastifyReply, notice: Notice) => Promise<FastifyReply>;
