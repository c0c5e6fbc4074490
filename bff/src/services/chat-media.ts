import type { ChatContent, ChatMedia } from "#connectors/kit/chat.ts";
import type { CallContext } from "#connectors/kit/connector.ts";
import type { UpstreamBody, UpstreamBytes } from "#connectors/kit/upstream-http.ts";
import type { Bus } from "#storage/ports/bus.ts";
import type { PublishedConfiguration } from "#storage/ports/configuration-store.ts";
import { chatSources } from "./chat.ts";
import type { FileRequest } from "./file-source.ts";
import { FileTransfers } from "./file-transfers.ts";
import { connected, type ConnectedSource, type LiveSources } from "./live-sources.ts";
import type { ToolCalls } from "./tool-calls.ts";

/** Pictures and files of rooms, as the device of the chat in the browser. Null is "there is no such source for this person". */
export interface ChatMediaService {
  /** The `cancel` of what comes back must be called in the end, also after all bytes were read. */
  thumbnail(request: FileRequest, source: string, content: NamedPicture): Promise<UpstreamBody | null>;
  download(request: FileRequest, source: string, content: ChatContent): Promise<UpstreamBody | null>;
  /** What an upload to this source may bring; asks it at most every few minutes. */
  uploads(request: FileRequest, source: string): Promise<ChatUploads | null>;
}

export interface NamedPicture extends ChatContent {
  readonly size: "small" | "large";
}

export interface ChatUploads {
  readonly mostBytes: number;
  send(name: string, bytes: UpstreamBytes): Promise<{ readonly uri: string }>;
}

interface ChatMediaOptions {
  readonly configuration: { current(): PublishedConfiguration };
  readonly sources: LiveSources;
  readonly calls: ToolCalls;
  readonly bus: Pick<Bus, "subscribe">;
  readonly now: () => Date;
}

interface Access {
  readonly source: ConnectedSource;
  readonly media: ChatMedia;
  readonly call: CallContext;
}

const limitMilliseconds = 5 * 60_000;
/** Where a tool does not say what it takes. */
const cautiousBytes = 50 * 1024 * 1024;

export function createChatMedia(options: ChatMediaOptions): ChatMediaService {
  const transfers = new FileTransfers();
  // For as long as there is a bus.
  options.bus.subscribe((message) => {
    if (message.type === "session_ended") transfers.endSession(message.sessionHash);
  });
  const limits = new WeakMap<ConnectedSource["live"], { readonly mostBytes: number; readonly at: Date }>();

  function accessTo({ principal, language, signal }: FileRequest, key: string): Access | null {
    const { document } = options.configuration.current();
    const source = chatSources(options.sources, document, principal).find((each) => each.key === key);
    const ready = source === undefined ? null : connected(source);
    const media = ready?.live.connection.connector.chat?.media;
    if (ready === null || media === undefined) return null;
    return { source: ready, media, call: options.calls.context(principal, ready, language, signal, "page") };
  }

  async function limitOf({ source, media, call }: Access): Promise<number> {
    const known = limits.get(source.live);
    const at = options.now();
    if (known !== undefined && at.getTime() - known.at.getTime() < limitMilliseconds) return known.mostBytes;
    const mostBytes = (await media.limit(call)) ?? cautiousBytes;
    limits.set(source.live, { mostBytes, at });
    return mostBytes;
  }

  return {
    thumbnail: async (request, source, content) =>
      transfers.open(request, async (moving) => {
        const access = accessTo(moving, source);
        return access?.media.thumbnail(access.call, content, content.size);
      }),
    download: async (request, source, content) =>
      transfers.open(request, async (moving) => {
        const access = accessTo(moving, source);
        return access?.media.download(access.call, content);
      }),
    async uploads(request, source) {
      const access = accessTo(request, source);
      if (access === null) return null;
      return {
        mostBytes: await limitOf(access),
        send: async (name, bytes) =>
          transfers.during(request, async ({ principal, language, signal }) => {
            const call = options.calls.context(principal, access.source, language, signal, "page");
            return access.media.upload(call, name, bytes);
          }),
      };
    },
  };
}
