import { inboxChangeSchema, inboxObjectSchema } from "@pforte/shared/contract/inbox";
import { workItemSchema } from "@pforte/shared/contract/work";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lineOf } from "./markdown.ts";
import { notificationOf, titleOf } from "./notification-transform.ts";
import { notificationSchema, workPackageSchema } from "./schema.ts";
import { workItemOf } from "./work-transform.ts";

const web = "https://projekte.example.org";
const undisclosed = "urn:openproject-org:api:v3:undisclosed";

const text = fc.oneof(fc.string({ unit: "binary", maxLength: 60 }), fc.constantFrom("", "<b>x</b>", "**\u202efett**"));
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const instant = fc
  .date({ noInvalidDate: true, min: new Date(0), max: new Date("2100-01-01") })
  .map((at) => at.toISOString());
const day = instant.map((at) => at.slice(0, 10));
const link = fc.record(
  {
    href: fc.constantFrom(null, undisclosed, "/api/v3/work_packages/77", "/op/api/v3/users/9", "javascript:alert(1)"),
    title: fc.option(text, { nil: null }),
  },
  { requiredKeys: ["href"] },
);
const formattable = fc.record({ format: fc.constant("markdown"), raw: fc.option(text, { nil: null }), html: text });

/** Items as the specification allows them, with every link null, undisclosed or missing now and then. */
const notification = fc.record(
  {
    _type: fc.constant("Notification"),
    id: fc.integer({ min: 1, max: 1e9 }),
    reason: fc.oneof(
      fc.constantFrom("assigned", "mentioned", "dateAlert", "watched", "responsible", "reminder", "__proto__", "later"),
      text,
    ),
    readIAN: fc.boolean(),
    createdAt: instant,
    updatedAt: instant,
    _embedded: fc.record(
      {
        activity: fc.option(
          fc.record({ version: fc.integer(), comment: formattable, details: fc.array(formattable, { maxLength: 4 }) }),
          { nil: null },
        ),
        resource: maybe(fc.record({ subject: text, _links: fc.record({ assignee: link, responsible: link }) })),
        details: fc.array(
          fc.record({ property: fc.constantFrom("startDate", "dueDate", "date"), value: fc.oneof(day, text) }),
        ),
      },
      { requiredKeys: [] },
    ),
    _links: fc.record({ actor: link, project: link, resource: link, activity: link }, { requiredKeys: [] }),
  },
  { requiredKeys: ["_type", "id", "reason", "createdAt", "_links"] },
);

const workPackage = fc.record(
  {
    _type: fc.constant("WorkPackage"),
    id: fc.integer({ min: 1, max: 1e9 }),
    lockVersion: fc.nat(),
    subject: text,
    startDate: fc.option(day, { nil: null }),
    dueDate: fc.option(day, { nil: null }),
    date: fc.option(day, { nil: null }),
    percentageDone: fc.option(fc.integer({ min: 0, max: 100 }), { nil: null }),
    updatedAt: instant,
    _links: fc.record(
      { status: link, type: link, project: link, priority: link, updateImmediately: link },
      { requiredKeys: ["status"] },
    ),
  },
  { requiredKeys: ["_type", "id", "lockVersion", "subject", "updatedAt", "_links"] },
);

