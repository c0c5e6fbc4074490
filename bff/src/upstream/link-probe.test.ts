import { describe, expect, test } from "vitest";
import { startNameServer } from "../../test/dns-server.ts";
import { freePort } from "@pforte/e2e/world/free-ports";
import { names, serverAt, startRaw } from "../../test/link-servers.ts";
import { startOddServer } from "../../test/odd-server.ts";
import { goodCertificate, testAuthority } from "../../test/tls-certificates.ts";
import type { Resolve } from "./address-book.ts";
import { createLinkProbe, type LinkProbe } from "./link-probe.ts";
import { reachableAddresses } from "./reachable-address.ts";

const limit = 400;
const nobody = names({});
const probeWith = (networks: readonly string[], resolve: Resolve = nobody, milliseconds = limit) =>
  createLinkProbe({ networks, authorities: null, resolve, milliseconds });
/** For what is refused before anything is asked. */
const quick = 40;

/** What each address answers, by address. */
const allOf = async (probe: LinkProbe, addresses: readonly string[]) =>
  Promise.all(addresses.map(async (address) => [address, (await probe(address)).kind]));
const refused = (addresses: readonly string[]) => addresses.map((address) => [address, "refused"]);

describe("an address that is not public (S54)", () => {
  const spellings = {
    "IPv4 with dots": "127.0.0.1",
    "IPv4 as one number": "2130706433",
    "IPv4 as hexadecimal number": "0x7f000001",
    "IPv4 with few dots": "127.1",
    "IPv4 in hexadecimal and few dots": "0x7f.1",
    "IPv4 in octal": "0177.0.0.1",
    "IPv4 in circled digits": "①②⑦.0.0.1",
    "IPv4 with ideographic full stops": "127。0。0。1",
    "IPv4 with a dot at its end": "127.0.0.1.",
    "IPv4 in percent signs": "%31%32%37.0.0.1",
    "the whole of IPv4": "0.0.0.0",
    "a private network": "10.0.0.1",
    "another private network": "192.168.1.1",
    "a third private network": "172.16.0.1",
    "a network of providers": "100.64.0.1",
    "the metadata of a cloud": "169.254.169.254",
    "a network for tests": "192.0.2.1",
    broadcast: "255.255.255.255",
    multicast: "224.0.0.1",
    "IPv6 of this machine": "[::1]",
    "the whole of IPv6": "[::]",
    "IPv4 mapped": "[::ffff:127.0.0.1]",
    "IPv4 mapped in hexadecimal": "[::ffff:7f00:1]",
    "IPv4 compatible": "[::127.0.0.1]",
    "IPv4 compatible and public": "[::8.8.8.8]",
    "IPv4 translated": "[::ffff:0:127.0.0.1]",
    NAT64: "[64:ff9b::127.0.0.1]",
    "6to4": "[2002:7f00:1::]",
    Teredo: "[2001::7f00:1]",
    "IPv6 of a link": "[fe80::1]",
    "IPv6 of an organisation": "[fd00::1]",
    "IPv6 of a site": "[fec0::1]",
    "IPv6 for documentation": "[2001:db8::1]",
  } as const;

  test.each(Object.entries(spellings))("is not asked as %s", async (_name, host) => {
    await using trap = await serverAt("127.0.0.1", (_request, response) => response.end());
    const addresses = [`http://${host}/`, `https://${host}/`, `http://${host}:${trap.port}/`];
    expect(await allOf(probeWith([], nobody, quick), addresses)).toEqual(refused(addresses));
    expect(trap.came).toHaveLength(0);
  });

  test("is not asked behind a name, nor behind a name that has a public one as well", async () => {
    await using trap = await serverAt("127.0.0.1", (_request, response) => response.end());
    const resolve = names({
      localhost: ["127.0.0.1"],
      "inside.example": ["10.0.0.1"],
      "mapped.example": ["::ffff:127.0.0.1"],
      "both.example": ["93.184.215.14", "127.0.0.1"],
      "xn--bro-hoa.example": ["192.168.0.1"],
    });
    const hosts = ["localhost", "inside.example", "mapped.example", "both.example", "büro.example"];
    const addresses = hosts.flatMap((name) => [`http://${name}/`, `http://${name}:${trap.port}/`]);
    expect(await allOf(probeWith([], resolve, quick), addresses)).toEqual(refused(addresses));
    expect(trap.came).toHaveLength(0);
  });

  test("is not asked by another scheme, with credentials, or at another port of a public host", async () => {
    const resolve = names({ "tool.example": ["93.184.215.14"], "evil.example": ["93.184.215.14"] });
    const addresses = [
      "ftp://tool.example/",
      "file:///etc/passwd",
      "gopher://tool.example/",
      "http://ines@tool.example/",
      "http://ines:geheim@tool.example/",
      "http://tool.example:80@evil.example/",
      "http://tool.example:22/",
      "http://tool.example:8080/",
      "https://tool.example:8443/",
      "no address",
    ];
    expect(await allOf(probeWith([], resolve, quick), addresses)).toEqual(refused(addresses));
  });
});

