import type { ServerResponse } from "node:http";
import type { Announcement } from "@pforte/e2e/world/nextcloud-notifications";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type NextcloudStage, startNextcloudStage } from "../../../test/nextcloud-stage.ts";
import { failureOf } from "../../../test/odd-source.ts";
import type { CallContext } from "../kit/connector.ts";

const both = (text: string) => ({ de: text, en: text });

describe("what waits in Nextcloud", () => {
  let stage: NextcloudStage;
  let ines: CallContext;

  beforeEach(async () => {
    stage = await startNextcloudStage({ web: "https://cloud.example.org" });
    ines = await stage.as("ines");
  });

  afterEach(async () => stage[Symbol.asyncDispose]());

  const add = (about: Partial<Announcement> = {}) =>
    stage.tool.world.notifications.add("ines", {
      app: "updatenotification",
      objectType: "update",
      objectId: "1",
      subject: both("Etwas geschah"),
      ...about,
    });

  const list = async () => stage.notifications.list(ines);
  const only = async () => {
    const { notifications } = await list();
    expect(notifications).toHaveLength(1);
    return notifications[0];
  };

  test("is nothing, where nothing is and where no app tells anything", async () => {
    const nothing = { notifications: [], unread: 0, isCapped: false, dropped: 0 };
    expect(await list()).toEqual(nothing);
    stage.tool.levers.setNotifiers(false);
    expect(await list()).toEqual(nothing);
  });

  test("names object, actor and comment of a mention", async () => {
    const file = stage.tool.world.put("ines", "Referat 42/Vermerk.odt", "x");
    stage.tool.world.comment(file, "katharina", "@ines bitte prüfen", { mentions: ["ines"] });
    expect(await only()).toMatchObject({
      thread: `file:${file.id}`,
      object: {
        kind: "file",
        title: "Vermerk.odt",
        place: "Referat 42",
        href: `https://cloud.example.org/index.php/f/${file.id}`,
      },
      reason: "mentioned",
      isMention: true,
      actor: "Katharina Vogt",
      text: "@ines bitte prüfen",
      isRead: null,
      actions: [],
    });
  });

  test("offers to accept or decline a share, and does it in Nextcloud", async () => {
    stage.tool.world.share(stage.tool.world.put("katharina", "Plan.ods", "x"), "ines", { isPending: true });
    const waiting = await only();
    expect(waiting).toMatchObject({
      reason: "shared",
      actor: "Katharina Vogt",
      isMention: false,
      text: null,
      object: { kind: "file", title: "Plan.ods", href: "https://cloud.example.org/index.php/apps/files/?dir=/" },
      actions: [
        { label: "Annehmen", isPrimary: true },
        { label: "Ablehnen", isPrimary: false },
      ],
    });
    const [accept, decline] = waiting?.actions ?? [];
    const id = waiting?.id ?? "";
    expect(await stage.notifications.act(ines, id, accept?.id ?? "")).toEqual({ id, state: "applied" });
    expect((await stage.files.recent(ines, 5)).files.map(({ name }) => name)).toEqual(["Plan.ods"]);
    // Done over there, it is gone; whoever repeats it hears so.
    expect(await stage.notifications.act(ines, id, accept?.id ?? "")).toEqual({ id, state: "gone" });
    expect(await stage.notifications.act(ines, id, decline?.id ?? "")).toEqual({ id, state: "gone" });
  });

  test("is what the app itself says, where nothing else is known of it", async () => {
    add({ app: "admin_notifications", subject: both("Wartung am Freitag"), message: "Ab 18 Uhr.", link: "" });
    expect(await only()).toMatchObject({
      thread: "update:1",
      object: { kind: "other", title: "Wartung am Freitag", place: null, href: null },
      reason: "other",
      actor: null,
      text: "Ab 18 Uhr.",
    });
  });

  test.each([
    ["files_sharing", "remote_share", "shared"],
    ["federatedfilesharing", "remote_share", "shared"],
    ["comments", "comment", "mentioned"],
    ["text", "mention", "mentioned"],
    ["files_reminders", "reminder", "reminder"],
    ["dav", "calendar_reminder", "reminder"],
    ["activity", "activity_notification", "changed"],
    ["spreed", "chat", "message"],
    ["spreed", "room", "invited"],
    ["comments", "tag", "other"],
    ["firstrunwizard", "app", "other"],
  ])("of %s about a %s has the reason %s", async (app, objectType, reason) => {
    add({ app, objectType });
    expect((await only())?.reason).toBe(reason);
  });

  test("comes in the language of the page", async () => {
    add({ subject: { de: "Auf Deutsch", en: "In English" } });
    expect((await only())?.object.title).toBe("Auf Deutsch");
    const english = await stage.as("ines", { locale: "en" });
    expect((await stage.notifications.list(english)).notifications[0]?.object.title).toBe("In English");
  });

  test("is honest text: no markup, no hidden characters, of bounded length (S37)", async () => {
    add({
      subject: both("<img src=x onerror=alert(1)>\u202egpj.exe\u200b"),
      message: `${"lang ".repeat(1000)}`,
      subjectRich: both("{user}"),
      parameters: { user: { type: "user", id: "x", name: "\u2066K\u2069\u202e<b>" } },
    });
    const waiting = await only();
    expect(waiting?.object.title).toBe("<img src=x onerror=alert(1)>gpj.exe");
    expect(waiting?.actor).toBe("K<b>");
    expect(waiting?.text?.length).toBeLessThanOrEqual(500);
  });

  test.each([
    "javascript:alert(1)",
    "data:text/html,x",
    "https://evil.example/index.php/f/1",
    "https://cloud.example.org.evil.example/",
    "https://cloud.example.org@evil.example/",
    "//evil.example/x",
    "/index.php",
    "ftp://cloud.example.org/x",
    "https://ines:pw@cloud.example.org/x",
  ])("leads nowhere where its link is %s (S37)", async (link) => {
    add({ link });
    expect((await only())?.object.href).toBeNull();
  });

  test("opens at the address that browsers use, whichever of the two Nextcloud wrote", async () => {
    add({ link: `${stage.tool.address}/index.php/call/abc#message_1` });
    expect((await only())?.object.href).toBe("https://cloud.example.org/index.php/call/abc#message_1");
  });

  test("offers no act that leads elsewhere, is a page, or is not allowed (S53)", async () => {
    const { address } = stage.tool;
    const shares = "/ocs/v2.php/apps/files_sharing/api/v1/shares";
    const links: readonly (readonly [string, "GET" | "POST" | "DELETE" | "PUT" | "WEB"])[] = [
      [`https://evil.example${shares}/pending/1`, "POST"],
      [`${address}.evil.example${shares}/pending/1`, "POST"],
      [`${address}@evil.example${shares}/pending/1`, "POST"],
      [`${address}${shares}/../../../../../cloud/users/ines`, "DELETE"],
      [`${address}${shares}/%2e%2e/%2e%2e/cloud/users/ines`, "DELETE"],
      [`${address}${shares}/..%2f..%2fcloud/users/ines`, "DELETE"],
      [`${address}/ocs/v2.php/cloud/users/ines`, "DELETE"],
      [`${address}/remote.php/dav/files/ines/`, "DELETE"],
      [`${address}${shares}-evil/1`, "POST"],
      [`${address}${shares}/pending/1`, "GET"],
      [`${address}${shares}/pending/1`, "WEB"],
      ["javascript:alert(1)", "POST"],
      ["", "POST"],
    ];
    add({ actions: links.map(([link, type]) => ({ label: both("Los"), link, type, primary: false })) });
    expect((await only())?.actions).toEqual([]);
  });

  test("carries out only what is offered now, whatever the page holds", async () => {
    const id = String(add());
    stage.tool.forget();
    const made = `DELETE:/ocs/v2.php/apps/files_sharing/api/v1/shares/1`;
    expect(await stage.notifications.act(ines, id, made)).toEqual({ id, state: "overtaken" });
    expect(stage.tool.replies.map(({ call }) => call.method)).toEqual(["GET"]);
  });

  test("may be more than Nextcloud lists, and says so at 25", async () => {
    for (let count = 0; count < 24; count += 1) add();
    expect(await list()).toMatchObject({ unread: 24, isCapped: false });
    add();
    add();
    const full = await list();
    expect(full).toMatchObject({ unread: 25, isCapped: true, dropped: 0 });
    expect(full.notifications).toHaveLength(25);
  });

  test("is dismissed one by one, and what came meanwhile stays", async () => {
    const ids = Array.from({ length: 7 }, () => String(add()));
    add({ subject: both("kam inzwischen") });
    const outcomes = await stage.notifications.dismiss(ines, [...ids, "999999", "keine Zahl"]);
    expect(outcomes.map(({ state }) => state)).toEqual([...ids.map(() => "applied"), "gone", "gone"]);
    expect((await only())?.object.title).toBe("kam inzwischen");
    expect((await stage.notifications.dismiss(ines, ids)).every(({ state }) => state === "gone")).toBe(true);
    expect(stage.tool.mostAtOnce()).toBeLessThanOrEqual(4);
  });

  test("is dismissed by nobody else", async () => {
    const id = String(add());
    const katharina = await stage.as("katharina");
    expect(await stage.notifications.dismiss(katharina, [id])).toEqual([{ id, state: "gone" }]);
    expect(await only()).toBeDefined();
  });

  test("has a mark that stays while nothing changes, and costs no body then", async () => {
    add();
    const mark = await stage.notifications.mark(ines);
    expect(await stage.notifications.mark(ines, mark)).toBe(mark);
    expect(stage.tool.replies.at(-1)?.reply.status).toBe(304);
    const id = String(add());
    const next = await stage.notifications.mark(ines, mark);
    expect(next).not.toBe(mark);
    await stage.notifications.dismiss(ines, [id]);
    expect(await stage.notifications.mark(ines, next)).toBe(mark);
    stage.tool.levers.setNotifiers(false);
    expect(await stage.notifications.mark(ines, mark)).not.toBe(mark);
  });

  test("has a mark also behind a proxy that drops or changes validators", async () => {
    add();
    stage.tool.levers.intercept((call, response) => {
      if (!call.path.endsWith("/notifications")) return false;
      const data = [{ notification_id: 7 }, { notification_id: 5 }];
      const body = JSON.stringify({ ocs: { meta: { status: "ok", statuscode: 200, message: "OK" }, data } });
      response.writeHead(200, { "content-type": "application/json" }).end(body);
      return true;
    });
    expect(await stage.notifications.mark(ines)).toBe("ids:7,5");
    expect(await stage.notifications.mark(ines, "ids:7,5")).toBe("ids:7,5");
  });

  test("is listed but for what cannot be read, which is counted", async () => {
    add();
    stage.tool.levers.intercept(
      withData([{ notification_id: "no number" }, null, odd, { ...odd, notification_id: 4, actions: [null, 1] }]),
    );
    const { notifications, dropped, unread } = await list();
    expect(notifications.map(({ id }) => id)).toEqual(["3", "4"]);
    expect({ dropped, unread }).toEqual({ dropped: 2, unread: 4 });
    expect(notifications[0]).toMatchObject({ at: "2026-09-24T08:11:02.000Z", object: { title: "Betreff" } });
  });

  test("fails by name: tokens that are not taken, throttling", async () => {
    const expired = await stage.as("ines", { seconds: -60 });
    expect(await failureOf(stage.notifications.list(expired))).toMatchObject({
      reason: "sign_in_required",
      code: "needs_first_login",
    });
    stage.tool.levers.break("http429");
    expect(await failureOf(list())).toMatchObject({ reason: "rate_limited", retryAfterSeconds: 30 });
  });

  test("says when a maintenance may be over", async () => {
    stage.tool.levers.break("http503");
    expect(await failureOf(list())).toMatchObject({
      reason: "unavailable",
      code: "maintenance",
      retryAfterSeconds: 120,
    });
  });

  test("is not a list that says it failed", async () => {
    stage.tool.levers.intercept((_call, response) => {
      const body = { ocs: { meta: { status: "failure", statuscode: 997 }, data: [] } };
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
      return true;
    });
    expect((await failureOf(list())).reason).toBe("bad_response");
  });
});

const odd = {
  notification_id: 3,
  app: "new",
  datetime: "2026-09-24T10:11:02+02:00",
  object_type: "thing",
  object_id: "4",
  subject: "Betreff",
  subjectRichParameters: { user: { type: "user", id: 5 } },
  unknown: { nested: true },
};

function withData(data: readonly unknown[]) {
  return (_call: unknown, response: ServerResponse) => {
    const body = { ocs: { meta: { status: "ok", statuscode: 200, message: "OK" }, data } };
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
    return true;
  };
}
