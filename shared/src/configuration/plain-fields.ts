/**
 * The fields of a thing as short texts by their paths (`name.en`, `links.de`, `groups`, `state`, `state.until`). What is one
 * of several kinds has its kind as its own text; lists of words stand in one line.
 */
export function plainFields(thing: object, path = ""): Map<string, string> {
  const fields = new Map<string, string>();
  for (const [name, value] of Object.entries(thing)) {
    const at = name === "kind" && path !== "" ? path : joined(path, name);
    for (const [field, text] of textsOf(value, at)) {
      fields.set(field, text);
    }
  }
  return fields;
}

function joined(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}

/**
 * Lists and objects at the top are always there, so that an empty one says nothing; one deeper may be missing, which can be
 * something else than being empty.
 */
function textsOf(value: unknown, at: string): Iterable<[string, string]> {
  if (value === undefined) {
    return [];
  }
  const isDeep = at.includes(".");
  if (Array.isArray(value)) {
    return value.length > 0 || isDeep ? [[at, value.map(wordOf).join(", ")]] : [];
  }
  if (typeof value !== "object" || value === null) {
    return [[at, wordOf(value)]];
  }
  return isDeep && Object.keys(value).length === 0 ? [[at, "{}"]] : plainFields(value, at);
}

function wordOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
