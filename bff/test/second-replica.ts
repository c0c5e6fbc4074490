import type { CallReply, Endpoint } from "@pforte/shared/contract/endpoint";
import { portalHeader } from "@pforte/shared/contract/portal-header";
import { buildApp } from "../src/app.ts";
import type { Overrides } from "../src/overrides.ts";
import type { TestPerson } from "./person.ts";
import type { TestPortal } from "./portal.ts";
import { quietLog } from "./quiet-log.ts";

/** Another process behind the same address and on the same database; sessions of the first are its own, too. */
export async function startSecondReplica({ config, secrets, origin }: TestPortal, overrides: Overrides = {}) {
  const render = async (data: unknown) => `<!doctype html><pre>${JSON.stringify(data).replaceAll("<", "&lt;")}</pre>`;
  const pages = { renderer: { render }, assetsDirectory: "/nowhere", build: "second" };
  const portal = await buildApp(config, secrets, { log: quietLog, pages, ...overrides });
  const headersOf = ({ jar }: Pick<TestPerson, "jar">) => ({
    host: new URL(origin).host,
    cookie: jar.header(new URL(origin)) ?? "",
  });
  return {
    portal,
    /** What an endpoint without parts answers here. */
    async read<E extends Endpoint>(who: Pick<TestPerson, "jar">, endpoint: E): Promise<CallReply<E>> {
      const headers = { ...headersOf(who), [portalHeader.name]: portalHeader.value, accept: "application/json" };
      const answer = await portal.server.inject({ method: "GET", url: endpoint.path, headers });
      // The endpoint's own schema parses it.
      return endpoint.reply.parse(answer.json()) as CallReply<E>;
    },
    async [Symbol.asyncDispose]() {
      await portal.close();
    },
  };
}
