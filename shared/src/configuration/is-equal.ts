/** Whether two values of JSON say the same; a member that is `undefined` is as good as missing. */
export function isEqual(one: unknown, other: unknown): boolean {
  if (one === other) {
    return true;
  }
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) {
    return false;
  }
  if (Array.isArray(one) || Array.isArray(other)) {
    return (
      Array.isArray(one) &&
      Array.isArray(other) &&
      one.length === other.length &&
      one.every((entry, at) => isEqual(entry, other[at]))
    );
  }
  const members = present(one);
  const others = new Map(present(other));
  return members.length === others.size && members.every(([name, value]) => isEqual(value, others.get(name)));
}

function present(value: object): [string, unknown][] {
  return Object.entries(value).filter(([, member]) => member !== undefined);
}
