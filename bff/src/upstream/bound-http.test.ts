import { describe, expect, test } from "vitest";
import { z } from "zod";
import { failureOf, json, type OddListener, replySchema, withServer } from "../../test/odd-source.ts";
import { path } from "#connectors/kit/upstream-path.ts";

/** Answers, and keeps what was asked. */
function recording(answer: OddListener) {
  const seen: { method: string; url: string; headers: Record<string, unknown>; body: string }[] = [];
  const listener: OddListener = async (request, response) => {
    let body = "";
    for await (const piece of request) body += String(piece);
    seen.push({ method: request.method ?? "", url: request.url ?? "", headers: { ...request.headers }, body });
    await answer(request, response);
  };
  return { seen, listener };
}

const credential = { bearer: async () => "the-token" };

const xml =
  (body: string, status = 207): OddListener =>
  (_request, response) =>
    response.writeHead(status, { "content-type": "application/xml; charset=utf-8" }).end(body);

describe("a WebDAV call", () => {
  test("sends exactly the headers that were made for it", async () => {
    const { seen, listener } = recording(xml(`<D:multistatus xmlns:D="DAV:"/>`));
    await using world = await withServer(listener, { credential });
    const value = await world.http.xml(path`/dav/files/${"ines"}`, z.object({ "d:multistatus": z.literal("") }), {
      method: "PROPFIND",
      headers: { depth: "1", "if-none-match": '"x"' },
      text: { type: "xml", document: { "d:propfind": { "d:prop": { "d:getetag": "" } } } },
    });
    expect(value).toEqual({ "d:multistatus": "" });
    expect(seen[0]?.method).toBe("PROPFIND");
    expect(seen[0]?.headers).toEqual({
      accept: "application/xml, text/xml",
      "accept-encoding": "gzip",
      authorization: "Bearer the-token",
      connection: "keep-alive",
      "content-length": String(seen[0]?.body.length),
      "content-type": "application/xml; charset=utf-8",
      depth: "1",
      host: `localhost:${world.server.port}`,
      "if-none-match": '"x"',
      "user-agent": "pforte",
    });
  });

  test.each(["PROPFIND", "PROPPATCH", "REPORT", "SEARCH", "MKCOL", "MOVE", "PATCH", "PUT", "DELETE"] as const)(
    "can be a %s",
    async (method) => {
      const { seen, listener } = recording(json("{}"));
      await using world = await withServer(listener);
      await world.http.send(path`/x`, { method });
      expect(seen.map((each) => each.method)).toEqual([method]);
    },
  );

  test("names its destination by a path at the same source", async () => {
    const { seen, listener } = recording((_q, r) => r.writeHead(201, { etag: '"new"' }).end());
    await using world = await withServer(listener);
    const reply = await world.http.send(path`/dav/uploads/x/.file`, {
      method: "MOVE",
      headers: { destination: { to: path`/dav/files/ines/${"Größe & Co.pdf"}` }, overwrite: "F" },
    });
    expect(reply).toEqual({ status: 201, etag: '"new"', value: null });
    expect(seen[0]?.headers).toMatchObject({
      destination: `${world.server.address}/dav/files/ines/Gr%C3%B6%C3%9Fe%20%26%20Co.pdf`,
      overwrite: "F",
    });
  });

  test.each([
    ["accept", "text/x\r\nx-evil: 1"],
    ["accept-language", "de\nx: 1"],
    ["if-match", '"\u0000"'],
    ["oc-checksum", "ü€"],
    ["authorization", "Bearer x"],
    ["cookie", "a=b"],
    ["host", "evil.example"],
    ["content-length", "3"],
    ["x-forwarded-for", "1"],
  ])("never has the header %s with %j", async (name, value) => {
    const { seen, listener } = recording(json('{"ok":true}'));
    await using world = await withServer(listener);
    const ask = world.http.json(path`/x`, replySchema, { headers: { [name]: value } });
    await expect(ask).rejects.toThrow(TypeError);
    expect(seen).toEqual([]);
  });

  test.each(["PROPFIND", "REPORT", "SEARCH"] as const)(
    "that only reads is made again after a cut: %s",
    async (method) => {
      let calls = 0;
      await using world = await withServer((request, response) => {
        calls += 1;
        if (calls === 1) request.socket.destroy();
        else json("{}")(request, response);
      });
      await world.http.send(path`/x`, { method });
      expect(calls).toBe(2);
    },
  );

  test.each(["PROPPATCH", "MKCOL", "MOVE", "PATCH", "PUT", "DELETE"] as const)(
    "that changes something is never made again: %s",
    async (method) => {
      let calls = 0;
      await using world = await withServer((request) => {
        calls += 1;
        request.socket.destroy();
      });
      expect((await failureOf(world.http.send(path`/x`, { method }))).reason).toBe("unavailable");
      expect(calls).toBe(1);
    },
  );

  test("may say that a POST of its only reads", async () => {
    let calls = 0;
    await using world = await withServer((request, response) => {
      calls += 1;
      if (calls === 1) request.socket.destroy();
      else json('{"ok":true}')(request, response);
    });
    expect(await world.ask({ method: "POST", body: {}, isRead: true })).toEqual({ ok: true });
  });

  test("refuses an answer that is no XML, or XML of another form", async () => {
    const schema = z.object({ "d:multistatus": z.object({}) });
    for (const answer of [json('{"ok":true}'), xml("<a>"), xml("<a/>"), xml("<!DOCTYPE a><a/>")]) {
      await using world = await withServer(answer);
      expect((await failureOf(world.http.xml(path`/x`, schema, { method: "PROPFIND" }))).reason).toBe("bad_response");
    }
  });
});

