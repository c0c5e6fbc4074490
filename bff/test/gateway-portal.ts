import { chatGatewayPath } from "@pforte/shared/contract/chat";
import { portalHeader } from "@pforte/shared/contract/portal-header";
import { request } from "undici";
import { startChatPortal } from "./chat-portal.ts";
import type { TestPerson } from "./person.ts";
import type { TestPortalOptions } from "./portal.ts";

/** Where the page's client takes its homeserver to be. */
export const gateway = `${chatGatewayPath}/chat/_matrix/client`;

type Asked = { readonly body?: unknown; readonly headers?: Record<string, string> };

/** A portal with a homeserver, and what the client in somebody's page does there. */
export async function startGatewayPortal(options: TestPortalOptions = {}) {
  const world = await startChatPortal("jwt", options);
  const { portal, matrix } = world;
  return {
    ...world,
    /** Calls of the homeserver since it last forgot, without what the portal asks for nobody. */
    asked: () =>
      matrix.requests.filter(({ method, path }) => !(method === "GET" && path === "/_matrix/client/v3/login")),
    async ask(who: TestPerson, method: string, path: string, { body, headers = {} }: Asked = {}) {
      return who.send(method, gateway + path, {
        headers,
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
    },
    /** A call whose answer is read as it comes. */
    async open(who: TestPerson, path: string, signal?: AbortSignal) {
      const cookie = who.jar.header(new URL(portal.origin)) ?? "";
      return request(`${portal.origin}${gateway}${path}`, {
        headers: { cookie, [portalHeader.name]: portalHeader.value, "sec-fetch-site": "same-origin" },
        ...(signal !== undefined && { signal }),
      });
    },
  };
}

export type GatewayPortal = Awaited<ReturnType<typeof startGatewayPortal>>;
