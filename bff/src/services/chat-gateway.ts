import { Readable } from "node:stream";
import type { Language } from "@pforte/shared/contract/localized";
import type { CallContext } from "#connectors/kit/connector.ts";
import type { Gateway, GatewayQuery, GatewayRoute } from "#connectors/kit/gateway.ts";
import { UpstreamError } from "#connectors/kit/upstream-error.ts";
import type { UpstreamBody } from "#connectors/kit/upstream-http.ts";
import { pathOfTemplate } from "#connectors/kit/upstream-path.ts";
import { connectors } from "#connectors/registry.ts";
import type { Bus } from "#storage/ports/bus.ts";
import type { PublishedConfiguration } from "#storage/ports/configuration-store.ts";
import type { Principal } from "#storage/principal.ts";
import { chatSources } from "./chat.ts";
import { EncryptedRooms } from "./encrypted-rooms.ts";
import { FileTransfers } from "./file-transfers.ts";
import { connected, type ConnectedSource, type LiveSources } from "./live-sources.ts";
import { OpenWaits } from "./open-waits.ts";
import type { PersonCache } from "./person-cache.ts";
import { toolLogin } from "./sign-in-ways.ts";
import type { ToolCalls } from "./tool-calls.ts";
import { noToken } from "./tool-token-refusals.ts";

/** A call of a page's own client, every part of it checked against its route. */
export interface GatewayCall {
  readonly source: string;
  /** What kind of tool the client speaks to. */
  readonly kind: string;
  readonly route: GatewayRoute;
  readonly params: Readonly<Record<string, string>>;
  readonly query: GatewayQuery;
  /** Undefined where the route takes none. */
  readonly body: unknown;
}

/** Who asks, in which language, and until when. */
export interface GatewayRequest {
  readonly principal: Principal;
  readonly language: Language;
  readonly signal: AbortSignal;
}

/** What clients in the pages of people do at their tools. */
export interface ChatGateway {
  /** All that can be passed on, by the kind of tool; nothing else can. */
  readonly kinds: readonly { readonly kind: string; readonly routes: readonly GatewayRoute[] }[];
  /**
   * Passes a call on, as the person and on the device of their pages, and brings the answer as it comes; its `cancel`
   * must be called in the end. Null where there is no such source for this person. Every failure is an `UpstreamError`;
   * one with the code `room_encrypted` is the portal's own refusal, and one with `ended` the end of the session.
   */
  pass(call: GatewayCall, request: GatewayRequest): Promise<UpstreamBody | null>;
  /** Before the process ends: whoever waits for news hears that there are none, and asks again elsewhere. */
  endWaits(spreadMilliseconds: number): void;
}

interface ChatGatewayOptions {
  readonly configuration: { current(): PublishedConfiguration };
  readonly sources: LiveSources;
  readonly calls: ToolCalls;
  readonly cache: PersonCache;
  readonly bus: Pick<Bus, "subscribe">;
  readonly now: () => Date;
}

export function createChatGateway(options: ChatGatewayOptions): ChatGateway {
  const transfers = new FileTransfers();
  const waits = new OpenWaits();
  const encrypted = new EncryptedRooms(options.cache, options.now);
  // For as long as there is a bus.
  options.bus.subscribe((message) => {
    if (message.type === "session_ended") transfers.endSession(message.sessionHash);
  });

  /** The call to the tool, or null where the person has no such source. */
  async function relayed(call: GatewayCall, request: GatewayRequest): Promise<UpstreamBody | undefined> {
    const { principal, language, signal } = request;
    const source = sourceOf(options, principal, call);
    const gateway = connectors.get(call.kind)?.gateway ?? null;
    if (source === null || gateway === null) return undefined;
    expectOwnAccount(source, principal, call);
    const context = options.calls.context(principal, source, language, signal, "page");
    await refuseEncrypted({ encrypted, gateway, source, context, principal }, call);
    const { route, query } = call;
    const sent = { ...query, ...route.always };
    return context.http.relay(pathOfTemplate(route.path, call.params), {
      method: route.method,
      query: Object.fromEntries(
        Object.entries(sent).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
      ),
      ...(call.body !== undefined && { body: call.body }),
      // A profile, a join, an older message: all but the wait for news may hang on a homeserver far away.
      ...(route.waitSeconds === undefined ? { asksOthers: true } : { waitSeconds: route.waitSeconds(query) }),
      refusal: gateway.refusal,
    });
  }

  return {
    kinds: [...connectors.values()].flatMap(({ kind, gateway }) =>
      gateway === null ? [] : [{ kind, routes: gateway.routes }],
    ),
    async pass(call, request) {
      let own = request.signal;
      try {
        return await transfers.open(request, async (lasting) => {
          own = lasting.signal;
          const quiet = call.route.withoutNews?.(call.query);
          if (quiet === undefined) return relayed(call, lasting);
          const answer = await waits.during(own, async (signal) => relayed(call, { ...lasting, signal }));
          return answer === null ? spoken(quiet) : answer;
        });
      } catch (error) {
        // The session is over, and its person was not the one who went.
        throw own.aborted && !request.signal.aborted ? noToken.ended() : error;
      }
    },
    endWaits: (spreadMilliseconds) => waits.end(spreadMilliseconds),
  };
}

/** An answer that no tool gave. */
function spoken(value: unknown): UpstreamBody {
  const bytes = Buffer.from(JSON.stringify(value));
  return {
    stream: Readable.from([bytes]),
    type: "application/json",
    length: bytes.length,
    etag: null,
    cancel: () => undefined,
  };
}

/** Null for a source of somebody else, of another kind, or of nobody: which of them is nobody's business. */
function sourceOf(
  { configuration, sources }: ChatGatewayOptions,
  principal: Principal,
  { source: key, kind }: GatewayCall,
): ConnectedSource | null {
  const { document } = configuration.current();
  const source = chatSources(sources, document, principal).find((each) => each.key === key);
  if (source === undefined || source.configured.kind !== kind) return null;
  const ready = connected(source);
  if (ready === null) throw new UpstreamError("unavailable", "The source is not connected.");
  return ready;
}

/** A person speaks for their own account alone; whose the token is does not decide what a homeserver does with a path. */
function expectOwnAccount(source: ConnectedSource, principal: Principal, { route, params }: GatewayCall): void {
  if (route.ownAccount === undefined) return;
  if (params[route.ownAccount] === toolLogin(source)?.expectedAccount(principal.username)) return;
  throw new UpstreamError("forbidden", "This is not the person's own account.");
}

interface Writing {
  readonly encrypted: EncryptedRooms;
  readonly gateway: Gateway;
  readonly source: ConnectedSource;
  readonly context: CallContext;
  readonly principal: Principal;
}

async function refuseEncrypted(writing: Writing, { route, params }: GatewayCall): Promise<void> {
  if (route.writesInto === undefined) return;
  const room = params[route.writesInto] ?? "";
  const { encrypted, gateway, source, context, principal } = writing;
  if (!(await encrypted.has(principal, source, room, async () => gateway.isEncrypted(context, room)))) return;
  throw new UpstreamError("forbidden", "Only somebody with a key may write here.", { code: "room_encrypted" });
}