describe("a reply", () => {
  test("comes with status and validator, and is null where there is no body", async () => {
    await using world = await withServer(json('{"ok":true}', 201, { etag: 'W/"abc-gzip"' }));
    expect(await world.http.reply(path`/x`, replySchema)).toEqual({
      status: 201,
      etag: 'W/"abc-gzip"',
      value: { ok: true },
    });
    await using empty = await withServer((_q, r) => r.writeHead(204).end());
    expect(await empty.http.reply(path`/x`, z.null())).toEqual({ status: 204, etag: null, value: null });
    expect((await failureOf(empty.ask())).reason).toBe("bad_response");
  });

  test("may be a refusal that was expected, with its body where it has the form", async () => {
    await using world = await withServer(json('{"ok":false}', 404));
    const accept = [404];
    expect(await world.http.reply(path`/x`, replySchema, { accept })).toMatchObject({
      status: 404,
      value: { ok: false },
    });
    expect((await failureOf(world.ask({ accept: [409] }))).reason).toBe("not_found");
    await using html = await withServer((_q, r) => r.writeHead(404, { "content-type": "text/html" }).end("<p>"));
    expect(await html.http.reply(path`/x`, z.null(), { accept })).toMatchObject({ status: 404, value: null });
    expect(await html.http.send(path`/x`, { method: "DELETE", accept })).toMatchObject({ status: 404 });
  });

  test.each([
    [405, "conflict"],
    [409, "conflict"],
    [410, "not_found"],
    [412, "conflict"],
    [413, "conflict"],
    [422, "conflict"],
    [423, "conflict"],
    [424, "conflict"],
    [428, "conflict"],
    [507, "conflict"],
    [400, "bad_response"],
    [501, "unavailable"],
  ])("with %i is a failure that says so", async (status, reason) => {
    await using world = await withServer(json("{}", status));
    expect(await failureOf(world.ask({ method: "PATCH", body: {} }))).toMatchObject({ reason, status });
  });

  test("to an act is never a page, behind which nothing was done", async () => {
    await using world = await withServer((_q, r) => r.writeHead(200, { "content-type": "text/html" }).end("<p>Login"));
    expect((await failureOf(world.http.send(path`/x`, { method: "DELETE" }))).reason).toBe("bad_response");
  });

  test("without a validator that could be sent back has none", async () => {
    for (const etag of ["abc", '"a"b"', `"${"x".repeat(300)}"`, ""]) {
      await using world = await withServer(json('{"ok":true}', 200, { etag }));
      expect((await world.http.reply(path`/x`, replySchema)).etag).toBeNull();
    }
  });
});