describe("what OpenProject says", () => {
  test("always becomes something that the contract allows, whatever is null, undisclosed or missing", () => {
    fc.assert(
      fc.property(notification, fc.constantFrom("de", "en"), (each, locale) => {
        const native = notificationOf(notificationSchema.parse(each), web, locale);
        const { object, thread, isRead, isMention: _isMention, actions: _actions, ...change } = native;
        expect(inboxChangeSchema.parse({ ...change, isRead: isRead ?? false })).toEqual({
          ...change,
          isRead: isRead ?? false,
        });
        expect(inboxObjectSchema.parse(object)).toEqual(object);
        expect(thread).toMatch(/^(?:wp|note):\d+$/u);
        expect(object.title).not.toBe("");
        expect(object.href?.startsWith(`${web}/`)).toBe(true);
      }),
    );
  });

  test("becomes work that the contract allows, whatever is null, undisclosed or missing", () => {
    const native = workItemSchema.omit({ source: true, pendingStatus: true });
    fc.assert(
      fc.property(workPackage, (each) => {
        const item = workItemOf(workPackageSchema.parse(each), web);
        expect(native.parse(item)).toEqual(item);
        expect(item.canChangeStatus).toBe(each._links.updateImmediately !== undefined);
        expect(item.href).toBe(`${web}/work_packages/${each.id}/activity`);
      }),
    );
  });

  test("is left out or fits the contract, whatever stands in any one of its fields", () => {
    const native = workItemSchema.omit({ source: true, pendingStatus: true });
    const spoilt = (item: fc.Arbitrary<object>) =>
      fc.tuple(item, fc.nat(), fc.jsonValue({ maxDepth: 2 })).map(([whole, at, value]) => {
        const keys = Object.keys(whole);
        return Object.assign({}, whole, { [keys[at % keys.length] ?? "id"]: value });
      });
    fc.assert(
      fc.property(spoilt(workPackage), (each) => {
        const parsed = workPackageSchema.safeParse(each);
        expect(!parsed.success || native.safeParse(workItemOf(parsed.data, web)).success).toBe(true);
      }),
    );
    fc.assert(
      fc.property(spoilt(notification), (each) => {
        const parsed = notificationSchema.safeParse(each);
        const native = parsed.success ? [notificationOf(parsed.data, web, "de")] : [];
        const isWhole = native.every(({ object, ...change }) => {
          const isChange = inboxChangeSchema.safeParse({ ...change, isRead: false }).success;
          return isChange && inboxObjectSchema.safeParse(object).success;
        });
        expect(isWhole).toBe(true);
      }),
    );
  });

  test("never shows characters that hide or turn what is written", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (markdown) => {
        const line = lineOf(markdown);
        expect(line === null || !/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(line)).toBe(true);
        expect(Array.from(line ?? "").length).toBeLessThanOrEqual(200);
      }),
    );
  });

  test.each([
    ['<mention class="mention" data-id="13" data-type="user" data-text="@Ines">@Ines</mention> bitte', "@Ines bitte"],
    ["**Status** geändert von *Neu* zu *In Prüfung*", "Status geändert von Neu zu In Prüfung"],
    ["# Titel\n\n- eins\n- zwei", "Titel eins zwei"],
    ["![Plan](/api/v3/attachments/7/content) und [Seite](https://example.org)", "Plan und Seite"],
    ["`datei_name_neu.odt` ~~alt~~", "datei_name_neu.odt alt"],
    ["1 < 2 und 3 > 2", "1 < 2 und 3 > 2"],
    ["   ", null],
  ])("reads %j as a line of plain text", (markdown, line) => {
    expect(lineOf(markdown)).toBe(line);
  });

  test("gives no name to what may not be seen", () => {
    expect(titleOf({ href: undisclosed, title: "Geheim" })).toBeNull();
    expect(titleOf({ href: null, title: "Geheim" })).toBeNull();
    expect(titleOf(null)).toBeNull();
    expect(titleOf({ href: "/api/v3/users/1", title: "Ines" })).toBe("Ines");
  });

  test("leads to all notifications where a notification is about nothing that could be named", () => {
    const bare = notificationSchema.parse({
      id: 5,
      reason: "later",
      createdAt: "2026-11-25T08:00:00Z",
      _links: {
        resource: { href: undisclosed, title: "Geheim" },
        project: { href: null },
        actor: { href: undisclosed },
      },
    });
    expect(notificationOf(bare, web, "de")).toEqual({
      id: "5",
      thread: "note:5",
      reason: "other",
      actor: null,
      text: null,
      at: "2026-11-25T08:00:00.000Z",
      isRead: null,
      isMention: false,
      actions: [],
      object: { kind: "other", title: "#5", place: null, href: `${web}/notifications` },
    });
  });

  test("costs hostile texts no more than a moment", () => {
    const hostile = [
      `${"[".repeat(60_000)}`,
      `${"<mention ".repeat(20_000)}`,
      `${"*_~`".repeat(20_000)}`,
      `${"[a](".repeat(20_000)}`,
    ];
    const start = performance.now();
    for (const each of hostile) lineOf(each);
    expect(performance.now() - start).toBeLessThan(50);
  });
});
