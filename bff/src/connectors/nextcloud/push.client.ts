import type { CallContext } from "#connectors/kit/connector.ts";
import type { PushSource, Topic } from "#connectors/kit/push.ts";
import { UpstreamError } from "#connectors/kit/upstream-error.ts";
import type { UpstreamSocket } from "#connectors/kit/upstream-http.ts";
import type { UpstreamPath } from "#connectors/kit/upstream-path.ts";
import { callPath, type Addresses } from "./addresses.ts";
import { asPerson, capabilities } from "./ocs.ts";

/** Where a server with `notify_push` gives tokens out, and where it listens. */
interface PushEndpoints {
  readonly preAuth: UpstreamPath;
  readonly socket: UpstreamPath;
}

/** Changes by `notify_push`, an app that not every server has. */
export function nextcloudPush(addresses: Addresses): PushSource {
  return {
    isOffered: async (call) => (await endpoints(call, addresses)) !== null,
    async listen(call, on) {
      const where = await endpoints(call, addresses);
      if (where === null) throw new UpstreamError("unavailable", "The server offers no push any more.");
      // Good for one use within 15 seconds; the person's own token never goes over the socket.
      const token = await call.http.text(
        where.preAuth,
        asPerson(call, { method: "POST", headers: { accept: "text/plain" } }),
      );
      const socket = await call.http.socket(where.socket);
      const close = () => socket.close();
      call.signal.addEventListener("abort", close, { once: true });
      try {
        if (call.signal.aborted) return;
        // The first frame would be a user name; it stays empty where a token follows.
        socket.send("");
        socket.send(token);
        await hear(socket, on);
        if (!call.signal.aborted) throw new UpstreamError("unavailable", "The server ended the push channel.");
      } catch (error) {
        if (!call.signal.aborted) throw error;
      } finally {
        call.signal.removeEventListener("abort", close);
        socket.close();
      }
    },
  };
}

async function hear(socket: UpstreamSocket, on: Parameters<PushSource["listen"]>[1]): Promise<void> {
  let isReady = false;
  for await (const frame of socket.frames) {
    if (frame === "authenticated") {
      isReady = true;
      on.ready();
    } else if (frame.startsWith("err: ")) {
      throw new UpstreamError("unavailable", "The server refused the push channel.", { code: "push_refused" });
    } else if (isReady) {
      const topics = topicsOf(frame);
      if (topics.length > 0) on.change(topics);
    }
  }
}

function topicsOf(frame: string): readonly Topic[] {
  const [event = ""] = frame.split(" ", 1);
  if (event === "notify_notification") return ["notifications"];
  return event === "notify_file" || event === "notify_file_id" ? ["files"] : [];
}

async function endpoints(call: CallContext, addresses: Addresses): Promise<PushEndpoints | null> {
  const { notify_push: push } = (await capabilities(call)).capabilities;
  if (push === undefined) return null;
  const preAuth = callPath(call, addresses, push.endpoints.pre_auth, "/");
  // `ws` is `http`, and `wss` is `https`: a channel on the same origin.
  const socket = callPath(call, addresses, push.endpoints.websocket.replace(/^ws(s?):/u, "http$1:"), "/");
  return preAuth === null || socket === null ? null : { preAuth, socket };
}
