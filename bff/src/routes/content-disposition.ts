/**
 * Tells a browser to save, under this name (RFC 6266): in full by RFC 8187, and plain for the few that do not know it. The
 * name is a tool's: nothing in it can end the value or be read as a path.
 */
export function attachment(name: string): string {
  const safe = harmlessName(name) || "download";
  const plain = safe.replaceAll(/[^\x20-\x7e]|["%;]/gu, "_");
  return `attachment; filename="${plain}"; filename*=UTF-8''${extended(safe)}`;
}

/** A name that is no path, and that every request can carry. */
export const harmlessName = (name: string) => name.replaceAll(/[/\\\p{Cc}]/gu, "_").toWellFormed();

/** `encodeURIComponent` leaves some characters that are not in RFC 8187's attr-char. */
function extended(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /['()*]/gu,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
