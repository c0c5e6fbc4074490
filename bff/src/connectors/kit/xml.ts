import { z } from "zod";

/** The prefixes that every XML name of ours carries, whatever prefix a server chose for the same namespace. */
export const xmlNames = {
  d: "DAV:",
  oc: "http://owncloud.org/ns",
  nc: "http://nextcloud.org/ns",
  s: "http://sabredav.org/ns",
} as const;

/** Elements that may be there never, once or many times: XML does not tell one from a list of one. */
export function xmlList<Item extends z.ZodType>(item: Item) {
  return z.preprocess(
    (value) => (value === undefined || value === "" ? [] : Array.isArray(value) ? value : [value]),
    z.array(item),
  );
}
