import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { AuthType, createClient, type FileStat, type WebDAVClient } from "webdav";
import { WebSocket } from "ws";
import { type NextcloudStandIn, startNextcloudStandIn } from "./nextcloud-stand-in.ts";

let time: number;
let nextcloud: NextcloudStandIn;
let password: string;

beforeEach(async () => {
  time = Date.parse("2026-03-02T09:00:00Z");
  nextcloud = await startNextcloudStandIn({ issuer: null, now: () => new Date(time) });
  password = nextcloud.levers.issuePassword("ines");
  nextcloud.levers.setPushDebounce(30);
});

afterEach(async () => nextcloud.close());

describe("a WebDAV client that others wrote", () => {
  let client: WebDAVClient;
  const name = "/Übersicht & Plan #1.txt";

  beforeEach(() => {
    const base = `${nextcloud.address}/remote.php/dav/files/ines`;
    client = createClient(base, { authType: AuthType.Password, username: "ines", password });
  });

  test("lists, stores, moves, copies and deletes", async () => {
    await client.createDirectory("/Ordner");
    expect(await client.putFileContents(name, "hallo", { overwrite: false })).toBe(true);
    expect(await client.putFileContents(name, "anders", { overwrite: false })).toBe(false);
    await client.moveFile(name, "/Ordner/neu.txt");
    await client.copyFile("/Ordner/neu.txt", "/kopie.txt");
    const list = (await client.getDirectoryContents("/", { deep: false })) as FileStat[];
    expect(list.map(({ filename, type, size }) => ({ filename, type, size }))).toEqual([
      { filename: "/Ordner", type: "directory", size: 0 },
      { filename: "/kopie.txt", type: "file", size: 5 },
    ]);
    expect(await client.getFileContents("/Ordner/neu.txt", { format: "text" })).toBe("hallo");
    await client.deleteFile("/Ordner");
    expect(await client.exists("/Ordner/neu.txt")).toBe(false);
    await expect(client.putFileContents("/none/a.txt", "x")).rejects.toMatchObject({ status: 409 });
    expect(await client.getQuota()).toMatchObject({ used: 5 });
  });
});

describe("the push app of the Nextcloud of the world", () => {
  const preAuth = async () => {
    const response = await fetch(`${nextcloud.address}/index.php/apps/notify_push/pre_auth`, {
      method: "POST",
      headers: {
        authorization: `Basic ${Buffer.from(`ines:${password}`).toString("base64")}`,
        "ocs-apirequest": "true",
      },
    });
    return response.text();
  };
  const listen = async (...first: readonly string[]) => {
    const socket = new WebSocket(`${nextcloud.address.replace("http", "ws")}/push/ws`);
    const frames: string[] = [];
    socket.on("message", (data: Buffer) => frames.push(data.toString()));
    await once(socket, "open");
    for (const frame of first) socket.send(frame);
    return { socket, frames };
  };
  const until = async (frames: readonly string[], wanted: string) => {
    for (let turn = 0; turn < 100 && !frames.includes(wanted); turn += 1) await sleep(10);
    expect(frames).toContain(wanted);
  };

  test("says what kind of thing changed, gathered, and with ids to who asks for them", async () => {
    const { socket, frames } = await listen("", await preAuth(), "listen notify_file_id");
    await until(frames, "authenticated");
    await sleep(20);
    const node = nextcloud.world.put("ines", "a.txt", "x");
    nextcloud.world.put("ines", "a.txt", "y");
    await until(frames, `notify_file_id ${JSON.stringify([node.id, node.parent?.id])}`);
    nextcloud.world.addAccount("deniz");
    nextcloud.world.share(nextcloud.world.put("deniz", "b.txt", "x"), "ines", { isPending: true });
    await until(frames, "notify_notification");
    expect(frames.filter((frame) => frame.startsWith("notify_file_id"))).toHaveLength(1);
    socket.terminate();
  });

  test("takes a token once, and for fifteen seconds only", async () => {
    const token = await preAuth();
    expect(token).toMatch(/^[0-9a-f]{32}$/);
    const first = await listen("", token);
    await until(first.frames, "authenticated");
    const second = await listen("", token);
    await until(second.frames, "err: Invalid credentials");
    const late = await preAuth();
    time += 16_000;
    const third = await listen("", late);
    await until(third.frames, "err: Invalid credentials");
    for (const { socket } of [first, second, third]) socket.terminate();
  });

  test("is not named among the capabilities where it is missing", async () => {
    const capabilities = async () => {
      const response = await fetch(`${nextcloud.address}/ocs/v2.php/cloud/capabilities?format=json`, {
        headers: {
          authorization: `Basic ${Buffer.from(`ines:${password}`).toString("base64")}`,
          "ocs-apirequest": "true",
        },
      });
      return response.text();
    };
    expect(await capabilities()).toContain("notify_push");
    nextcloud.levers.offerPush(false);
    expect(await capabilities()).not.toContain("notify_push");
  });
});
