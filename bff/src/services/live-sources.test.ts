import { portalConfigurationSchema, type PortalConfiguration } from "@pforte/shared/contract/portal-configuration";
import { describe, expect, test } from "vitest";
import { recordedLog } from "../../test/recorded-log.ts";
import { connectors } from "#connectors/registry.ts";
import type { UpstreamSource } from "#upstream/upstream-source.ts";
import { connected, LiveSources } from "./live-sources.ts";
import { nothingLive } from "./live-state.ts";
import { personSources } from "./person-sources.ts";

const address = { de: "https://example.org/" };
const matrix = { key: "chat", kind: "matrix", name: { de: "Chat" }, address: "https://matrix.example.org" };
const tile = { key: "chat", name: { de: "Chat" }, icon: "chat", links: address, source: "chat" };

function documentOf(parts: Readonly<Record<string, unknown>>): PortalConfiguration {
  const portal = {
    name: { de: "Pforte" },
    organisation: { de: "Amt" },
    support: { name: { de: "Hilfe" } },
    imprint: address,
    privacy: address,
    accessibility: address,
  };
  return portalConfigurationSchema.parse({ portal, categories: [], tiles: [], ...parts });
}

function liveSources(first: PortalConfiguration) {
  let version = 1;
  let document = first;
  const log = recordedLog();
  const closed: string[] = [];
  const sources = new LiveSources({
    configuration: {
      current: () => ({ version, document, publishedAt: new Date(), actor: "operator:test", note: "" }),
    },
    live: { now: () => nothingLive },
    connectors,
    createUpstream: (key, at): UpstreamSource => {
      if (at.startsWith("http:")) throw new TypeError("A source's address is https.");
      const close = async () => void closed.push(key);
      return {
        close,
        bind: () => {
          throw new Error("No call is made in this test.");
        },
      };
    },
    now: () => new Date("2026-03-02T09:00:00Z"),
    log,
  });
  const publish = (next: PortalConfiguration) => {
    version += 1;
    document = next;
  };
  return { sources, log, closed, publish };
}

describe("the sources of the version in force", () => {
  test("keep what they have learnt when a new version leaves them as they are", () => {
    const { sources, closed, publish } = liveSources(documentOf({ sources: [matrix] }));
    const before = sources.get("chat");
    publish(documentOf({ sources: [matrix, { ...matrix, key: "chat-2" }] }));
    expect(sources.get("chat")).toBe(before);
    expect(sources.get("chat-2")).not.toBeNull();
    expect(closed).toEqual([]);
  });

  test("begin anew when their address changes, and end when they are removed", () => {
    const { sources, closed, publish } = liveSources(documentOf({ sources: [matrix] }));
    const before = sources.get("chat");
    publish(documentOf({ sources: [{ ...matrix, address: "https://other.example.org" }] }));
    expect(sources.get("chat")).not.toBe(before);
    expect(closed).toEqual(["chat"]);
    publish(documentOf({ sources: [] }));
    expect(sources.get("chat")).toBeNull();
    expect(closed).toEqual(["chat", "chat"]);
  });

  test.each([
    ["an unknown kind", { ...matrix, kind: "telex" }],
    ["settings that do not fit", { ...matrix, settings: { serverName: 7 } }],
    ["an address that may not be called", { ...matrix, address: "http://matrix.example.org" }],
  ])("are shown as broken, not left out, with %s", (_name, source) => {
    const { sources, log } = liveSources(documentOf({ sources: [source] }));
    const broken = sources.get("chat");
    expect(broken).toMatchObject({ key: "chat", live: null });
    expect(broken === null ? "nothing" : connected(broken)).toBeNull();
    expect(log.lines).toMatchObject([{ level: "error", fields: { source: "chat" } }]);
  });
});

describe("the sources on a person's page", () => {
  test("are those behind a tile that they see, and those behind no tile", () => {
    const sources = [matrix, { ...matrix, key: "files" }, { ...matrix, key: "free" }];
    const tiles = [
      { ...tile, groups: ["chatters"] },
      { ...tile, key: "files", source: "files", state: { kind: "hidden" } },
    ];
    const document = documentOf({ sources, tiles });
    expect([...personSources(document, { groups: ["chatters"] })]).toEqual(["chat", "free"]);
    expect([...personSources(document, { groups: ["others"] })]).toEqual(["free"]);
  });
});
