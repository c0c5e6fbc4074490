import { expect, test } from "vitest";
import { fieldsOf } from "./settings-schema.ts";
import { settingsFrom, typedOf } from "./settings-values.ts";

const schema = {
  type: "object",
  properties: {
    web: { type: "string", format: "uri" },
    serverName: { type: "string", pattern: "^[a-z.]+$", maxLength: 12, description: "The name behind the colon." },
    parts: { type: "integer", minimum: 5, maximum: 64, default: 10 },
    isQuick: { type: "boolean" },
    account: { type: "string", enum: ["username", "ask"], default: "username" },
    paths: { type: "array", items: { type: "string", pattern: "^/" } },
    odd: { anyOf: [{ type: "string" }, { type: "number" }] },
    limits: { type: "object", properties: { size: { type: "number" } }, required: ["size"] },
  },
  required: ["web", "account"],
};
const fields = fieldsOf(schema);

test("every property of a schema becomes a field of its kind, those of an object one level down, too", () => {
  expect(fields.map(({ path, kind, isRequired, fallback }) => [path, kind, isRequired, fallback])).toEqual([
    ["web", "address", true, null],
    ["serverName", "text", false, null],
    ["parts", "number", false, "10"],
    ["isQuick", "switch", false, null],
    ["account", "choice", false, "username"],
    ["paths", "lines", false, null],
    ["odd", "json", false, null],
    ["limits.size", "number", true, null],
  ]);
  expect(fields[1]?.description).toBe("The name behind the colon.");
  expect(fieldsOf({})).toEqual([]);
});

test("settings come back from their fields as they were, with what no field knows of", () => {
  const settings = {
    web: "https://chat.example.org",
    parts: 12,
    isQuick: false,
    paths: ["/a/", "/b/"],
    odd: 3,
    limits: { size: 1.5 },
  };
  const before = { ...settings, fromAnotherRelease: [1] };
  expect(settingsFrom(fields, typedOf(fields, settings), before)).toEqual({ problems: new Map(), settings: before });
});

test("an emptied field says nothing, so that the default holds", () => {
  const typed = { web: "https://chat.example.org", parts: " ", account: "", "limits.size": "2,5" };
  expect(settingsFrom(fields, typed, { parts: 12 })).toEqual({
    problems: new Map(),
    settings: { web: "https://chat.example.org", limits: { size: 2.5 } },
  });
});

test("what does not fit is named by its field", () => {
  const typed = {
    web: "chat.example.org",
    serverName: "not.so.short.at.all",
    parts: "4",
    paths: "/fine/\nwrong",
    odd: "{",
    "limits.size": "",
  };
  const checked = settingsFrom(fields, typed, {});
  expect(Object.fromEntries(checked.problems)).toEqual({
    web: "address",
    serverName: "tooLong",
    parts: "range",
    paths: "form",
    odd: "json",
    "limits.size": "missing",
  });
  expect(settingsFrom(fields, { ...typed, parts: "10.5" }, {}).problems.get("parts")).toBe("number");
});
