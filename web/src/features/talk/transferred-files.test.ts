import { expect, test } from "vitest";
import { droppedFiles } from "./transferred-files.ts";

test("a folder that is dropped is known as one, and the files beside it are files", () => {
  const entries = [
    { name: "Pläne", isDirectory: true },
    { name: "plan.pdf", isDirectory: false },
  ];
  const files = droppedFiles({
    items: [...entries.map((entry) => ({ webkitGetAsEntry: () => entry })), { webkitGetAsEntry: () => null }],
    // As browsers say it of folders: a size, and no content that could be read.
    files: entries.map(({ name }) => new File(["x".repeat(4096)], name)),
  });
  expect(files.map(({ name, size }) => [name, size])).toEqual([
    ["Pläne", 0],
    ["plan.pdf", 4096],
  ]);
});
