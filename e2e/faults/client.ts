import { portalHeader } from "@pforte/shared/contract/portal-header";
import { request } from "undici";
import type { Fleet, Replica } from "../bench/fleet.ts";
import type { Carrier } from "../world/sign-in-driver.ts";
import { carryByHttp } from "../world/http-carrier.ts";

export interface Heard {
  readonly kind: "answered";
  readonly status: number;
  readonly text: string;
  readonly retryAfter: boolean;
  readonly sentAt: number;
}

/** How a question went. */
export type Answer =
  | Heard
  /** Cut, refused, or not answered in time: nobody knows whether it was carried out. */
  | { readonly kind: "unheard"; readonly sentAt: number; readonly isLate: boolean; readonly why: string };

export interface Question {
  readonly method?: "GET" | "POST" | "PATCH";
  readonly path: string;
  readonly cookie: string;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Longer than any deadline of the portal, so that whatever takes longer hangs. */
const patience = 20_000;

/** Asks one process as a page's script does, and as a navigation does for a page. */
export async function ask({ origin, host }: Fleet, replica: Replica, question: Question): Promise<Answer> {
  const { method = "GET", path, cookie, body, headers } = question;
  const isPage = path === "/";
  const sentAt = performance.now();
  try {
    const answer = await request(`${replica.address}${path}`, {
      method,
      headers: {
        host,
        cookie,
        ...(isPage
          ? { accept: "text/html", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" }
          : { accept: "application/json", [portalHeader.name]: portalHeader.value }),
        ...(method !== "GET" && { origin }),
        ...(body !== undefined && { "content-type": "application/json" }),
        ...headers,
      },
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(patience),
      headersTimeout: patience,
    });
    const text = await answer.body.text();
    const retryAfter = answer.headers["retry-after"] !== undefined;
    return { kind: "answered", status: answer.statusCode, text, retryAfter, sentAt };
  } catch (error) {
    const why = error instanceof Error ? error.message : "unknown";
    return { kind: "unheard", sentAt, isLate: performance.now() - sentAt > patience - 500, why };
  }
}

/** Carries a browser's way of signing in, where the portal is one of its processes. */
export function carrierTo({ origin, host }: Fleet, replica: Replica): Carrier {
  return async (url, init) => {
    const { origin: asked } = new URL(url);
    const isPortal = asked === origin;
    const address = isPortal ? url.replace(origin, replica.address) : url;
    const headers = isPortal ? { ...init.headers, host } : init.headers;
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => late.reject(new Error(`${asked} did not answer.`)), patience);
    try {
      return await Promise.race([carryByHttp(address, { ...init, headers }), late.promise]);
    } finally {
      clearTimeout(timer);
    }
  };
}

/** Posts a form as another program does, and says whether it was taken. */
export async function postForm(address: string, host: string, form: URLSearchParams): Promise<boolean> {
  const headers = { host, "content-type": "application/x-www-form-urlencoded" };
  const signal = AbortSignal.timeout(patience);
  return request(address, { method: "POST", headers, body: form.toString(), signal }).then(
    async ({ statusCode, body }) => {
      await body.dump();
      return statusCode === 200;
    },
    () => false,
  );
}
