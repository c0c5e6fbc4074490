import type { HandlerInput } from "@pforte/shared/contract/endpoint";
import type { replyInChat } from "@pforte/shared/contract/chat";
import type { Language } from "@pforte/shared/contract/localized";
import type { Topic } from "#connectors/kit/push.ts";
import type { ReplayStore } from "#storage/ports/replay-store.ts";
import type { Owner, Principal } from "#storage/principal.ts";
import { connected, type ConnectedSource } from "./live-sources.ts";
import type { PersonContent } from "./person-content.ts";
import type { ToolCalls } from "./tool-calls.ts";

/** Short answers into rooms, without the chat being open. */
export interface ChatReplyService {
  /**
   * Null where the person has no such room from here; an `UpstreamError` where its tool does not take the answer. Whoever
   * asks again with the same id is given the same message.
   */
  reply(
    principal: Principal,
    request: HandlerInput<typeof replyInChat>["body"],
    options: { readonly language: Language; readonly signal: AbortSignal },
  ): Promise<{ readonly message: string } | null>;
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
const rememberedMilliseconds = 30 * 24 * 3600 * 1000;

const topics: readonly Topic[] = ["chat", "notifications"];

/**
 * At once or not at all, and not through the outbox: an answer that a page called failed must not appear in the room an
 * hour later. What the outbox remembers besides, that an id was used, the replay store remembers here.
 */
export function createChatReply({ content, calls, replays, poke, now }: ChatReplyOptions): ChatReplyService {
  return {
    async reply(principal, { id, room, text, inReplyTo }, { language, signal }) {
      const found = find(content, principal, room);
      const chat = found?.source.live.connection.connector.chat;
      if (found === null || chat?.write === undefined) return null;
      const until = new Date(now().getTime() + rememberedMilliseconds);
      const isFirst = await replays.claim(keyOf(principal.owner, found.source.key, id), until);
      const call = calls.context(principal, found.source, language, signal);
      const message = { text, transaction: id, inReplyTo, mayBeThere: !isFirst };
      const written = await chat.write(call, found.id, message);
      poke(principal);
      await content.invalidate(principal, found.source.key, topics);
      return { message: written.id };
    },
  };
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
