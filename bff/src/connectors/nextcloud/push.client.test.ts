import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type NextcloudStage, startNextcloudStage } from "../../../test/nextcloud-stage.ts";
import { failureOf } from "../../../test/odd-source.ts";
import type { Topic } from "../kit/push.ts";

describe("push from Nextcloud", () => {
  let stage: NextcloudStage;

  beforeEach(async () => {
    stage = await startNextcloudStage();
    stage.tool.levers.setPushDebounce(10);
    stage.tool.levers.offerPush(true);
  });

  afterEach(async () => stage[Symbol.asyncDispose]());

  async function listening(username = "ines") {
    const stop = new AbortController();
    const heard: Topic[] = [];
    const ready = Promise.withResolvers<void>();
    const call = await stage.as(username, { signal: stop.signal });
    const ended = stage.push.listen(call, {
      ready: ready.resolve,
      change: (topics) => void heard.push(...topics),
    });
    ended.catch(ready.reject);
    await ready.promise;
    return { heard, ended, stop: () => stop.abort() };
  }

  test("is offered where the server has it", async () => {
    expect(await stage.push.isOffered(await stage.as("ines"))).toBe(true);
    stage.tool.levers.offerPush(false);
    expect(await stage.push.isOffered(await stage.as("ines"))).toBe(false);
    expect((await failureOf(stage.push.listen(await stage.as("ines"), quiet))).reason).toBe("unavailable");
  });

  test("tells of notifications and files, of the person's own only", async () => {
    const ines = await listening();
    const katharina = await listening("katharina");
    stage.tool.world.put("ines", "a.txt", "x");
    await expect.poll(() => ines.heard).toContain("files");
    stage.tool.world.notifications.add("ines", {
      app: "x",
      objectType: "x",
      objectId: "1",
      subject: { de: "x", en: "x" },
    });
    await expect.poll(() => ines.heard).toContain("notifications");
    expect(katharina.heard).toEqual([]);
    ines.stop();
    katharina.stop();
    await Promise.all([ines.ended, katharina.ended]);
  });

  test("ends with the call that listens, without an error, and the server hears of it", async () => {
    const ines = await listening();
    expect(stage.tool.listening()).toBe(1);
    ines.stop();
    await ines.ended;
    await expect.poll(() => stage.tool.listening()).toBe(0);
  });

  test("that the server ends is an error, so that it begins anew", async () => {
    const ines = await listening();
    const failure = failureOf(ines.ended);
    stage.tool.levers.cutPush();
    expect((await failure).reason).toBe("unavailable");
  });

  test.each([
    ["ended politely", ["authenticated"], 1],
    ["that refuses the token", ["err: Invalid credentials"], 0],
    ["that says nothing it should before it has accepted the person", ["notify_file", "notify_notification"], 0],
  ])("%s is an error too, and no change is made up", async (_how, frames, ready) => {
    const call = await stage.as("ines");
    const sent: string[] = [];
    const socket = { send: (text: string) => void sent.push(text), frames: framesOf(frames), close: () => undefined };
    const http = { ...call.http, socket: async () => socket };
    const heard = { ready: 0, change: 0 };
    const listening = stage.push.listen(
      { ...call, http },
      { ready: () => void (heard.ready += 1), change: () => void (heard.change += 1) },
    );
    expect((await failureOf(listening)).reason).toBe("unavailable");
    expect(heard).toEqual({ ready, change: 0 });
    expect([sent.length, sent[0]]).toEqual([2, ""]);
  });

  test("sends no token of the person over the socket, and none to another place", async () => {
    stage.tool.forget();
    const ines = await listening();
    const tokens = stage.tool.replies.filter(({ call }) => call.path.endsWith("/pre_auth"));
    expect(tokens).toHaveLength(1);
    ines.stop();
    await ines.ended;
    stage.tool.world.addresses.web = "https://evil.example";
    stage.tool.levers.intercept((call, response) => {
      if (!call.path.endsWith("/capabilities")) return false;
      const endpoints = { websocket: "wss://evil.example/push/ws", pre_auth: "https://evil.example/pre_auth" };
      const data = { version: { string: "31.0.9" }, capabilities: { notify_push: { type: [], endpoints } } };
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify({ ocs: { meta: { status: "ok" }, data } }));
      return true;
    });
    expect(await stage.push.isOffered(await stage.as("ines"))).toBe(false);
  });

  test("is not there where capabilities have another form, and the version still is", async () => {
    stage.tool.levers.intercept((_call, response) => {
      const data = { version: { string: "31.0.9" }, capabilities: { notify_push: { type: "odd" } } };
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify({ ocs: { meta: { status: "ok" }, data } }));
      return true;
    });
    expect(await stage.push.isOffered(await stage.as("ines"))).toBe(false);
    expect(await stage.connector.probe(await stage.as("ines"))).toEqual({ version: "31.0.9" });
  });
});

const quiet = { ready: () => undefined, change: () => undefined };

async function* framesOf(frames: readonly string[]): AsyncGenerator<string> {
  yield* frames;
}
