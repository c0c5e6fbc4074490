import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

// Listens with the vendor's own client, which expects a browser: address, person, password and the way to sign in are
// its arguments, and every event becomes a line.
const [packages = "", address = "", user = "", password = "", way = "token"] = process.argv.slice(2);

interface Browser {
  readonly document: { head: { dataset: Record<string, string> }; body: { innerHTML: string } };
}
interface Client {
  listen(name: string, heard: (event: string, body: unknown) => void, options?: object): boolean;
}

const require = createRequire(join(packages, "package.json"));
async function load(name: string): Promise<unknown> {
  return import(pathToFileURL(require.resolve(name)).href);
}
async function loadModule(name: string): Promise<unknown> {
  return import(pathToFileURL(join(packages, "node_modules", name)).href);
}

// The shapes of foreign packages, as far as they are used here.
const { Window } = (await load("happy-dom")) as { Window: new (options: object) => Browser };
const browser = new Window({ url: `${address}/` });
const location = new URL(`${address}/`);
Object.assign(globalThis, { window: globalThis, document: browser.document, location });

const headers = {
  authorization: `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`,
  "ocs-apirequest": "true",
};
const reply = await fetch(`${address}/ocs/v2.php/cloud/capabilities?format=json`, { headers });
const { ocs } = (await reply.json()) as { ocs: { data: { capabilities: object } } };
// A page of the server hands its capabilities over like this.
const capabilities = Buffer.from(JSON.stringify(ocs.data.capabilities)).toString("base64");
browser.document.body.innerHTML = `<input type="hidden" id="initial-state-core-capabilities" value="${capabilities}">`;

const axios = (await loadModule("@nextcloud/axios/dist/index.js")) as {
  default: { defaults: { headers: { common: Record<string, string> } } };
};
Object.assign(axios.default.defaults.headers.common, headers);
const client = (await loadModule("@nextcloud/notify_push/dist/index.js")) as Client;
const options = way === "password" ? { credentials: { username: user, password } } : {};
for (const name of ["notify_file_id", "notify_notification"]) {
  client.listen(name, (event, body) => process.stdout.write(`${event} ${JSON.stringify(body)}\n`), options);
}
