import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { send } from "../../test/carry.ts";
import { buildTestPortal, type TestPortal } from "../../test/portal.ts";

let portal: TestPortal;
beforeAll(async () => {
  portal = await buildTestPortal();
});
afterAll(async () => portal[Symbol.asyncDispose]());

const report = async (body: unknown, type = "application/reports+json") =>
  (await send(`${portal.origin}/policy-reports`, "POST", { "content-type": type }, JSON.stringify(body))).status;

describe("reports of the content security policy", () => {
  it("are counted by directive, and nothing else of them is kept", async () => {
    const blocked = { documentURL: "https://canary.example/", blockedURL: "inline", sample: "canary" };
    const of = (effectiveDirective: string) => ({ type: "csp-violation", body: { ...blocked, effectiveDirective } });
    expect(await report([of("script-src-elem"), of("script-src-elem"), of("canary-directive")])).toBe(204);
    const metrics = (await portal.portal.ops.inject("/metrics")).body;
    expect(metrics).toContain('pforte_policy_reports_total{directive="script-src-elem"} 2');
    expect(metrics).toContain('pforte_policy_reports_total{directive="other"} 1');
    expect(`${metrics}${portal.logLines.join("")}`).not.toContain("canary");
  });

  it("of another shape count nothing, of another type are refused", async () => {
    expect([
      await report({ "csp-report": {} }),
      await report([], "application/json"),
      await report([], "text/plain"),
    ]).toEqual([204, 415, 415]);
  });

  it("are asked for by every page", async () => {
    const headers = (await portal.nobody.get("/signed-out")).headers;
    expect(headers.get("reporting-endpoints")).toBe('portal="/policy-reports"');
  });
});
