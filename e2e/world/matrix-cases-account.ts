import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { type ClientCase, encode, JudgedDevice, pick, pickList } from "./matrix-judged-device.ts";

export const accountCases: readonly ClientCase[] = [
  {
    name: "keeps the direct rooms of a person and tells all their devices of a change",
    run: async ({ ines, tobias, device }) => {
      const other = await device("ines");
      const since = await other.now();
      const path = `/user/${encode(ines.user)}/account_data/m.direct`;
      const content = { [tobias.user]: ["!eins:example.org"] };
      assert.deepEqual(await ines.done("PUT", path, content), {});
      assert.deepEqual(await ines.done("GET", path), content);
      const news = pickList(await other.sync(since), "account_data", "events");
      assert.deepEqual(news, [{ type: "m.direct", content }]);
      await tobias.refused(403, "M_FORBIDDEN", "GET", path);
      await tobias.refused(403, "M_FORBIDDEN", "PUT", path, {});
    },
  },
  {
    name: "keeps data of a room apart, knows none that was never set, and refuses what has calls of its own",
    run: async ({ ines, room: open }) => {
      const room = await open();
      const own = `/user/${encode(ines.user)}`;
      const path = `${own}/rooms/${encode(room)}/account_data`;
      const since = await ines.now();
      await ines.done("PUT", `${path}/m.marked_unread`, { unread: true });
      assert.deepEqual(await ines.done("GET", `${path}/m.marked_unread`), { unread: true });
      const data = pickList(await ines.room(room, since), "account_data", "events");
      assert.deepEqual(data, [{ type: "m.marked_unread", content: { unread: true } }]);
      await ines.refused(404, "M_NOT_FOUND", "GET", `${own}/account_data/org.example.nothing`);
      await ines.refused(405, "M_BAD_JSON", "PUT", `${path}/m.fully_read`, {});
      await ines.refused(405, "M_BAD_JSON", "PUT", `${own}/account_data/m.push_rules`, {});
      await ines.refused(400, "M_INVALID_PARAM", "PUT", `${own}/rooms/nowhere/account_data/m.tag`, {});
    },
  },
  {
    name: "keeps tags of a room with their order, and takes them away",
    run: async ({ ines, tobias, device, room: open }) => {
      const room = await open();
      const path = `/user/${encode(ines.user)}/rooms/${encode(room)}/tags`;
      const since = await ines.now();
      await ines.done("PUT", `${path}/m.favourite`, { order: 0.25 });
      const tags = { "m.favourite": { order: 0.25 } };
      assert.deepEqual(await ines.done("GET", path), { tags });
      const data = pickList(await ines.room(room, since), "account_data", "events");
      assert.deepEqual(data, [{ type: "m.tag", content: { tags } }]);
      await ines.done("DELETE", `${path}/m.favourite`);
      await ines.done("DELETE", `${path}/m.favourite`);
      assert.deepEqual(await ines.done("GET", path), { tags: {} });
      await tobias.refused(403, "M_FORBIDDEN", "PUT", `${path}/m.favourite`, {});
      const rosa = await device("rosa");
      const foreign = `/user/${encode(rosa.user)}/rooms/${encode(room)}/tags/m.favourite`;
      await rosa.refused(403, "M_FORBIDDEN", "PUT", foreign, {});
    },
  },
  {
    name: "tells all devices of a push rule that changes",
    run: async ({ ines, device, room: open }) => {
      const other = await device("ines");
      const room = await open();
      const since = await other.now();
      await ines.done("PUT", `/pushrules/global/room/${encode(room)}`, { actions: [] });
      const event = pickList(await other.sync(since), "account_data", "events").at(-1);
      assert.equal(pick(event, "type"), "m.push_rules");
      const rule = pickList(event, "content", "global", "room").find((each) => pick(each, "rule_id") === room);
      assert.deepEqual(rule, { rule_id: room, actions: [], default: false, enabled: true });
      assert.deepEqual(await ines.done("GET", `/pushrules/global/room/${encode(room)}`), rule);
      await ines.refused(400, "M_UNKNOWN", "PUT", `/pushrules/global/room/${encode(room)}`, {});
    },
  },
  {
    name: "shows a person's profile and knows nobody who is not there",
    run: async ({ ines, tobias }) => {
      const profile = await ines.done("GET", `/profile/${encode(tobias.user)}`);
      assert.equal(pick(profile, "displayname"), "Tobias Kranich");
      const name = await ines.done("GET", `/profile/${encode(tobias.user)}/displayname`);
      assert.deepEqual(name, { displayname: "Tobias Kranich" });
      const nobody = `@nobody:${ines.homeserver.serverName}`;
      await ines.refused(404, "M_UNKNOWN", "GET", `/profile/${encode(nobody)}`);
      await ines.refused(400, "M_INVALID_PARAM", "GET", "/profile/nobody");
    },
  },
  {
    name: "finds people by the beginning of their name, without the one who looks",
    run: async ({ ines, tobias, room: open }) => {
      await open();
      const search = async (term: string) =>
        ines.done("POST", "/user_directory/search", { search_term: term, limit: 10 });
      // The directory of a homeserver follows its rooms after a moment.
      let found = await search("Kranich");
      for (let left = 50; left > 0 && pickList(found, "results").length === 0; left -= 1) {
        await sleep(200);
        found = await search("Kranich");
      }
      assert.deepEqual(found, {
        limited: false,
        results: [{ user_id: tobias.user, display_name: "Tobias Kranich", avatar_url: null }],
      });
      assert.deepEqual(pickList(await search("Marquardt"), "results"), []);
      await ines.refused(400, "M_UNKNOWN", "POST", "/user_directory/search", {});
    },
  },
  {
    name: "says what it can do: versions with media for signed-in people only, capabilities, who one is",
    run: async ({ ines }) => {
      const versions = pickList(await ines.done("GET", "/_matrix/client/versions"), "versions");
      for (const version of ["v1.1", "v1.11"]) assert.ok(versions.includes(version));
      const rooms = pick(await ines.done("GET", "/capabilities"), "capabilities", "m.room_versions");
      assert.equal(pick(rooms, "default"), "12");
      assert.deepEqual(await ines.done("GET", "/account/whoami"), {
        user_id: ines.user,
        device_id: ines.id,
        is_guest: false,
      });
    },
  },
  {
    name: "tells a token that it does not know from one that ran out and can be renewed",
    run: async ({ homeserver, device }) => {
      const short = await device("ines", true);
      await short.done("GET", "/account/whoami");
      const unknown = new JudgedDevice(homeserver, { user: "", device: "", token: "syt_made_up", refresh: null });
      const gone = await unknown.refused(401, "M_UNKNOWN_TOKEN", "GET", "/sync");
      assert.equal(pick(gone.body, "soft_logout"), false);
      await homeserver.outliveTokens();
      const soft = await short.refused(401, "M_UNKNOWN_TOKEN", "GET", "/sync");
      assert.equal(pick(soft.body, "soft_logout"), true);
      const renewed = await short.ask("POST", "/refresh", { refresh_token: short.refresh });
      assert.equal(renewed.status, 200);
      const signIn = {
        user: short.user,
        device: short.id,
        token: String(pick(renewed.body, "access_token")),
        refresh: null,
      };
      const next = new JudgedDevice(homeserver, signIn);
      assert.equal(pick(await next.done("GET", "/account/whoami"), "device_id"), short.id);
      // The first use of what came for it ends a refresh token.
      await next.refused(403, "M_FORBIDDEN", "POST", "/refresh", { refresh_token: short.refresh });
      await next.refused(401, "M_UNKNOWN_TOKEN", "POST", "/refresh", { refresh_token: "syr_made_up" });
    },
  },
  {
    name: "ends a device with its tokens at a sign-out, and no other",
    run: async ({ device }) => {
      const [one, other] = [await device("ines"), await device("ines")];
      await one.done("POST", "/logout", {});
      const gone = await one.refused(401, "M_UNKNOWN_TOKEN", "GET", "/account/whoami");
      assert.equal(pick(gone.body, "soft_logout"), false);
      const list = pickList(await other.done("GET", "/devices"), "devices");
      const left = new Set(list.map((each) => pick(each, "device_id")));
      assert.ok(left.has(other.id) && !left.has(one.id));
    },
  },
];
