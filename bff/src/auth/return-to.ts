const allowed = /^\/[A-Za-z0-9\-._~!$&'()*+,;=:@/?%]*$/u;
const longest = 2000;
// Any origin shows whether a value leaves it.
const base = "https://portal.invalid";

/**
 * A path of the portal to come back to, or null (S9). First the characters, then a second reading: what the URL parser
 * would change, or read as another host, is refused. Comparing origins alone lets `/.//evil.example` through, because
 * it is emitted as `//evil.example`.
 */
export function safeReturnTo(value: string | undefined): string | null {
  if (value === undefined || value.length > longest || !allowed.test(value) || value.includes("//")) {
    return null;
  }
  if (/%(?:2f|5c|0[0-9a-f]|1[0-9a-f]|7f)/iu.test(value) || !URL.canParse(value, base)) {
    return null;
  }
  const url = new URL(value, base);
  const isUnchanged = url.origin === base && `${url.pathname}${url.search}` === value;
  return isUnchanged && !/^\/(?:auth|api|signed-out)(?:\/|$)/iu.test(url.pathname) ? value : null;
}
