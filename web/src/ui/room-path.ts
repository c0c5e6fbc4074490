/** The address of a room in the portal; `id` is `<source>:<native id>` as in `ChatRoom.id`. */
export function roomPath(id: string): string {
  return `/chat/${encodeURIComponent(id)}`;
}

/** The id of the room at this path, or `null` where it is not a room's. */
export function roomAt(path: string): string | null {
  const segment = /^\/chat\/([^/]+)$/u.exec(path)?.[1];
  if (segment === undefined) {
    return null;
  }
  try {
    return decodeURIComponent(segment);
  } catch {
    // Not an encoding at all: the server answers such an address with 404, and no link leads there.
    return null;
  }
}
