import { describe, expect, test } from "vitest";
import { connectRegistered } from "../../test/connector-subjects-registered.ts";
import { capabilitiesOf, connectors } from "./registry.ts";

describe("the registry", () => {
  test.each([...connectors.keys()])("names exactly the capabilities that the connector of kind %s has", (kind) => {
    const { connector } = connectRegistered(kind, "http://localhost:1");
    const { notifications, files, work, chat } = connector;
    const has = Object.entries({ notifications, files, work, chat }).filter(([, part]) => part !== undefined);
    expect(has.map(([name]) => name).sort()).toEqual([...capabilitiesOf(kind)].sort());
  });

  test("knows nothing of an unknown kind", () => {
    expect(connectors.get("telex")).toBeUndefined();
    expect(capabilitiesOf("telex")).toEqual([]);
  });

  test("refuses settings that a connector does not have", () => {
    const matrix = connectors.get("matrix");
    const source = { key: "chat", name: { de: "Chat" }, address: "https://m.example.org", audience: null, scope: null };
    expect(() => matrix?.connect({ ...source, settings: { serverName: "example.org", passwort: "x" } })).toThrow(
      "passwort",
    );
    expect(() => matrix?.connect({ ...source, settings: { web: "javascript:alert(1)" } })).toThrow("URL");
    expect(() => matrix?.connect({ ...source, settings: {} })).not.toThrow();
  });
});
