import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { contentCanary, liveCanaryDay, requestCanary } from "../test/canary-day.ts";
import { copiedTables } from "../test/everything-kept.ts";

let day: Awaited<ReturnType<typeof liveCanaryDay>>;
beforeAll(async () => {
  day = await liveCanaryDay();
}, 120_000);
afterAll(async () => day[Symbol.asyncDispose]());

/** The answers without the cookies that they set, which are for the browser. */
const withoutCookies = (text: string) => text.replaceAll(/^set-cookie: .*$/gimu, "");

/** Every place of the text that a token may be in: none but the address that a sign-out leads to. */
const withoutHint = (text: string) => text.replace(`location: ${day.signOut}`, "");

describe("after a day of tokens, codes, cookies and other people's words", { timeout: 60_000 }, () => {
  it("no table has any of them when it is copied out as text, neither in the middle of it nor at its end (S18)", async () => {
    for (const tables of day.tables) {
      expect(tables.size).toBeGreaterThan(15);
      const found = [...tables].map(([name, text]) => ({
        name,
        tokens: [...day.tokens.in(text), ...day.cookies.in(text)],
        content: text.includes(contentCanary),
        request: text.includes(requestCanary),
      }));
      const bad = found.filter(({ tokens, content, request }) => tokens.length > 0 || content || request);
      expect(bad).toEqual([]);
    }
  });

  it("the tables were full of what was sealed, so that the search was worth it (S18)", () => {
    const [middle] = day.tables;
    for (const table of ["sessions", "tool_tokens", "login_transactions", "inbox_rows"]) {
      const text = middle?.get(`public.${table}`) ?? "";
      expect([table, text.includes("1.test.")]).toEqual([table, true]);
    }
    expect(day.tokens.size).toBeGreaterThan(100);
  });

  it("a token that lay in a table would have been found, however it was written (S18)", async () => {
    const { database, tokens } = day;
    await database.query("create table leak (way text, said text, bytes bytea, list text[], document jsonb)");
    const token = `eyJhbGciOiJub25lIn0.${Buffer.from(contentCanary).toString("base64url")}.x`;
    tokens.add("the planted", token);
    const values = ["plain", token, Buffer.from(token), ["a", token], JSON.stringify({ deep: [token] })];
    for (const column of ["said", "bytes", "list", "document"] as const) {
      const at = ["way", "said", "bytes", "list", "document"].indexOf(column);
      await database.query("delete from leak");
      await database.query(`insert into leak (${column}) values ($1)`, [values[at]]);
      const copies = await copiedTables(database.url);
      expect([column, tokens.in(copies.get("public.leak") ?? "")]).toEqual([
        column,
        expect.arrayContaining(["the planted"]),
      ]);
    }
    await database.query("drop table leak");
  });

  it("the log has none of them at its most talkative, nor what tools and the provider quoted in their refusals (S67)", () => {
    expect(day.log.split("\n").length).toBeGreaterThan(300);
    expect(day.log).toContain('"level":"debug"');
    expect(day.log).not.toContain("failed unexpectedly");
    expect(day.tokens.in(day.log)).toEqual([]);
    expect(day.cookies.in(day.log)).toEqual([]);
    expect([day.log.includes(contentCanary), day.log.includes(requestCanary)]).toEqual([false, false]);
  });

  it("metrics, readiness and health have none of them (S67)", () => {
    expect(day.metrics).toContain("pforte_http_request_seconds_count");
    expect([...day.tokens.in(day.metrics), ...day.cookies.in(day.metrics)]).toEqual([]);
    expect([day.metrics.includes(contentCanary), day.metrics.includes(requestCanary)]).toEqual([false, false]);
  });

  it("replicas told each other none of them (S67)", () => {
    expect(day.bus.length).toBeGreaterThan(5);
    const said = day.bus.join("\n");
    expect([...day.tokens.in(said), ...day.cookies.in(said)]).toEqual([]);
    expect([said.includes(contentCanary), said.includes(requestCanary)]).toEqual([false, false]);
  });

  it("no answer brought a token, a secret or a code to a browser, in its head or its body (S1)", () => {
    // What tools hold is what people came for: it was really there.
    expect(day.sent).toContain(contentCanary);
    expect(day.tokens.in(withoutHint(day.sent))).toEqual([]);
  });

  it("the one token that an answer may name is the ID token's hint in the address of the sign-out (S1, S24)", () => {
    const address = new URL(day.signOut);
    expect([...address.searchParams.keys()].toSorted()).toEqual(
      ["client_id", "id_token_hint", "post_logout_redirect_uri", "state"].filter((name) =>
        address.searchParams.has(name),
      ),
    );
    expect(day.tokens.in(day.signOut)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^(?:id_token|something)/u)]),
    );
    expect(day.sent.split("id_token_hint=")).toHaveLength(2);
  });

  it("no answer said a session's cookie again after it was set (S17)", () => {
    expect(day.cookies.in(withoutCookies(withoutHint(day.sent)))).toEqual([]);
  });
});
