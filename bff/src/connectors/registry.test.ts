import { describe, expect, test } from "vitest";
import { connectorContract } from "../../test/connector-contract.ts";
import { connectorSubjects } from "../../test/connector-subjects.ts";
import { capabilitiesOf, connectors } from "./registry.ts";

const order = ["notifications", "files", "work", "chat"];

describe("the registry", () => {
  test("has a judged connector for every kind", () => {
    expect([...connectors.keys()].sort()).toEqual([...connectorSubjects.keys()].sort());
  });

  test("names exactly the capabilities that the connectors have", () => {
    for (const [kind, subject] of connectorSubjects) {
      const { connector } = subject.connect("http://localhost:1");
      const { notifications, files, work, chat } = connector;
      const has = {
        notifications: notifications !== undefined,
        files: files !== undefined,
        work: work !== undefined,
        chat: chat !== undefined,
      };
      expect(Object.entries(has).flatMap(([name, isThere]) => (isThere ? [name] : []))).toEqual(
        capabilitiesOf(kind).toSorted((one, other) => order.indexOf(one) - order.indexOf(other)),
      );
    }
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

for (const [kind, subject] of connectorSubjects) connectorContract(kind, subject);
