import { createServer } from "node:net";
import { describe, expect, test } from "vitest";
import { refuseTakenPorts, worldPorts } from "./world-ports.ts";
import { explainProblem } from "./world-problems.ts";

describe("what stops the demo", () => {
  test.each([
    [{ code: "ENOSPC" }, /disk is full.*PFORTE_DATA_DIR/],
    [{ code: "EACCES" }, /\/data cannot be written/],
    [{ code: "EADDRINUSE" }, /port of the demo was taken/i],
  ])("%o is said in one sentence with what to do", (code, expected) => {
    const sentence = explainProblem(Object.assign(new Error("write"), code), "/data");
    expect(sentence).toMatch(expected);
    expect(sentence.split("\n")).toHaveLength(1);
  });

  test("a full disk is recognised in the words of a part, too", () => {
    expect(explainProblem(new Error("ENOSPC: no space left on device, write"), "/data")).toMatch(/disk is full/);
  });

  test.each(["0", "80000", "abc", "65530"])("PORT=%s is refused by name", (text) => {
    expect(() => worldPorts({ PORT: text })).toThrow(/PORT must be a number/);
  });

  test("a taken port is named before anything starts", async () => {
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const address = server.address();
    const taken = typeof address === "object" && address !== null ? address.port : 0;
    const ports = { portal: taken, identityProvider: 0, tools: 0, matrix: 0, ops: 0, nextcloud: 0, openproject: 0 };
    await expect(refuseTakenPorts(ports)).rejects.toThrow(`Port ${taken} is taken`);
    await new Promise((done) => server.close(done));
    await expect(refuseTakenPorts(ports)).resolves.toBeUndefined();
  });
});
