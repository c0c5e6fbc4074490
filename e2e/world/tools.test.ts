import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { carryByHttp } from "./http-carrier.ts";
import { type IdentityProvider, startIdentityProvider } from "./identity-provider.ts";
import { html } from "./markup.ts";
import { ines } from "./people.ts";
import { CookieJar, tour } from "./sign-in-driver.ts";
import { type RunningTools, startTools } from "./tools.ts";
import { toolClient, toolOrigin } from "./tools-catalogue.ts";
import { freePort } from "./free-ports.ts";

const secret = "a-secret-for-the-tools-of-this-test";
const tool = (label: string, isPublic = false) => ({ label, name: { de: label, en: label }, isPublic });

describe("the demo tools", () => {
  let provider: IdentityProvider;
  let tools: RunningTools;
  const said: string[] = [];

  beforeEach(async () => {
    const port = await freePort();
    said.length = 0;
    provider = await startIdentityProvider({
      clients: ["files", "chat"].map((label) => toolClient(label, port, secret)),
    });
    tools = await startTools({
      tools: [tool("files"), tool("chat"), tool("www", true)],
      issuer: provider.issuer,
      portal: "http://localhost:9",
      secret,
      port,
      contents: {
        chat: {
          show: ({ username }) => html`<p>Rooms of ${username}</p>`,
          act: (_visit, form) => {
            said.push(form.get("text") ?? "");
            return "/?sent";
          },
        },
      },
    });
  });

  afterEach(async () => {
    await tools.close();
    await provider.close();
  });

  const at = (label: string, path: string) => `${toolOrigin(label, tools.port)}${path}`;

  test("ask for sign-in once, then every other tool knows the person without a page in between", async () => {
    const jar = new CookieJar();
    const asked = await tour({ start: at("files", "/apps/files?dir=/Akten"), jar });
    expect(asked.url.pathname).toContain("/sign-in/");
    const first = await tour({ start: at("files", "/apps/files?dir=/Akten"), username: "ines", jar });
    expect(first.url.href).toBe(at("files", "/apps/files?dir=/Akten"));
    expect(first.body).toContain("Ines Marquardt");
    expect(first.body).toContain("/apps/files?dir=/Akten");
    for (const group of ines.groups) {
      expect(first.body).toContain(group);
    }
    const second = await tour({ start: at("chat", "/"), jar });
    expect(second.body).toContain("Ines Marquardt");
    expect(second.body).toContain("demo-chat");
  });

  test("forget the person when the identity provider ends the session", async () => {
    const jar = new CookieJar();
    await tour({ start: at("files", "/"), username: "ines", jar });
    expect((await tour({ start: at("files", "/session"), jar })).body).toBe("signed in");
    const deliveries = await provider.endPersonSessions(ines.sub);
    expect(deliveries).toMatchObject([{ clientId: "demo-files", status: 200 }]);
    expect((await tour({ start: at("files", "/session"), jar })).body).toBe("ended");
    expect((await tour({ start: at("files", "/"), jar })).url.pathname).toContain("/sign-in/");
  });

  test("keep the person when a logout token is forged or for another tool", async () => {
    const jar = new CookieJar();
    await tour({ start: at("files", "/"), username: "ines", jar });
    const [sid = ""] = provider.sessionIds(ines.sub);
    const foreign = await provider.logoutToken("demo-chat", { sub: ines.sub, sid });
    for (const token of [foreign, "a.b.c"]) {
      const answer = await fetch(`http://127.0.0.1:${tools.port}/oidc/backchannel-logout/files`, {
        method: "POST",
        body: new URLSearchParams({ logout_token: token }),
      });
      expect(answer.status).toBe(400);
    }
    expect((await tour({ start: at("files", "/session"), jar })).body).toBe("signed in");
  });

  test("sign out everywhere and say so", async () => {
    const jar = new CookieJar();
    await tour({ start: at("files", "/"), username: "ines", jar });
    await tour({ start: at("chat", "/"), jar });
    const location = await post(jar, at("files", "/sign-out"), {});
    const end = await tour({ start: location, jar });
    expect(end.url.href).toBe(at("files", "/signed-out"));
    expect(end.body).toContain("überall beendet");
    expect((await tour({ start: at("chat", "/session"), jar })).body).toBe("ended");
  });

  test("let a visitor of the chat write as a colleague", async () => {
    const jar = new CookieJar();
    await tour({ start: at("chat", "/"), username: "ines", jar });
    await post(jar, at("chat", "/say"), { text: "Guten Morgen" });
    expect(said).toEqual(["Guten Morgen"]);
  });

  test("show public pages to everybody and in frames of the portal alone; all others cannot be framed", async () => {
    const page = await tour({ start: at("www", "/impressum") });
    expect(page.response?.status).toBe(200);
    expect(page.response?.headers.get("content-security-policy")).toMatch(/frame-ancestors http:\/\/localhost:\d+$/u);
    const behind = await tour({ start: at("chat", "/"), username: "ines" });
    expect(behind.response?.headers.get("x-frame-options")).toBe("DENY");
    expect(behind.response?.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    expect(page.body).toContain("/impressum");
    expect((await tour({ start: at("nobody", "/") })).response?.status).toBe(404);
  });

  test("do not take the answer to a sign-in that another browser began", async () => {
    const mine = new CookieJar();
    const isCallback = (url: URL) => url.pathname === "/oidc/callback";
    const stopped = await tour({ start: at("files", "/"), username: "ines", jar: mine, stopBefore: isCallback });
    const stolen = await tour({ start: stopped.url });
    expect(stolen.response?.status).toBe(400);
  });
});

async function post(jar: CookieJar, address: string, fields: Record<string, string>): Promise<URL> {
  const url = new URL(address);
  const answer = await carryByHttp(address, {
    method: "POST",
    headers: { cookie: jar.header(url) ?? "", "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams(fields).toString(),
    redirect: "manual",
  });
  jar.take(url, answer.headers.getSetCookie());
  return new URL(answer.headers.get("location") ?? "", url);
}