test("public addresses are reached at the ports of the web alone, networks of the settings at any (S54)", () => {
  const reachable = reachableAddresses(["10.20.0.0/16", "fd12::/32"]);
  const cases: readonly [string, number, boolean][] = [
    ["93.184.215.14", 443, true],
    ["93.184.215.14", 80, true],
    ["93.184.215.14", 8443, false],
    ["2606:2800:21f:cb07:6820:80da:af6b:8b2c", 443, true],
    ["10.20.3.4", 8443, true],
    ["::ffff:10.20.3.4", 22, true],
    ["10.21.0.1", 443, false],
    ["fd12:0:1::1", 8080, true],
    ["fd13::1", 443, false],
    ["something", 443, false],
    ["", 443, false],
  ];
  for (const [address, port, isAllowed] of cases) {
    expect([address, port, reachable.allows(address, port)]).toEqual([address, port, isAllowed]);
  }
});

describe("asking an address (S54)", () => {
  const here = ["127.0.0.0/8"];

  test("brings status and headers of its answer, and sends nothing of anybody", async () => {
    await using server = await serverAt("127.0.0.1", (_request, response) => {
      response.setHeader("content-security-policy", ["frame-ancestors 'self'", "default-src *"]);
      response.setHeader("x-frame-options", "DENY").end("x");
    });
    const probe = probeWith(here, names({ "tool.example": ["127.0.0.1"] }));
    const address = `http://tool.example:${server.port}/a?b=c`;
    expect(await probe(address)).toEqual({
      kind: "answered",
      status: 200,
      address,
      policies: ["frame-ancestors 'self'", "default-src *"],
      frameOptions: ["DENY"],
    });
    const [request] = server.came;
    expect(request?.method).toBe("GET");
    expect(Object.keys(request?.headers ?? {}).toSorted()).toEqual([
      "accept",
      "accept-encoding",
      "connection",
      "host",
      "user-agent",
    ]);
  });

  test("connects to the address that was checked, whatever its name says a moment later", async () => {
    const port = await freePort();
    await using good = await serverAt("127.0.0.2", (_request, response) => response.end(), port);
    await using trap = await serverAt("127.0.0.1", (_request, response) => response.end(), port);
    await using nameServer = await startNameServer(["127.0.0.2", "127.0.0.1"]);
    const probe = probeWith(["127.0.0.2/32"], nameServer.resolve);
    expect(await probe(`http://turning.example:${port}/`)).toMatchObject({ kind: "answered", status: 200 });
    expect([nameServer.asked(), good.came.length, trap.came.length]).toEqual([1, 1, 0]);
    expect(await probe(`http://turning.example:${port}/`)).toEqual({ kind: "refused" });
    expect(trap.came).toHaveLength(0);
  });

  test.each([
    "http://169.254.169.254/latest/meta-data/",
    "http://127.0.0.1:PORT/",
    "http://[::ffff:127.0.0.1]:PORT/",
    "http://2130706433:PORT/",
    "http://inside.example:PORT/",
    "http://ines:geheim@tool.example:PORT/",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "//127.0.0.1:PORT/",
  ])("does not follow a redirect to %s", async (location) => {
    await using trap = await serverAt("127.0.0.1", (_request, response) => response.end());
    await using server = await serverAt("127.0.0.2", (_request, response) => {
      response.writeHead(302, { location: location.replace("PORT", String(trap.port)) }).end();
    });
    const probe = probeWith(
      ["127.0.0.2/32"],
      names({ "tool.example": ["127.0.0.2"], "inside.example": ["127.0.0.1"] }),
    );
    expect(await probe(`http://tool.example:${server.port}/`)).toEqual({ kind: "refused" });
    expect([server.came.length, trap.came.length]).toEqual([1, 0]);
  });

  test("follows three redirects, asking for each name anew and giving back no cookie, and no fourth", async () => {
    await using server = await serverAt("127.0.0.1", (request, response) => {
      const step = Number(request.url?.slice(1));
      response.writeHead(step === 0 ? 200 : 307, { location: `/${step - 1}`, "set-cookie": "a=b" }).end();
    });
    const resolve = names({ "tool.example": ["127.0.0.1"] });
    const probe = probeWith(here, resolve);
    const base = `http://tool.example:${server.port}`;
    expect(await probe(`${base}/3`)).toMatchObject({ kind: "answered", status: 200, address: `${base}/0` });
    expect(resolve.asked()).toHaveLength(4);
    expect(server.came.some(({ headers }) => headers.cookie !== undefined)).toBe(false);
    expect(await probe(`${base}/4`)).toEqual({ kind: "silent" });
  });

  test("ends in a circle of redirects", async () => {
    await using server = await serverAt("127.0.0.1", (_request, response) => {
      response.writeHead(301, { location: "/" }).end();
    });
    expect(await probeWith(here)(`http://127.0.0.1:${server.port}/`)).toEqual({ kind: "silent" });
    expect(server.came).toHaveLength(4);
  });

  test("gives up headers that drip, that never end, or that are larger than 64 KB", async () => {
    const started = performance.now();
    const timers: NodeJS.Timeout[] = [];
    await using dripping = await startRaw((socket) => {
      socket.write("HTTP/1.1 200 OK\r\n");
      timers.push(setInterval(() => void (socket.writable && socket.write("x-a: b\r\n")), 20));
    });
    await using huge = await serverAt("127.0.0.1", (_request, response) => {
      response.writeHead(200, { "x-large": "a".repeat(70 * 1024) }).end();
    });
    const probe = probeWith(here);
    const answers = await Promise.all([dripping, huge].map(async ({ port }) => probe(`http://127.0.0.1:${port}/`)));
    for (const timer of timers) clearInterval(timer);
    expect(answers).toEqual([{ kind: "silent" }, { kind: "silent" }]);
    expect(performance.now() - started).toBeLessThan(limit + 400);
  });

  test("reads no body: one that never ends is cut with its connection", async () => {
    let isCut = false;
    await using server = await serverAt("127.0.0.1", (_request, response) => {
      response.on("close", () => (isCut = true));
      response.writeHead(200).write("a".repeat(1000));
    });
    const started = performance.now();
    expect(await probeWith(here)(`http://127.0.0.1:${server.port}/`)).toMatchObject({ kind: "answered" });
    expect(performance.now() - started).toBeLessThan(limit);
    await expect.poll(() => isCut).toBe(true);
  });

  test("trusts no certificate that nobody vouches for", async () => {
    await using server = await startOddServer((_request, response) => response.end(), goodCertificate);
    const resolve = names({ localhost: ["127.0.0.1"] });
    expect(await probeWith(here, resolve)(server.address)).toEqual({ kind: "silent" });
    const trusting = createLinkProbe({ networks: here, authorities: [testAuthority], resolve, milliseconds: limit });
    expect(await trusting(server.address)).toMatchObject({ kind: "answered", status: 200 });
  });

  test("takes the same time for a closed port, an open one, one that hangs up, an unknown name and a refused address", async () => {
    await using silent = await startRaw(() => undefined);
    await using rude = await startRaw((socket) => socket.destroy());
    const closed = await freePort();
    const probe = probeWith(here, names({}));
    const addresses = [
      `http://127.0.0.1:${closed}/`,
      `http://127.0.0.1:${silent.port}/`,
      `http://127.0.0.1:${rude.port}/`,
      "http://unknown.example/",
      "http://10.0.0.1/",
      "ftp://tool.example/",
    ];
    const times = await Promise.all(
      addresses.map(async (address) => {
        const started = performance.now();
        const { kind } = await probe(address);
        return [kind === "answered", performance.now() - started] as const;
      }),
    );
    expect(times.map(([isAnswered]) => isAnswered)).toEqual(addresses.map(() => false));
    const taken = times.map(([, milliseconds]) => milliseconds);
    expect(Math.min(...taken)).toBeGreaterThan(limit - 20);
    expect(Math.max(...taken) - Math.min(...taken)).toBeLessThan(100);
  });
});
