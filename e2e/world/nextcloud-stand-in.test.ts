import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type NextcloudStandIn, startNextcloudStandIn } from "./nextcloud-stand-in.ts";

type Headers = Readonly<Record<string, string>>;

const notifications = "/ocs/v2.php/apps/notifications/api/v2/notifications";
const shares = "/ocs/v2.php/apps/files_sharing/api/v1/shares";

describe("the Nextcloud of the world", () => {
  let time: number;
  let nextcloud: NextcloudStandIn;
  let basic: string;

  beforeEach(async () => {
    time = Date.parse("2026-03-02T09:00:00Z");
    nextcloud = await startNextcloudStandIn({ issuer: null, now: () => new Date(time) });
    nextcloud.world.addAccount("deniz", "Deniz Aslan");
    basic = `Basic ${Buffer.from(`ines:${nextcloud.levers.issuePassword("ines")}`).toString("base64")}`;
  });

  afterEach(async () => nextcloud.close());

  const call = async (method: string, path: string, headers: Headers = {}, body?: string | Buffer) => {
    const response = await fetch(nextcloud.address + path, {
      method,
      headers: { authorization: basic, "ocs-apirequest": "true", accept: "application/json", ...headers },
      ...(body !== undefined && { body }),
    });
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
  const json = async (method: string, path: string, headers?: Headers) => {
    const { status, text } = await call(method, path, headers);
    return { status, body: JSON.parse(text) as Record<string, unknown> };
  };
  const data = async (path: string) => (await json("GET", path)).body["ocs"] as { data: Record<string, unknown>[] };
  const dav = (path = "") => `/remote.php/dav/files/ines/${path}`;
  const etagOf = (uid: string, ...path: string[]) => nextcloud.world.find(uid, path)?.node.etag;
  const say = (subject: string) => {
    const texts = { de: subject, en: subject };
    return nextcloud.world.notifications.add("ines", { app: "x", objectType: "y", objectId: "1", subject: texts });
  };

  test("keeps the envelope: 401 for 997, 404 for 998, and 412 outside of it without the header", async () => {
    const anonymous = { authorization: "Basic bm9ib2R5Om5vdGhpbmc=" };
    expect(await json("GET", notifications, anonymous)).toMatchObject({
      status: 401,
      body: { ocs: { meta: { status: "failure", statuscode: 997 }, data: [] } },
    });
    expect(await json("GET", "/ocs/v2.php/apps/none")).toMatchObject({
      status: 404,
      body: { ocs: { meta: { statuscode: 998 } } },
    });
    const bare = await fetch(nextcloud.address + notifications, { headers: { authorization: basic } });
    expect([bare.status, await bare.json()]).toEqual([412, { message: "CSRF check failed" }]);
    const first = await json("GET", "/ocs/v1.php/cloud/user?format=json", { accept: "*/*" });
    expect(first).toMatchObject({ status: 200, body: { ocs: { meta: { statuscode: 100 }, data: { id: "ines" } } } });
    expect((await call("GET", "/ocs/v2.php/cloud/user", { accept: "*/*" })).text).toContain("<id>ines</id>");
  });

  test("lists the newest 25 notifications, proves with an ETag over their ids, and answers 204 without any app", async () => {
    for (let count = 0; count < 30; count += 1) say(`Nachricht ${count}`);
    const list = await call("GET", notifications);
    const etag = list.headers.get("etag") ?? "";
    expect(etag).toMatch(/^"[0-9a-f]{32}"$/);
    expect((await data(notifications)).data.map((each) => each["subject"])).toHaveLength(25);
    expect((await data(notifications)).data[0]).toMatchObject({ subject: "Nachricht 29", subjectRichParameters: [] });
    expect((await call("GET", notifications, { "if-none-match": etag })).status).toBe(304);
    expect((await call("GET", notifications, { "if-none-match": etag.slice(1, -1) })).status).toBe(200);
    say("neu");
    expect((await call("GET", notifications, { "if-none-match": etag })).status).toBe(200);
    nextcloud.levers.setNotifiers(false);
    expect(await call("GET", notifications)).toMatchObject({ status: 204, text: "" });
  });

  test("takes notifications away one by one and all at once, and says which exist", async () => {
    const [first, second] = [say("a"), say("b")];
    expect((await call("DELETE", `${notifications}/${first}`)).status).toBe(200);
    expect((await call("DELETE", `${notifications}/${first}`)).status).toBe(404);
    const type = { "content-type": "application/json" };
    const exist = await call("POST", `${notifications}/exists`, type, JSON.stringify({ ids: [first, second] }));
    expect(JSON.parse(exist.text)).toMatchObject({ ocs: { data: [second] } });
    const tooMany = JSON.stringify({ ids: Array.from({ length: 201 }, (_, id) => id) });
    expect((await call("POST", `${notifications}/exists`, type, tooMany)).status).toBe(400);
    expect((await call("DELETE", notifications)).status).toBe(200);
    expect((await data(notifications)).data).toEqual([]);
  });

  test("deletes the notification of a share when its own act was called", async () => {
    const { world } = nextcloud;
    const node = world.put("deniz", "Entwurf.odt", "x");
    world.share(node, "ines", { isPending: true });
    const [told] = (await data(notifications)).data;
    const [accept] = Object.values(told?.["actions"] ?? {}) as { link: string; type: string }[];
    expect(accept?.type).toBe("POST");
    expect((await data(`${shares}?shared_with_me=true`)).data).toEqual([]);
    expect((await call("POST", new URL(accept?.link ?? "").pathname)).status).toBe(200);
    expect((await data(notifications)).data).toEqual([]);
    expect((await data(`${shares}?shared_with_me=true`)).data).toMatchObject([
      { file_source: node.id, uid_owner: "deniz" },
    ]);
    expect((await call("POST", new URL(accept?.link ?? "").pathname)).status).toBe(404);
  });

  test("lets a person share what they may, and shows one notification by its id", async () => {
    nextcloud.world.put("ines", "Ordner/a.odt", "x");
    const share = async (fields: Headers) =>
      call(
        "POST",
        shares,
        { "content-type": "application/x-www-form-urlencoded" },
        new URLSearchParams(fields).toString(),
      );
    const made = await share({ path: "/Ordner/a.odt", shareType: "0", shareWith: "deniz" });
    expect(JSON.parse(made.text)).toMatchObject({
      ocs: { data: { share_with: "deniz", path: "/Ordner/a.odt", status: [] } },
    });
    expect(nextcloud.world.find("deniz", ["a.odt"])?.permissions).toBe(19);
    expect((await share({ path: "/Ordner/a.odt", shareType: "0", shareWith: "nobody" })).status).toBe(404);
    expect((await share({ path: "/none", shareType: "0", shareWith: "deniz" })).status).toBe(404);
    expect((await json("GET", `${notifications}/${say("a")}`)).body).toMatchObject({ ocs: { data: { subject: "a" } } });
  });

  test("changes the ETag of every folder above a change, also where it was given to others", async () => {
    const { world } = nextcloud;
    const node = world.put("deniz", "Referat/Vermerke/a.odt", "x");
    world.share(world.folder("deniz", "Referat"), "ines");
    const paths = [[], ["Referat"], ["Referat", "Vermerke"]];
    const before = paths.map((path) => etagOf("ines", ...path));
    world.put("deniz", "Referat/Vermerke/a.odt", "y");
    expect(world.find("ines", ["Referat", "Vermerke", "a.odt"])?.node).toBe(node);
    expect(paths.map((path, index) => etagOf("ines", ...path) === before[index])).toEqual([false, false, false]);
  });

  test("answers a PROPFIND with what is missing in a propstat of its own, one level deep at most", async () => {
    const { world } = nextcloud;
    world.put("ines", "Übersicht & Plan #1.txt", "hallo");
    world.put("ines", "Ordner/tief.txt", "x");
    const body =
      '<d:propfind xmlns:d="DAV:" xmlns:nc="http://nextcloud.org/ns"><d:prop><d:getetag/><nc:lock/></d:prop></d:propfind>';
    const list = await call("PROPFIND", dav(), { depth: "infinity" }, body);
    expect(list.status).toBe(207);
    expect(list.text).toContain("<d:href>/remote.php/dav/files/ines/%C3%9Cbersicht%20%26%20Plan%20%231.txt</d:href>");
    expect(list.text).toMatch(
      /<d:getetag>&quot;[0-9a-f]+&quot;<\/d:getetag>.*<nc:lock\/><\/d:prop><d:status>HTTP\/1.1 404 Not Found/,
    );
    expect(list.text).not.toContain("tief.txt");
    for (const broken of ["<d:propfind", "<a><b></a>", "<!DOCTYPE a><a/>", '<x:a xmlns:x=""/>', "<q:a/>"]) {
      expect((await call("PROPFIND", dav(), {}, broken)).status).toBe(400);
    }
    expect((await call("PROPFIND", "/remote.php/dav/files/deniz/")).status).toBe(403);
    expect((await call("PROPFIND", dav("none"))).text).toContain("Sabre\\DAV\\Exception\\NotFound");
  });

  const searchFor = (where: string, more = "") =>
    `<d:searchrequest xmlns:d="DAV:" xmlns:oc="http://owncloud.org/ns"><d:basicsearch><d:select><d:prop><d:displayname/></d:prop></d:select><d:from><d:scope><d:href>/files/ines</d:href><d:depth>infinity</d:depth></d:scope></d:from><d:where>${where}</d:where>${more}</d:basicsearch></d:searchrequest>`;
  const namesIn = (text: string) => [...text.matchAll(/<d:displayname>([^<]*)</g)].map(([, name]) => name);

  test("searches by name and time, sorts, limits, and refuses what cannot be searched", async () => {
    const { world } = nextcloud;
    for (const [index, name] of ["alt.odt", "mitte.odt", "neu.odt"].entries()) {
      world.put("ines", `Ordner/${name}`, "x", { modified: new Date(time - (3 - index) * 86_400_000) });
    }
    const xml = { "content-type": "text/xml" };
    const recent =
      "<d:and><d:gt><d:prop><d:getlastmodified/></d:prop><d:literal>2026-02-27T12:00:00Z</d:literal></d:gt><d:not><d:is-collection/></d:not></d:and>";
    const newest =
      "<d:orderby><d:order><d:prop><d:getlastmodified/></d:prop><d:descending/></d:order></d:orderby><d:limit><d:nresults>5</d:nresults></d:limit>";
    const found = await call("SEARCH", "/remote.php/dav/", xml, searchFor(recent, newest));
    expect(namesIn(found.text)).toEqual(["neu.odt", "mitte.odt"]);
    const like = "<d:like><d:prop><d:displayname/></d:prop><d:literal>%MITTE%</d:literal></d:like>";
    expect(namesIn((await call("SEARCH", "/remote.php/dav/", xml, searchFor(like))).text)).toEqual(["mitte.odt"]);
    const unknown = "<d:eq><d:prop><oc:permissions/></d:prop><d:literal>R</d:literal></d:eq>";
    expect((await call("SEARCH", "/remote.php/dav/", xml, searchFor(unknown))).status).toBe(400);
    expect((await call("SEARCH", "/remote.php/dav/", {}, searchFor(like))).status).toBe(501);
  });

  test("finds favourites that were marked, and keeps properties that it does not know", async () => {
    nextcloud.world.put("ines", "Ordner/a.odt", "x");
    const mark =
      '<d:propertyupdate xmlns:d="DAV:" xmlns:oc="http://owncloud.org/ns" xmlns:z="urn:z"><d:set><d:prop><oc:favorite>1</oc:favorite><z:note>b &amp; c</z:note></d:prop></d:set></d:propertyupdate>';
    expect((await call("PROPPATCH", dav("Ordner/a.odt"), {}, mark)).text).toContain("200 OK");
    const report =
      '<oc:filter-files xmlns:d="DAV:" xmlns:oc="http://owncloud.org/ns"><oc:filter-rules><oc:favorite>1</oc:favorite></oc:filter-rules><d:prop><oc:favorite/><z:note xmlns:z="urn:z"/></d:prop></oc:filter-files>';
    const found = await call("REPORT", dav(), {}, report);
    expect(found.text).toContain("<oc:favorite>1</oc:favorite>");
    expect(found.text).toContain("b &amp; c");
    const refused =
      '<d:propertyupdate xmlns:d="DAV:" xmlns:oc="http://owncloud.org/ns"><d:set><d:prop><oc:fileid>1</oc:fileid></d:prop></d:set></d:propertyupdate>';
    expect((await call("PROPPATCH", dav("Ordner/a.odt"), {}, refused)).text).toContain("403 Forbidden");
  });

  test("stores under conditions, checks what was vouched for, and says why it does not store", async () => {
    const stored = await call("PUT", dav("a.txt"), { "if-none-match": "*", "x-oc-mtime": "1700000000" }, "hallo");
    expect(stored.status).toBe(201);
    expect(stored.headers.get("x-oc-mtime")).toBe("accepted");
    const etag = stored.headers.get("oc-etag") ?? "";
    expect(nextcloud.world.find("ines", ["a.txt"])?.node.modified.getTime()).toBe(1_700_000_000_000);
    const put = async (headers: Headers, path = "a.txt") => (await call("PUT", dav(path), headers, "neu")).status;
    expect(await put({ "if-none-match": "*" })).toBe(412);
    expect(await put({ "if-match": '"other"' })).toBe(412);
    expect(await put({ "oc-checksum": "SHA1:0000" })).toBe(400);
    expect(await put({ "if-match": etag })).toBe(204);
    expect(await put({}, "none/a.txt")).toBe(409);
    expect(await put({}, `${"x".repeat(251)}.txt`)).toBe(400);
    const node = nextcloud.world.find("ines", ["a.txt"])?.node;
    if (node !== undefined) node.lockedBy = "deniz";
    expect(await put({})).toBe(423);
    const account = nextcloud.world.accounts.get("ines");
    if (account !== undefined) account.quota = 4;
    expect(await put({}, "b.txt")).toBe(507);
    const given = nextcloud.world.put("deniz", "nur lesen.txt", "x");
    nextcloud.world.share(given, "ines", { permissions: 1 });
    expect(await put({}, "nur lesen.txt")).toBe(403);
  });

  test("reads parts of a file and nothing that is unchanged", async () => {
    nextcloud.world.put("ines", "a.txt", "0123456789");
    expect(await call("GET", dav("a.txt"), { range: "bytes=2-4" })).toMatchObject({ status: 206, text: "234" });
    expect(await call("GET", dav("a.txt"), { range: "bytes=-2" })).toMatchObject({ status: 206, text: "89" });
    expect((await call("GET", dav("a.txt"), { range: "bytes=20-" })).status).toBe(416);
    const whole = await call("GET", dav("a.txt"));
    expect((await call("GET", dav("a.txt"), { "if-none-match": whole.headers.get("etag") ?? "" })).status).toBe(304);
  });

  test("puts chunks together in the order of their names, whatever order they came in", async () => {
    nextcloud.levers.setMinimumChunk(3);
    const uploads = "/remote.php/dav/uploads/ines/abc";
    const to = { destination: nextcloud.address + dav("groß.bin"), "oc-total-length": "8" };
    expect((await call("MKCOL", uploads, to)).status).toBe(201);
    expect((await call("PUT", `${uploads}/00010`, to, "zz")).status).toBe(201);
    expect((await call("PUT", `${uploads}/00002`, to, "bbb")).status).toBe(201);
    expect((await call("PUT", `${uploads}/00001`, to, "aaa")).status).toBe(201);
    expect((await call("PUT", `${uploads}/10001`, to, "x")).status).toBe(400);
    expect((await call("PUT", `${uploads}/00001`, to, "aaa")).status).toBe(204);
    expect((await call("MOVE", `${uploads}/.file`, { ...to, "oc-total-length": "9" })).status).toBe(400);
    const moved = await call("MOVE", `${uploads}/.file`, { ...to, destination: dav("gro%C3%9F.bin") });
    expect(moved.status).toBe(201);
    expect(moved.headers.get("oc-fileid")).toMatch(/^\d{8}/);
    expect((await call("GET", dav("gro%C3%9F.bin"))).text).toBe("aaabbbzz");
    expect((await call("MOVE", `${uploads}/.file`, to)).status).toBe(404);
  });

  test("refuses small chunks, and forgets uploads after a day", async () => {
    const uploads = "/remote.php/dav/uploads/ines/abc";
    const to = { destination: nextcloud.address + dav("a.bin") };
    await call("MKCOL", uploads, to);
    await call("PUT", `${uploads}/1`, to, "klein");
    await call("PUT", `${uploads}/2`, to, "klein");
    expect((await call("MOVE", `${uploads}/.file`, to)).status).toBe(400);
    time += 25 * 60 * 60_000;
    expect((await call("PUT", `${uploads}/3`, to, "x")).status).toBe(404);
  });

  test("searches in its own index in pages, and draws previews", async () => {
    const node = nextcloud.world.put("ines", "Ordner/Vermerk.odt", "x");
    const found = await json("GET", "/ocs/v2.php/search/providers/files/search?term=verm&limit=1");
    expect(found.body).toMatchObject({
      ocs: {
        data: { entries: [{ title: "Vermerk.odt", subline: "in Ordner", attributes: { fileId: String(node.id) } }] },
      },
    });
    expect((await call("GET", "/ocs/v2.php/search/providers/files/search?term=")).status).toBe(400);
    const preview = await fetch(`${nextcloud.address}/index.php/core/preview?fileId=${node.id}&x=64&y=64`, {
      headers: { authorization: basic, "ocs-apirequest": "true" },
    });
    expect(preview.headers.get("content-type")).toBe("image/png");
    expect(
      Buffer.from(await preview.arrayBuffer())
        .subarray(1, 4)
        .toString(),
    ).toBe("PNG");
    expect((await call("GET", "/index.php/core/preview?fileId=1&x=64&y=64")).status).toBe(404);
  });

  test("counts wrong passwords of an address, and then hears nobody with one", async () => {
    const wrong = { authorization: "Basic bm9ib2R5Om5vdGhpbmc=" };
    for (let count = 0; count < 11; count += 1) await call("GET", notifications, wrong);
    expect((await call("GET", notifications)).status).toBe(429);
    nextcloud.levers.forgetFailures();
    expect((await call("GET", notifications)).status).toBe(200);
  });

  test("breaks as it is told, does what was asked when only the reply is lost, and counts calls", async () => {
    const { levers } = nextcloud;
    levers.break("http503");
    const down = await call("GET", notifications);
    expect([down.status, down.headers.get("x-nextcloud-maintenance-mode"), down.headers.get("retry-after")]).toEqual([
      503,
      "1",
      "120",
    ]);
    expect((await json("GET", "/status.php")).body).toMatchObject({ maintenance: true });
    levers.break("garbage");
    expect((await call("GET", notifications)).text).toContain("<!doctype html>");
    levers.break("truncated");
    await expect(call("GET", notifications)).rejects.toThrow(/terminated|fetch failed/);
    const id = say("x");
    levers.break("lost", ({ method }) => method === "DELETE");
    await expect(call("DELETE", `${notifications}/${id}`)).rejects.toThrow("fetch failed");
    expect((await call("DELETE", `${notifications}/${id}`).catch(() => null))?.status).toBeUndefined();
    levers.break("ok");
    expect((await call("GET", `${notifications}/${id}`)).status).toBe(404);
    expect(nextcloud.counts["notifications dismiss"]).toBe(2);
  });
});
