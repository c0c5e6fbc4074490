/** The headers of an answer that decide where it may be framed. */
export interface FramingHeaders {
  /** Of the answer, after redirects. */
  readonly address: string;
  /** Values of `Content-Security-Policy`. */
  readonly policies: readonly string[];
  /** Values of `X-Frame-Options`. */
  readonly frameOptions: readonly string[];
}

/**
 * Whether a page of that origin may show the answer in a frame (CSP 3, 6.4.2.1; HTML, X-Frame-Options). What is not
 * understood for certain is `null`: unknown.
 */
export function mayBeFramedBy(origin: string, { address, policies, frameOptions }: FramingHeaders): boolean | null {
  const portal = new URL(origin);
  const tool = new URL(address);
  // Browsers load nothing in clear text into an encrypted page.
  if (portal.protocol === "https:" && tool.protocol !== "https:") return false;
  const lists = policies.flatMap((policy) => policy.split(",")).flatMap(ancestorsOf);
  // Where a policy names ancestors, X-Frame-Options is not looked at.
  return lists.length > 0
    ? together(lists.map((sources) => ancestorsAllow(sources, portal, tool)))
    : optionsAllow(frameOptions, portal, tool);
}

/** Every policy must allow it; one that is certain to refuse decides. */
function together(verdicts: readonly (boolean | null)[]): boolean | null {
  if (verdicts.includes(false)) return false;
  return verdicts.includes(null) ? null : true;
}

/** The sources of the first `frame-ancestors` of one policy; later ones are ignored. */
function ancestorsOf(policy: string): string[][] {
  for (const directive of policy.split(";")) {
    const [name, ...sources] = directive.trim().split(/[\t\n\f\r ]+/u);
    if (name?.toLowerCase() === "frame-ancestors") return [sources];
  }
  return [];
}

function ancestorsAllow(sources: readonly string[], portal: URL, tool: URL): boolean | null {
  const verdicts = new Set(sources.map((source) => sourceAllows(source.toLowerCase(), portal, tool)));
  if (verdicts.has(true)) return true;
  return verdicts.has(null) ? null : false;
}

const scheme = /^(https?):$/u;
const host = /^(?:(https?):\/\/)?(\*\.)?([a-z0-9-]+(?:\.[a-z0-9-]+)*)(?::(\d{1,5}|\*))?$/u;

/** Whether one source of a list means the portal; `null` for what this does not know. */
function sourceAllows(source: string, portal: URL, tool: URL): boolean | null {
  if (source === "'none'") return false;
  if (source === "'self'") return portal.origin === tool.origin;
  if (source === "*") return true;
  const ofScheme = scheme.exec(source)?.[1];
  if (ofScheme !== undefined) return schemeFits(`${ofScheme}:`, portal);
  const found = host.exec(source);
  if (found === null) return null;
  const [, named, wildcard, name = "", port] = found;
  const isHost = wildcard === undefined ? portal.hostname === name : portal.hostname.endsWith(`.${name}`);
  return isHost && schemeFits(named === undefined ? tool.protocol : `${named}:`, portal) && portFits(port, portal);
}

/** What is allowed in clear text is allowed encrypted. */
const schemeFits = (protocol: string, portal: URL) =>
  portal.protocol === protocol || (protocol === "http:" && portal.protocol === "https:");

function portFits(port: string | undefined, portal: URL): boolean {
  const standard = portal.protocol === "https:" ? "443" : "80";
  return port === "*" || (port ?? standard) === (portal.port === "" ? standard : portal.port);
}

function optionsAllow(frameOptions: readonly string[], portal: URL, tool: URL): boolean | null {
  const values = new Set(frameOptions.flatMap((value) => value.split(",")).map((value) => value.trim().toLowerCase()));
  values.delete("");
  if (values.size === 0) return true;
  if (values.size > 1) return null;
  if (values.has("deny")) return false;
  return values.has("sameorigin") ? portal.origin === tool.origin : null;
}
