import { describe, expect, test } from "vitest";
import { contractCases } from "../../test/connector-contract-cases.ts";
import { documentOf } from "../../test/connector-contract-document.ts";
import { judge } from "../../test/connector-contract.ts";
import { connectorSubjects } from "../../test/connector-subjects.ts";
import { connectors } from "./registry.ts";

const kinds = [...connectorSubjects.keys()];
const results = new Map(kinds.map((kind) => [kind, new Map<string, number | null>()]));

describe("the contract suite", () => {
  test("has a tool for every connector of the registry, and for the example of the documentation", () => {
    expect(kinds.toSorted()).toEqual([...connectors.keys(), "example"].toSorted());
  });

  test("names each of its cases once", () => {
    const names = contractCases.map((each) => each.name);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe.each([...connectorSubjects])("the %s connector keeps its promises with", (kind, start) => {
  test.each(contractCases.map((each) => [each.name, each] as const))("%s", async (name, each) => {
    await using tool = await start();
    const count = await judge(each, tool);
    results.get(kind)?.set(name, count);
    expect(count).not.toBe(0);
  });
});

describe("docs/connectors.md", () => {
  // `vitest -u` writes the document anew.
  test("shows the code that was tested, and a table of every case that was run with every connector", async () => {
    const names = contractCases.map((each) => each.name);
    const document = await documentOf("docs/connectors.md", names, results);
    await expect(document).toMatchFileSnapshot("../../../docs/connectors.md");
    expect(document).not.toContain("not run");
  });
});
