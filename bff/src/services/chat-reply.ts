import type { HandlerInput } from "@pforte/shared/contract/endpoint";
import type { replyInChat } from "@pforte/shared/contract/chat";
import type { Language } from "@pforte/shared/contract/localized";
import type { Topic } from "#connectors/kit/push.ts";
import type { ReplayStore } from "#storage/ports/replay-store.ts";
import type { Owner, Principal } from "#storage/principal.ts";
import { connected, type ConnectedSource } from "./live-sources.ts";
import type { PersonContent } from "./person-content.ts";
import { SessionWork } from "./session-work.ts";
import type { ToolCalls } from "./tool-calls.ts";
import { noToken } from "./tool-token-refusals.ts";

/** Short answers into rooms, without the chat being open. */
export interface ChatReplyService {
  /**
   * Null where the person has no such room from here; an `UpstreamError` where its tool does not take the answer. Whoever
   * asks again with the same id is given the same message. What was begun goes on when the page is closed meanwhile, but
   * not beyond the session.
   */
  reply(
    principal: Principal,
    request: HandlerInput<typeof replyInChat>["body"],
    options: { readonly language: Language; readonly signal: AbortSignal },
  ): Promise<{ readonly message: string } | null>;
  endSession(sessionHash: string): void;
  close(): void;
}

interface ChatReplyOptions {
  readonly content: Pick<PersonContent, "sourcesOf" | "invalidate">;
  readonly calls: ToolCalls;
  readonly replays: Pick<ReplayStore, "claim">;
  /** Loops that pause look again now. */
  readonly poke: (principal: Principal) => void;
  readonly now: () => Date;
}

/** For so long a page may keep an answer that was not sent, and try it again. */
const rememberedMilliseconds = 7 * 24 * 3600 * 1000;

const topics: readonly Topic[] = ["chat", "notifications"];

/**
 * At once or not at all, and not through the outbox: an answer that a page called failed must not appear in the room an
 * hour later. What the outbox remembers besides, that an id was used, the replay store remembers here.
 */
export function createChatReply({ content, calls, replays, poke, now }: ChatReplyOptions): ChatReplyService {
  const work = new SessionWork();
  return {
    async reply(principal, { id, room, text, inReplyTo }, { language, signal }) {
      const found = find(content, principal, room);
      const chat = found?.source.live.connection.connector.chat;
      if (found === null || chat?.write === undefined) return null;
      const { source, id: native } = found;
      const write = chat.write.bind(chat);
      const writing = work.run(principal.sessionHash, async (own) => {
        const until = new Date(now().getTime() + rememberedMilliseconds);
        const isFirst = await replays.claim(keyOf(principal.owner, source.key, id), until);
        const call = calls.context(principal, source, language, own);
        const message = { text, transaction: id, inReplyTo, mayBeThere: !isFirst };
        const written = await write(call, native, message).catch((error: unknown) => {
          throw own.aborted ? noToken.ended() : error;
        });
        poke(principal);
        await content.invalidate(principal, source.key, topics);
        return { message: written.id };
      });
      return unlessGone(writing, signal);
    },
    endSession: (sessionHash) => work.endSession(sessionHash),
    close: () => work.close(),
  };
}

/** Whoever stops waiting leaves it to go on: somebody who sends and closes the page has sent. */
async function unlessGone<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: gone, reject } = Promise.withResolvers<never>();
  const leave = () => reject(signal.reason);
  if (signal.aborted) leave();
  signal.addEventListener("abort", leave, { once: true });
  try {
    return await Promise.race([work, gone]);
  } finally {
    signal.removeEventListener("abort", leave);
  }
}

interface FoundRoom {
  readonly source: ConnectedSource;
  /** In the tool's ids. */
  readonly id: string;
}

/** A room of a source that this person has; whether they are in it only the tool knows. */
function find(content: ChatReplyOptions["content"], principal: Principal, room: string): FoundRoom | null {
  const colon = room.indexOf(":");
  const source = content.sourcesOf(principal, "chat").find(({ key }) => key === room.slice(0, colon));
  const ready = source === undefined || colon < 0 ? null : connected(source);
  return ready === null ? null : { source: ready, id: room.slice(colon + 1) };
}

/** Lengths in front, so that no two people's keys are the same text. */
const keyOf = ({ issuer, subject }: Owner, source: string, id: string) =>
  ["chat-reply", issuer, subject, source, id].map((part) => `${part.length}:${part}`).join("");