describe("a conditional request", () => {
  const ask = async (answer: OddListener, validator: string | null) => {
    const { seen, listener } = recording(answer);
    await using world = await withServer(listener);
    const result = await world.http.conditional(path`/x`, replySchema, validator);
    return { result, sent: seen[0]?.headers["if-none-match"] };
  };

  test("sends the validator as the tool wrote it, and hears that nothing changed", async () => {
    const { result, sent } = await ask((_q, r) => r.writeHead(304).end(), '"a-gzip"');
    expect({ result, sent }).toEqual({ result: { changed: false }, sent: '"a-gzip"' });
  });

  test("takes an equal validator as unchanged, also where the tool ignores the condition", async () => {
    expect((await ask(json('{"ok":true}', 200, { etag: 'W/"a"' }), '"a"')).result).toEqual({ changed: false });
  });

  test("brings what changed with its new validator", async () => {
    const { result } = await ask(json('{"ok":true}', 200, { etag: '"b"' }), '"a"');
    expect(result).toEqual({ changed: true, status: 200, etag: '"b"', value: { ok: true } });
  });

  test("without a validator is a plain one, to which nobody can answer that nothing changed", async () => {
    expect(await ask(json('{"ok":true}', 200, { etag: '"b"' }), null)).toEqual({
      result: { changed: true, status: 200, etag: '"b"', value: { ok: true } },
      sent: undefined,
    });
    await expect(ask((_q, r) => r.writeHead(304).end(), null)).rejects.toMatchObject({ reason: "bad_response" });
  });
});

describe("other forms of a call", () => {
  test("ask with several values of one name", async () => {
    const { seen, listener } = recording(json('{"ok":true}'));
    await using world = await withServer(listener);
    await world.ask({ query: { "filters[]": ["a&b", "c"], q: "ä" } });
    expect(seen[0]?.url).toBe("/api?filters%5B%5D=a%26b&filters%5B%5D=c&q=%C3%A4");
  });

  test("send a form", async () => {
    const { seen, listener } = recording(json('{"ok":true}'));
    await using world = await withServer(listener);
    await world.ask({ method: "POST", text: { type: "form", fields: { name: "a&b=c", x: "ü" } } });
    expect(seen[0]).toMatchObject({
      body: "name=a%26b%3Dc&x=%C3%BC",
      headers: { "content-type": "application/x-www-form-urlencoded" },
    });
  });

  test("have one body only", async () => {
    await using world = await withServer(json('{"ok":true}'));
    await expect(world.ask({ method: "POST", body: {}, text: { type: "form", fields: {} } })).rejects.toThrow(
      TypeError,
    );
  });

  test("bring a short plain text, and nothing else as one", async () => {
    const text = (body: string, type = "text/plain;charset=UTF-8"): OddListener => {
      return (_q, r) => r.writeHead(200, { "content-type": type }).end(body);
    };
    await using world = await withServer(text("one-time-token"));
    expect(await world.http.text(path`/x`, { method: "POST" })).toBe("one-time-token");
    for (const answer of [text("x".repeat(5000)), text("<p>", "text/html"), json('"x"')]) {
      await using odd = await withServer(answer);
      expect((await failureOf(odd.http.text(path`/x`))).reason).toBe("bad_response");
    }
  });
});

describe("a refusal in the tool's own words", () => {
  test("is read from JSON, from XML, and from two headers", async () => {
    const heard: unknown[] = [];
    const refusal = (status: number, body: unknown, header: unknown) => {
      heard.push({ status, body, header });
      return { reason: "unavailable", code: "own" } as const;
    };
    const headers = { "www-authenticate": "Bearer error=x", "x-nextcloud-maintenance-mode": "1", "x-other": "1" };
    for (const [type, body] of [
      ["application/json", '{"a":1}'],
      [
        "application/xml",
        `<d:error xmlns:d="DAV:"><s:message xmlns:s="http://sabredav.org/ns">x</s:message></d:error>`,
      ],
      ["application/json", "{"],
      ["text/html", "<p>"],
    ]) {
      await using world = await withServer((_q, r) => r.writeHead(503, { ...headers, "content-type": type }).end(body));
      expect(await failureOf(world.ask({ refusal }))).toMatchObject({ reason: "unavailable", code: "own" });
    }
    const header = { authenticate: "Bearer error=x", maintenance: "1" };
    expect(heard).toEqual([
      { status: 503, body: { a: 1 }, header },
      { status: 503, body: { "d:error": { "s:message": "x" } }, header },
      { status: 503, body: null, header },
      { status: 503, body: null, header },
    ]);
  });
});
