import { chatGatewayPath } from "@pforte/shared/contract/chat";
import { describe, expect, test } from "vitest";
import type { z } from "zod";
import type { GatewayRoute } from "#connectors/kit/gateway.ts";
import { pathOfTemplate } from "#connectors/kit/upstream-path.ts";
import { matrixGateway } from "./gateway.ts";
import { matrix } from "./index.ts";

const { routes } = matrixGateway;
const named = ({ method, path }: GatewayRoute) => `${method} ${path}`;
const namesIn = (path: string) => [...path.matchAll(/:(\w+)/gu)].map(([, name = ""]) => name).toSorted();

function route(method: string, path: string): GatewayRoute {
  const found = routes.find((each) => each.method === method && each.path === `/_matrix/client/${path}`);
  if (found === undefined) throw new Error(`There is no ${method} ${path}.`);
  return found;
}

const takes = (schema: z.ZodType | undefined, value: unknown) => schema?.safeParse(value).success;
const message = route("PUT", "v3/rooms/:room/send/m.room.message/:transaction").body?.schema;
const sync = route("GET", "v3/sync");

describe("what a page's client may call", () => {
  test("is at the address that the page knows", () => {
    expect(`/api/chat/${matrix.kind}`).toBe(chatGatewayPath);
    expect(matrix.gateway).toBe(matrixGateway);
  });

  test("is named once, with a form of each part of its path", () => {
    expect(new Set(routes.map(named)).size).toBe(routes.length);
    for (const each of routes)
      expect([named(each), Object.keys(each.params).toSorted()]).toEqual([named(each), namesIn(each.path)]);
  });

  test("is nothing of signing in, devices, keys, presence, calls, media or administration", () => {
    const forbidden =
      /login|logout|register|refresh|account\/|devices|keys|sendToDevice|presence|voip|media\/(?!config)|_synapse|admin|pushers|openid|federation|unstable/u;
    expect(routes.filter(({ path }) => forbidden.test(path)).map(named)).toEqual([]);
    expect(routes.filter(({ path }) => !/^\/_matrix\/client\/(?:versions$|v[13]\/)/u.test(path))).toEqual([]);
  });

  test("is for the person's own account wherever an account's own things are named", () => {
    const own = routes.filter(({ path }) => /\/(?:user|typing)\/:user/u.test(path));
    expect(own.length).toBeGreaterThan(8);
    expect(own.filter(({ ownAccount }) => ownAccount !== "user").map(named)).toEqual([]);
  });

  test("writes into rooms only where it is asked whether they are encrypted", () => {
    const writing = routes.filter(({ path }) => path.includes("/send/"));
    expect(writing.map(named).toSorted()).toEqual([
      "PUT /_matrix/client/v3/rooms/:room/send/m.reaction/:transaction",
      "PUT /_matrix/client/v3/rooms/:room/send/m.room.message/:transaction",
    ]);
    expect(writing.every(({ writesInto }) => writesInto === "room")).toBe(true);
    // Nothing else puts a text into a room.
    expect(takes(route("PUT", "v3/rooms/:room/redact/:event/:transaction").body?.schema, { reason: "x" })).toBe(false);
    expect(takes(route("POST", "v3/rooms/:room/leave").body?.schema, { reason: "x" })).toBe(false);
    expect(routes.some(({ method, path }) => method === "PUT" && path.includes("/state/"))).toBe(false);
  });

  test("proves that somebody is there only where it is their act (S19)", () => {
    const byItself = /\/(?:sync|receipt|read_markers|filter)/u;
    const active = routes.filter(({ activity }) => activity);
    expect(active.filter(({ method, path }) => method === "GET" || byItself.test(path)).map(named)).toEqual([]);
    expect(active.map(named)).toContain("PUT /_matrix/client/v3/rooms/:room/send/m.room.message/:transaction");
  });

  test("may leave out a body that says nothing", () => {
    for (const path of ["v3/rooms/:room/forget", "v3/join/:room", "v3/rooms/:room/receipt/:receipt/:event"]) {
      const schema = route("POST", path).body?.schema;
      expect([schema?.parse(null), schema?.parse(undefined), schema?.parse({})]).toEqual([{}, {}, {}]);
      expect(takes(schema, { x: 1 })).toBe(false);
    }
  });

  test("waits for news no longer than half a minute, and for the first answer as long", () => {
    expect(sync.waitSeconds?.({})).toBe(30);
    expect(sync.waitSeconds?.({ since: "s1" })).toBe(0);
    expect(sync.waitSeconds?.({ since: "s1", timeout: "30000" })).toBe(30);
    expect(takes(sync.query["timeout"], "30001")).toBe(false);
    expect(sync.always).toEqual({ set_presence: "offline" });
    expect(routes.filter(({ waitSeconds }) => waitSeconds !== undefined)).toHaveLength(1);
  });
});

