import { readFileSync } from "node:fs";
import { rootCertificates } from "node:tls";
import type { CustomFetch } from "openid-client";
import { Agent, fetch as undiciFetch, type RequestInit } from "undici";

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
