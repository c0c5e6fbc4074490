import { z } from "zod";
import { UpstreamError } from "#connectors/kit/upstream-error.ts";
import type { Conditional, Reply, UpstreamHttp, UpstreamRequest } from "#connectors/kit/upstream-http.ts";
import type { UpstreamPath } from "#connectors/kit/upstream-path.ts";
import type { Answer } from "./answer.ts";
import type { Binding, SourceCalls } from "./calls.ts";
import { pathOfAddress, type SourceAddress } from "./source-address.ts";

/** The calls to one source as one person, as a connector sees them. */
export function boundHttp(calls: SourceCalls, binding: Binding, address: SourceAddress): UpstreamHttp {
  async function reply<S extends z.ZodType>(path: UpstreamPath, schema: S, request: UpstreamRequest = {}) {
    return parsed(await calls.make(binding, { path, request }, "json"), schema);
  }

  async function conditional<S extends z.ZodType>(
    path: UpstreamPath,
    schema: S,
    validator: string | null,
    request: UpstreamRequest = {},
  ): Promise<Conditional<z.output<S>>> {
    if (validator === null) return { changed: true, ...(await reply(path, schema, request)) };
    const answer = await calls.make(
      binding,
      {
        path,
        request: {
          ...request,
          headers: { ...request.headers, "if-none-match": validator },
          accept: [...(request.accept ?? []), 304],
        },
      },
      "json",
    );
    const isUnchanged = answer.status === 304 || (answer.etag !== null && isEqual(answer.etag, validator));
    return isUnchanged ? { changed: false } : { changed: true, ...parsed(answer, schema) };
  }

  return {
    reply,
    conditional,
    json: async (path, schema, request) => (await reply(path, schema, request)).value,
    xml: async (path, schema, request = {}) =>
      parsed(await calls.make(binding, { path, request }, "xml"), schema).value,
    text: async (path, request = {}) => parsed(await calls.make(binding, { path, request }, "text"), z.string()).value,
    send: async (path, request) => withoutValue(await calls.make(binding, { path, request }, "none")),
    download: async (path, request = {}) => calls.download(binding, { path, request }),
    relay: async (path, request = {}) => calls.relay(binding, { path, request }),
    upload: async (path, bytes, request = {}) =>
      withoutValue(await calls.upload(binding, { path, request }, bytes, "none")),
    uploadFor: async (path, schema, bytes, request = {}) =>
      parsed(await calls.upload(binding, { path, request }, bytes, "json"), schema).value,
    socket: async (path) => calls.socket(binding, path),
    pathOf: (sent, prefix) => pathOfAddress(address, sent, prefix),
  };
}

function parsed<S extends z.ZodType>({ status, etag, value }: Answer, schema: S): Reply<z.output<S>> {
  const result = schema.safeParse(value);
  if (!result.success) {
    throw new UpstreamError("bad_response", "The tool's answer has another form than expected.", { status });
  }
  return { status, etag, value: result.data };
}

const withoutValue = ({ status, etag }: Answer): Reply<null> => ({ status, etag, value: null });

/** The weak comparison of RFC 9110 section 8.8.3.2: what is the same but for its spelling need not be read again. */
const isEqual = (one: string, other: string) => withoutWeakness(one) === withoutWeakness(other);

const withoutWeakness = (etag: string) => (etag.startsWith("W/") ? etag.slice(2) : etag);
