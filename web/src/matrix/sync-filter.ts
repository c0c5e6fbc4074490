/** State that names a room or says what it is. */
const stateTypes = [
  "m.room.create",
  "m.room.name",
  "m.room.canonical_alias",
  "m.room.encryption",
  "m.room.tombstone",
  "m.room.power_levels",
];

/** What the homeserver is asked to tell (client-server API, "Filtering"): only what is shown or decides what is. */
export const syncFilter = {
  presence: { not_types: ["*"] },
  account_data: { types: ["m.direct", "m.push_rules"] },
  room: {
    include_leave: true,
    state: { types: [...stateTypes, "m.room.member"], lazy_load_members: true },
    timeline: {
      limit: 20,
      unread_thread_notifications: true,
      lazy_load_members: true,
      // What the timeline leaves out between two answers is not told by the state either.
      types: [...stateTypes, "m.room.member", "m.room.message", "m.room.encrypted", "m.room.redaction"].concat([
        "m.reaction",
        "m.sticker",
        "m.poll.start",
        "org.matrix.msc3381.poll.start",
      ]),
    },
    ephemeral: { types: ["m.receipt", "m.typing"] },
    account_data: { types: ["m.tag", "m.fully_read", "m.marked_unread", "com.famedly.marked_unread"] },
  },
};

/** The events of a room that are paged through. */
export const pageFilter = JSON.stringify({
  lazy_load_members: true,
  types: syncFilter.room.timeline.types,
});

/** Rooms that were left long ago would come with the first answer; later ones only if they are asked for. */
export function withoutLongLeft(url: URL): void {
  const filter = url.searchParams.get("filter");
  if (filter?.startsWith("{") === true && !url.searchParams.has("since")) {
    url.searchParams.set("filter", filter.replace('"include_leave":true', '"include_leave":false'));
  }
}
