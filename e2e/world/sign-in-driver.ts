import { carryByHttp } from "./http-carrier.ts";

/** Whatever carries a request: sockets by default, or a function that hands it to a server without one. */
export type Carrier = (url: string, init: CarrierInit) => Promise<Response>;

export interface CarrierInit {
  readonly method: "GET" | "POST";
  readonly headers: Record<string, string>;
  readonly body?: string;
  readonly redirect: "manual";
}

interface Cookie {
  readonly host: string;
  readonly path: string;
  readonly value: string;
  /** Milliseconds; null ends with the browser. */
  readonly expiresAt: number | null;
}

/** The cookies of one browser. Hosts do not differ by port, as in a browser. */
export class CookieJar {
  readonly #cookies = new Map<string, Cookie & { readonly name: string }>();

  /** Takes what an answer sets. */
  take(url: URL, setCookies: readonly string[]): void {
    for (const line of setCookies) {
      const [pair = "", ...attributes] = line.split(";").map((part) => part.trim());
      const attribute = (name: string) =>
        attributes.find((one) => one.toLowerCase().startsWith(`${name}=`))?.slice(name.length + 1);
      const name = pair.slice(0, pair.indexOf("="));
      const maxAge = attribute("max-age");
      const expires = attribute("expires");
      const expiresAt =
        maxAge !== undefined ? Date.now() + Number(maxAge) * 1000 : expires === undefined ? null : Date.parse(expires);
      const path = attribute("path") ?? "/";
      const key = `${url.hostname} ${path} ${name}`;
      if (expiresAt !== null && expiresAt <= Date.now()) {
        this.#cookies.delete(key);
      } else {
        this.#cookies.set(key, { name, host: url.hostname, path, value: pair.slice(name.length + 1), expiresAt });
      }
    }
  }

  /** The `Cookie` header for an address, or undefined. */
  header(url: URL): string | undefined {
    const pairs = [...this.#cookies.values()]
      .filter(({ host, path, expiresAt }) => {
        const isBelow = url.pathname === path || url.pathname.startsWith(path.endsWith("/") ? path : `${path}/`);
        return host === url.hostname && isBelow && (expiresAt === null || expiresAt > Date.now());
      })
      .map(({ name, value }) => `${name}=${value}`);
    return pairs.length === 0 ? undefined : pairs.join("; ");
  }

  get(name: string): string | undefined {
    return [...this.#cookies.values()].find((cookie) => cookie.name === name)?.value;
  }

  clear(): void {
    this.#cookies.clear();
  }
}

/** Where a tour ended. */
export interface Tour {
  readonly url: URL;
  /** The last answer; null when the tour stopped before asking `url`. */
  readonly response: Response | null;
  readonly body: string;
  readonly jar: CookieJar;
  /** Every address on the way. */
  readonly visited: readonly string[];
}

export interface TourOptions {
  readonly start: string | URL;
  /** Whom to choose on a sign-in page; without it the tour ends there. */
  readonly username?: string;
  readonly jar?: CookieJar;
  readonly carry?: Carrier;
  /** Stops before an address is asked, such as the callback of a client. */
  readonly stopBefore?: (url: URL) => boolean;
  readonly headers?: Readonly<Record<string, string>>;
}

const longestTour = 25;

/** Follows redirects like a browser and signs in where the demo's identity provider asks. */
export async function tour(options: TourOptions): Promise<Tour> {
  const jar = options.jar ?? new CookieJar();
  const visited: string[] = [];
  let url = new URL(options.start);
  let form: URLSearchParams | null = null;
  while (visited.length < longestTour) {
    if (options.stopBefore?.(url) === true) {
      return { url, response: null, body: "", jar, visited };
    }
    visited.push(url.href);
    const response = await ask(options, jar, url, form);
    jar.take(url, response.headers.getSetCookie());
    const location = response.headers.get("location");
    if (response.status >= 300 && response.status < 400 && location !== null) {
      await response.body?.cancel();
      url = new URL(location, url);
      form = null;
      continue;
    }
    const body = await response.text();
    const action = signInAction(body);
    if (action === null || options.username === undefined || form !== null) {
      return { url, response, body, jar, visited };
    }
    url = new URL(action, url);
    form = new URLSearchParams({ username: options.username });
  }
  throw new Error(`the redirects do not end: ${visited.slice(-4).join(" → ")}`);
}

/** Signs in and answers with the address to which the identity provider sends the browser. */
export async function signInByForm(options: TourOptions & { readonly username: string }): Promise<Tour> {
  const result = await tour(options);
  if (signInAction(result.body) !== null) {
    throw new Error(`${options.username} could not sign in: the page still asks`);
  }
  return result;
}

async function ask(options: TourOptions, jar: CookieJar, url: URL, form: URLSearchParams | null): Promise<Response> {
  const cookie = jar.header(url);
  const headers: Record<string, string> = {
    accept: "text/html,application/xhtml+xml",
    "sec-fetch-dest": "document",
    "sec-fetch-mode": "navigate",
    "sec-fetch-site": "none",
    ...options.headers,
    ...(cookie === undefined ? {} : { cookie }),
    ...(form === null ? {} : { "content-type": "application/x-www-form-urlencoded", origin: url.origin }),
  };
  const carry: Carrier = options.carry ?? carryByHttp;
  return carry(url.href, {
    method: form === null ? "GET" : "POST",
    headers,
    redirect: "manual",
    ...(form === null ? {} : { body: form.toString() }),
  });
}

/** Where the people's form of a sign-in page goes; null for any other page. */
function signInAction(body: string): string | null {
  return body.includes('name="username"') ? (/<form method="post" action="([^"]+)"/.exec(body)?.[1] ?? null) : null;
}
