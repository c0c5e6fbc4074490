import { describe, expect, it } from "vitest";
import type { AuditFacts } from "#storage/audit-rows.ts";
import { recordedLog } from "../../test/recorded-log.ts";
import { createSessionTrail } from "./session-trail.ts";

const person = (subject: string) => ({ owner: { issuer: "https://id.example", subject }, name: subject });

/** A store that takes rows, holds them, or refuses so many times. */
function stage({ refusals = 0, isHeld = false, limits = {} } = {}) {
  const rows: AuditFacts[] = [];
  const log = recordedLog();
  let release: () => void = () => undefined;
  const held = isHeld ? new Promise<void>((resolve) => (release = resolve)) : Promise.resolve();
  let left = refusals;
  const trail = createSessionTrail({
    log,
    limits: { pauseMilliseconds: 1, closeMilliseconds: 20, ...limits },
    store: {
      async append(facts) {
        await held;
        if (left > 0) {
          left -= 1;
          throw new Error("no");
        }
        rows.push(facts);
      },
    },
  });
  return { trail, rows, log, release: () => release() };
}

describe("the trail of sign-ins", () => {
  it("is written in order, behind everybody's back", async () => {
    const { trail, rows } = stage();
    trail.signedIn(person("ines"), "r1");
    trail.signInFailed("sign_in_refused", "r2");
    trail.signedOut(person("ines"), "here", "r3");
    expect(rows).toEqual([]);
    await trail.close();
    expect(rows.map(({ action, requestId }) => [action, requestId])).toEqual([
      ["session.signed_in", "r1"],
      ["session.sign_in_failed", "r2"],
      ["session.signed_out", "r3"],
    ]);
  });

  it("tries again while the store does not take a row, and says when it gives one up", async () => {
    const soon = stage({ refusals: 3 });
    soon.trail.signedIn(person("ines"), "r1");
    await expect.poll(() => soon.rows.length).toBe(1);
    expect(soon.log.lines).toEqual([]);
    const never = stage({ refusals: 5 });
    never.trail.signedIn(person("ines"), "r1");
    never.trail.signedIn(person("tobias"), "r2");
    await expect.poll(() => never.rows.map(({ requestId }) => requestId)).toEqual(["r2"]);
    expect(never.log.text()).toContain("A row of the audit could not be written.");
  });

  it("lets no more wait than it has room for, and says how many it left out", async () => {
    const { trail, rows, log, release } = stage({ isHeld: true, limits: { waiting: 3 } });
    for (let at = 0; at < 10; at += 1) trail.signedIn(person(`person-${at}`), `r${at}`);
    expect(log.text()).toContain("there are too many");
    release();
    await expect.poll(() => rows.length).toBe(3);
    await expect.poll(() => log.text()).toContain('"rows":7');
  });

  it("gives a row to so many failed sign-ins of a minute only, for anybody can fail", async () => {
    const { trail, rows } = stage({ limits: { failuresPerMinute: 2 } });
    for (let at = 0; at < 5; at += 1) trail.signInFailed("sign_in_refused", `r${at}`);
    trail.signedIn(person("ines"), "r9");
    await expect.poll(() => rows.map(({ requestId }) => requestId)).toEqual(["r0", "r1", "r9"]);
  });

  it("says the same refusal of a role once a minute", async () => {
    const { trail, rows } = stage();
    for (let at = 0; at < 3; at += 1) trail.denied(person("ines"), "GET /api/admin/draft", "r1");
    trail.denied(person("ines"), "GET /api/admin/audit", "r2");
    trail.denied(person("tobias"), "GET /api/admin/draft", "r3");
    await expect.poll(() => rows.map(({ requestId }) => requestId)).toEqual(["r1", "r2", "r3"]);
  });

  it("ends with the process, and says what it takes with it", async () => {
    const { trail, log } = stage({ isHeld: true });
    trail.signedIn(person("ines"), "r1");
    await trail.close();
    expect(log.text()).toContain("Rows of the audit were lost");
  });
});
