import { readFileSync } from "node:fs";
import { rootCertificates } from "node:tls";
import type { CustomFetch } from "openid-client";
import { decodeProtectedHeader } from "jose";
import { Agent, fetch as undiciFetch, type RequestInit } from "undici";
import type { ProviderKeys } from "./provider-keys.ts";

/** Deadlines of every call to the identity provider. */
export const providerTimeoutMilliseconds = 5000;

/** The way to the identity provider: own pool, own deadlines, private authorities, no redirect ever followed. */
export interface ProviderHttp {
  readonly fetch: CustomFetch;
  close(): Promise<void>;
}

export function createProviderHttp(caFile: string | null): ProviderHttp {
  const agent = new Agent({
    connect: {
      timeout: 2000,
      ...(caFile !== null && { ca: [...rootCertificates, readFileSync(caFile, "utf8")] }),
    },
    headersTimeout: providerTimeoutMilliseconds,
    bodyTimeout: providerTimeoutMilliseconds,
    connections: 32,
    maxResponseSize: 2_000_000,
  });
  return {
    fetch: async (url, options) => {
      // undici's own fetch with its own dispatcher: the two of Node and of the package do not mix. Its types differ
      // from the platform's in name only.
      const init = { ...options, redirect: "manual", dispatcher: agent } as unknown as RequestInit;
      return (await undiciFetch(url, init)) as unknown as Response;
    },
    close: async () => agent.close(),
  };
}

/** Reads the published keys; rejects unless the answer is a JSON body of a 200. */
export async function readKeySet(http: ProviderHttp, uri: string): Promise<unknown> {
  const signal = AbortSignal.timeout(providerTimeoutMilliseconds);
  const headers = { accept: "application/json, application/jwk-set+json" };
  const response = await http.fetch(uri, { method: "GET", headers, body: undefined, redirect: "manual", signal });
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new Error(`The answer for the keys has status ${response.status}.`);
  }
  return response.json();
}

/** The way of one conversation: what asks for the keys gets ours, looked up for the token that was just received. */
export function fetchWithKeys(http: ProviderHttp, uri: string, keys: ProviderKeys): CustomFetch {
  let kid: string | undefined;
  return async (url, options) => {
    if (url === new URL(uri).href) {
      return Response.json(await keys.current(kid, "provider"));
    }
    const response = await http.fetch(url, options);
    if (options.method === "POST" && response.ok) {
      kid = await keyIdIn(response.clone());
    }
    return response;
  };
}

async function keyIdIn(response: Response): Promise<string | undefined> {
  try {
    const { id_token: token }: { id_token?: unknown } = Object(await response.json());
    return typeof token === "string" ? decodeProtectedHeader(token).kid : undefined;
  } catch {
    // Not for here to judge: the library reads the same answer next and says what is wrong with it.
    return undefined;
  }
}
