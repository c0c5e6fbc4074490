import { describe, expect, test } from "vitest";
import { createSpecification, hasSpecifications } from "./specification-check.ts";
import type { SpecifiedTool } from "./specification-verdict.ts";

const json = { "content-type": "application/json; charset=utf-8" };

function check(tool: SpecifiedTool, method: string, address: string, status: number, body: unknown, headers = json) {
  const url = new URL(address, "http://localhost");
  const call = { method, path: url.pathname, query: url.searchParams, headers: {}, body: Buffer.alloc(0) };
  const text = body === null ? null : JSON.stringify(body);
  return createSpecification(tool).check({
    call,
    reply: { status, headers: text === null ? {} : headers, body: text },
  });
}

const notifications = "/ocs/v2.php/apps/notifications/api/v2/notifications";
const meta = { status: "ok", statuscode: 200, message: "OK" };
const notification = {
  notification_id: 61,
  app: "comments",
  user: "ines",
  datetime: "2026-03-02T09:00:00+00:00",
  object_type: "comment",
  object_id: "300",
  subject: "x",
  message: "",
  link: "",
  actions: [],
};
const list = (change: Readonly<Record<string, unknown>>) => ({ ocs: { meta, data: [{ ...notification, ...change }] } });

// Outside of CI a checkout without the vendors' files is possible; the run then says so by itself.
describe.runIf(hasSpecifications() || process.env["CI"] !== undefined)("the vendors' specifications", () => {
  test("pass a reply that keeps to them and fail one with a wrong type, a missing key or a key of its own", () => {
    expect(check("nextcloud", "GET", notifications, 200, list({}))).toMatchObject({ state: "validated" });
    const problems = (change: Readonly<Record<string, unknown>>) => {
      const verdict = check("nextcloud", "GET", notifications, 200, list(change));
      return verdict.state === "violates" ? verdict.problems.map(({ at }) => at) : verdict.state;
    };
    expect(problems({ notification_id: "61" })).toEqual(["/ocs/data/0/notification_id"]);
    expect(problems({ user: undefined })).toEqual(["/ocs/data/0"]);
    expect(problems({ is_read: true })).toEqual(["/ocs/data/0/is_read"]);
  });

  test("let the listed deviations of the real tools pass, and nothing beside them", () => {
    expect(check("nextcloud", "GET", notifications, 200, list({ messageRichParameters: [] }))).toMatchObject({
      state: "deviates",
      deviations: [expect.stringContaining("/ocs/data/*/messageRichParameters")],
    });
    const both = list({ messageRichParameters: [], subject: 7 });
    expect(check("nextcloud", "GET", notifications, 200, both)).toMatchObject({ state: "violates" });
    expect(check("nextcloud", "GET", notifications, 200, list({ messageRichParameters: ["x"] })).state).toBe(
      "violates",
    );
  });

  test("know which statuses and bodies belong to a call, and what nobody describes only by its list", () => {
    expect(check("nextcloud", "GET", notifications, 204, null).state).toBe("validated");
    expect(check("nextcloud", "GET", notifications, 204, list({})).state).toBe("violates");
    expect(check("nextcloud", "GET", notifications, 418, list({})).state).toBe("violates");
    expect(check("nextcloud", "GET", notifications, 304, null).state).toBe("without");
    expect(check("nextcloud", "PROPFIND", "/remote.php/dav/files/ines/", 207, null).state).toBe("without");
    expect(check("nextcloud", "GET", "/ocs/v2.php/made/up", 200, { ocs: { meta, data: [] } }).state).toBe("violates");
    expect(check("nextcloud", "GET", notifications, 200, list({}), { "content-type": "text/html" }).state).toBe(
      "violates",
    );
  });

  test("follow references between files, and recursion within them", () => {
    const error = { _type: "Error", errorIdentifier: "urn:openproject-org:api:v3:errors:NotFound", message: "x" };
    const hal = { "content-type": "application/hal+json; charset=utf-8" };
    expect(check("openproject", "GET", "/api/v3/work_packages/7", 404, error, hal).state).toBe("validated");
    expect(check("openproject", "GET", "/api/v3/work_packages/7", 404, { ...error, message: 7 }, hal).state).toBe(
      "violates",
    );
    expect(check("openproject", "GET", "/api/v3/work_packages/7", 200, { _type: "WorkPackage" }, hal).state).toBe(
      "violates",
    );
    const sync = {
      next_batch: "s1",
      rooms: { join: { "!a:b": { timeline: { events: [{ type: "m.room.message" }] } } } },
    };
    const verdict = check("matrix", "GET", "/_matrix/client/v3/sync", 200, sync);
    expect(JSON.stringify(verdict)).toContain("/rooms/join/!a:b/timeline/events/0");
    expect(check("matrix", "POST", "/_matrix/client/v3/rooms/!a/invite", 200, {}).state).toBe("validated");
  });
});
