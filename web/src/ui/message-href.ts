/** Where a link of a message leads, told apart by what becomes of it. */
export type MessageHref =
  | { readonly kind: "web"; readonly href: string; readonly host: string }
  | { readonly kind: "mail"; readonly href: string; readonly host: string }
  /** A person by their Matrix user id (https://spec.matrix.org/latest/appendices/#matrixto-navigation). */
  | { readonly kind: "person"; readonly id: string }
  /** No address that a message may lead to: its text is shown alone. */
  | { readonly kind: "none" };

const none: MessageHref = { kind: "none" };
const personOfMatrixTo = /^#\/(@[^/?]+:[^/?]+)/u;
const mailAddress = /^[^\s@<>"]+@(?<domain>[^\s@<>"]+)$/u;

/** Reads the address of a link that somebody wrote. Only `http`, `https` and `mailto` lead anywhere. */
export function readHref(value: string): MessageHref {
  const url = URL.parse(value.trim());
  if (url === null) {
    return none;
  }
  if (url.protocol === "mailto:") {
    return mailOf(url);
  }
  if ((url.protocol !== "https:" && url.protocol !== "http:") || url.hostname === "") {
    return none;
  }
  if (url.hostname === "matrix.to") {
    const id = personOfMatrixTo.exec(decoded(url.hash))?.[1];
    return id === undefined ? none : { kind: "person", id };
  }
  // `https://bank.example@elsewhere.example/` reads as what it is not, and a password has no business here.
  url.username = "";
  url.password = "";
  return { kind: "web", href: url.href, host: url.host };
}

/** The address alone: what else a mail begins with is for its writer to say. */
function mailOf(url: URL): MessageHref {
  const address = decoded(url.pathname);
  const domain = mailAddress.exec(address)?.groups?.["domain"];
  return domain === undefined ? none : { kind: "mail", href: `mailto:${encodeURI(address)}`, host: domain };
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    // Not well-formed: it is no address of a person.
    return "";
  }
}

/** What is looked at of a link's text. */
const longestLabel = 200;
const namedHost =
  /[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?(?:[.\u3002\uff0e\uff61][\p{L}\p{N}-]*\p{L}[\p{L}\p{N}-]*)+/gu;

/**
 * Whether the text of a link lets a reader expect another host than it leads to, or one that only looks like a known name
 * (letters of other scripts); then the host is written beside it.
 */
export function misleads(text: string, host: string): boolean {
  const target = withoutWww(host.toLowerCase().replace(/:\d+$/u, ""));
  if (/(?:^|\.)xn--/u.test(target)) {
    return true;
  }
  const [first] = text.slice(0, longestLabel).match(namedHost) ?? [];
  return first !== undefined && withoutWww(asHost(first)) !== target;
}

function withoutWww(host: string): string {
  return host.replace(/^www\./u, "");
}

function asHost(name: string): string {
  return URL.parse(`https://${name}/`)?.hostname ?? name;
}
