import type { JudgedTool } from "./connector-contract.ts";
import { example } from "../src/connectors/kit/example/index.ts";
import { judgedWeb, objectOf } from "./connector-subjects-registered.ts";
import { json } from "./odd-source.ts";
import { startOddServer } from "./odd-server.ts";

const task = (id: number, title: string) => ({
  id,
  title,
  list: "Canary-Liste",
  due: null,
  changed: "2026-03-02T09:00:00+01:00",
});

/** The example of docs/connectors.md with a tool of twenty lines. */
export async function exampleSubject(): Promise<JudgedTool> {
  const tasks = [task(1, "Canary-Aufgabe"), task(2, "Zweite Aufgabe"), task(3, "Dritte Aufgabe")];
  const server = await startOddServer((request, response) => {
    const name = (request.headers.authorization ?? "").replace("Bearer ", "");
    const url = new URL(request.url ?? "/", "http://localhost");
    if (name === "nobody") return json('{"error":"no_account"}', 403)(request, response);
    if (name !== "ines" && name !== "tobias") return json('{"error":"bad_token"}', 401)(request, response);
    if (url.pathname === "/api/about") return json('{"version":"1.2"}')(request, response);
    const mine = name === "ines" ? tasks : [];
    const some = mine.slice(0, Number(url.searchParams.get("limit")));
    return json(JSON.stringify({ total: mine.length, tasks: some }))(request, response);
  });
  const person = (name: string) => ({ subject: name, username: name, token: name });
  return {
    address: server.address,
    connect: (address) =>
      example.connect({
        key: "example",
        name: { de: "Aufgaben" },
        address,
        audience: "example",
        scope: null,
        settings: { web: judgedWeb },
      }),
    person: person("ines"),
    newcomer: person("tobias"),
    stranger: person("nobody"),
    strangerCode: "needs_first_login",
    expiredToken: "expired-token",
    wrongAudienceToken: "token-of-another",
    publicActs: [],
    change: () => tasks.push(task(4, "Neue Aufgabe")),
    spoil({ body }) {
      const reply = objectOf(body);
      if (!Array.isArray(reply?.["tasks"]) || reply["tasks"].length < 2) return null;
      reply["tasks"][0] = { id: "Canary-Zahl" };
      return JSON.stringify(reply);
    },
    errorInside: { error: "Canary-Fehler" },
    canaries: ["Canary-", "Zweite Aufgabe", judgedWeb],
    [Symbol.asyncDispose]: async () => server[Symbol.asyncDispose](),
  };
}