describe("an id in a path", () => {
  const { room, event } = route("GET", "v3/rooms/:room/context/:event").params;
  const { user } = route("GET", "v3/profile/:user").params;

  test.each([
    [room, "!aB3:example.org"],
    [room, "!aB3:example.org:8448"],
    [room, "!aB3:[2001:db8::1]:8448"],
    [room, `!${"aB3_-".repeat(8)}xyz`],
    [event, "$aB3:example.org"],
    [event, `$${"aB3_-".repeat(8)}xyz`],
    [user, "@ines.marquardt_1=+-:example.org"],
  ])("is what homeservers make: %# %s", (schema, id) => {
    expect(takes(schema, id)).toBe(true);
    expect(pathOfTemplate("/rooms/:id/x", { id })).toBe(`/rooms/${encodeURIComponent(id)}/x`);
  });

  test.each([
    "",
    "!",
    "a:b",
    "!a b:c",
    "!a/b:c",
    "!a%2fb:c",
    "!a?b:c",
    "!a#b:c",
    "!..:c/",
    "!a\n:c",
    `!${"a".repeat(300)}`,
    "!ä:c",
  ])("is nothing that could lead elsewhere: %j", (id) => {
    expect([takes(room, id), takes(event, id.replace("!", "$")), takes(user, id.replace("!", "@"))]).toEqual([
      false,
      false,
      false,
    ]);
  });
});

describe("a message of the page", () => {
  const mentions = { "m.mentions": { user_ids: ["@odd/name:elsewhere.example"] } };
  const text = { msgtype: "m.text", body: "Moin", "m.mentions": {} };
  const relation = { event_id: "$odd/old+event:elsewhere.example" };

  test.each([
    [text],
    [{ ...text, ...mentions, msgtype: "m.emote" }],
    [{ ...text, "m.relates_to": { "m.in_reply_to": relation } }],
    [
      {
        ...text,
        "m.relates_to": { rel_type: "m.thread", ...relation, is_falling_back: true, "m.in_reply_to": relation },
      },
    ],
    [{ ...text, body: "* Moin", "m.new_content": text, "m.relates_to": { rel_type: "m.replace", ...relation } }],
    [{ ...text, format: "org.matrix.custom.html", formatted_body: "<b>Moin</b>" }],
    [
      {
        msgtype: "m.image",
        body: "Plan",
        filename: "plan.png",
        url: "mxc://example.org/aB3",
        info: { mimetype: "image/png", size: 17, w: 3, h: 4 },
        "m.mentions": {},
      },
    ],
    [{ msgtype: "m.file", body: "a.odt", url: "mxc://example.org/aB3", info: { mimetype: "application/x", size: 0 } }],
  ])("is taken as it is: %#", (content) => {
    expect(message?.parse(content)).toEqual(content);
  });

  test.each([
    [{ ...text, "m.new_content": text }],
    [{ ...text, "m.relates_to": { rel_type: "m.replace", ...relation } }],
    [{ ...text, "org.example.more": 1 }],
    [{ ...text, msgtype: "m.key.verification.request" }],
    [{ ...text, url: "mxc://example.org/aB3" }],
    [{ msgtype: "m.image", body: "x", url: "https://evil.example/x.png" }],
    [{ algorithm: "m.megolm.v1.aes-sha2", ciphertext: "x" }],
  ])("is refused in any other form: %#", (content) => {
    expect(takes(message, content)).toBe(false);
  });
});

describe("a filter in a query", () => {
  test("is the id of a stored one, or in so many words, written anew", () => {
    const schema = sync.query["filter"];
    expect(schema?.parse("17")).toBe("17");
    expect(schema?.parse('{ "room": {"timeline": {"limit": 5, "limit": 7}} }')).toBe(
      '{"room":{"timeline":{"limit":7}}}',
    );
    for (const odd of ["{", "[]", '{"x":1}', '{"room":{"timeline":{"limit":101}}}', "a/b", "x".repeat(5000)]) {
      expect([odd.slice(0, 40), takes(schema, odd)]).toEqual([odd.slice(0, 40), false]);
    }
  });
});
