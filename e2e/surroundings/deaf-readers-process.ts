import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { eventStreamPath } from "@pforte/shared/contract/portal-event";
import { portalHeader } from "@pforte/shared/contract/portal-header";
import { startFleet, type Fleet } from "../bench/fleet.ts";
import { openStreamClient } from "../bench/stream-client.ts";
import { openOnlooker, sessionAt } from "../replicas/asking.ts";
import { report } from "./own-network.ts";

/** Open pages that take nothing of what they are told, beside one that does, in a network that keeps little on its ways. */
const deaf = { people: 42, sessionsEach: 2, streamsEach: 6 } as const;
/** News for everybody: far more than the network and the connections' own queues hold. */
const news = 1500;
const atOnce = 100;

interface DeafPage {
  /** Takes what waits for it, and answers with the last version that it was told. */
  wake(): Promise<number>;
}

function openDeaf(fleet: Fleet, cookie: string): DeafPage {
  const { hostname, port } = new URL(fleet.origin);
  const socket = connect(Number(port), hostname);
  socket.on("error", () => undefined);
  socket.pause();
  const fields = [`Host: ${fleet.host}`, `Cookie: ${cookie}`, `${portalHeader.name}: ${portalHeader.value}`];
  socket.write(`GET ${eventStreamPath} HTTP/1.1\r\n${fields.join("\r\n")}\r\n\r\n`);
  return {
    async wake() {
      let last = 0;
      let rest = "";
      socket.setEncoding("latin1").on("data", (part: string) => {
        const text = rest + part;
        last = Number(/^.*"version":(\d+)/su.exec(text)?.[1] ?? last);
        rest = text.slice(-200);
      });
      socket.resume();
      for (let tries = 0; tries < 100 && last < news; tries += 1) await sleep(100);
      socket.destroy();
      return last;
    },
  };
}

async function observe() {
  await using fleet = await startFleet({
    replicas: 1,
    people: deaf.people + 1,
    administrators: deaf.people + 1,
    hasTools: false,
    isDurable: false,
  });
  const [replica] = fleet.replicas;
  if (replica === undefined) throw new Error("A replica is needed.");
  const { pid } = replica.child();
  const memory = (line: "VmRSS" | "VmHWM"): number =>
    Number(new RegExp(`^${line}:\\s+(\\d+)`, "mu").exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024;
  const streams = async (): Promise<number> =>
    Number(/pforte_event_streams (\d+)/u.exec(await (await fetch(`${replica.opsAddress}/metrics`)).text())?.[1]);
  const [reader = "", ...others] = fleet.people.map(({ username }) => username);
  const cookie = await fleet.signIn(reader);
  const stream = openStreamClient({ address: fleet.origin, host: fleet.host, cookie });
  await stream.opened;
  const pages: DeafPage[] = [];
  for (const username of others) {
    for (let session = 0; session < deaf.sessionsEach; session += 1) {
      const own = await fleet.signIn(username);
      for (let each = 0; each < deaf.streamsEach; each += 1) pages.push(openDeaf(fleet, own));
    }
  }
  while ((await streams()) < pages.length + 1) await sleep(50);
  const before = memory("VmRSS");
  await using onlooker = await openOnlooker(fleet.databaseUrl);
  let answered = 0;
  for (let told = 0; told < news; told += atOnce) {
    await onlooker.pool.query(
      `select pg_notify('pforte', json_build_object('type', 'draft_changed', 'version', n)::text)
        from generate_series($1::int, $2::int) n`,
      [told + 1, told + atOnce],
    );
    if ((await sessionAt(fleet, fleet.origin, cookie)) === 200) answered += 1;
  }
  const hasHeard = () => stream.heard.at(-1)?.data.includes(`"version":${news}`) === true;
  for (let tries = 0; tries < 100 && !hasHeard(); tries += 1) await sleep(100);
  const [most, left] = [memory("VmHWM"), await streams()];
  const last = await Promise.all(pages.map(async (page) => page.wake()));
  return {
    opened: pages.length,
    left,
    answered,
    readerHeard: hasHeard(),
    uninformed: last.filter((version) => version !== news).length,
    grown: Math.round(most - before),
  };
}

report(await observe());
