import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { nextcloudContent } from "./nextcloud-content.ts";
import { type NextcloudStandIn, startNextcloudStandIn } from "./nextcloud-stand-in.ts";
import type { ToolContent } from "./tool-content.ts";

describe("the pages of the file tool", () => {
  let nextcloud: NextcloudStandIn;
  let pages: ToolContent;

  beforeEach(async () => {
    nextcloud = await startNextcloudStandIn({ issuer: null, demo: true, web: "http://files.localhost:9" });
    pages = nextcloudContent(nextcloud.world);
  });

  afterEach(async () => nextcloud.close());

  const show = (address: string, username = "ines") =>
    pages.show({ username, language: "de", url: new URL(address, "http://files.localhost:9") }).text;
  const act = (fields: Record<string, string>) =>
    pages.act(
      { username: "ines", language: "de", url: new URL("http://files.localhost:9/act") },
      new URLSearchParams(fields),
    );
  const noteId = () => nextcloud.world.find("ines", ["Referat 42", "Vermerke", "Vermerk Anlage 3.odt"])?.node.id ?? 0;

  test("show a file and its folder where deep links lead", () => {
    expect(show(`/index.php/f/${noteId()}`)).toContain("Referat 42 / Vermerke");
    expect(show("/index.php/apps/files/?dir=/Referat%2042/Vermerke")).toContain(`/index.php/f/${noteId()}`);
    expect(show("/")).toContain("Zeitplan Umlaufverfahren.ods von Frank Seidel");
  });

  test("show nobody what they were not given", () => {
    expect(show(`/index.php/f/${noteId()}`, "tobias")).toContain("Diese Datei gibt es hier nicht.");
    act({ act: "rename", file: "41", colleague: "paul", name: "x" });
    expect(show("/", "helga")).not.toContain("Referat 42");
  });

  test("let a colleague comment, change, rename and share, as the portal then sees", () => {
    const id = noteId();
    const { world } = nextcloud;
    const before = world.tree.byId(id)?.etag;
    const told = world.notifications.of("ines").length;
    expect(act({ act: "comment", file: String(id), colleague: "deniz", text: "Bitte ansehen", mention: "on" })).toBe(
      `/index.php/f/${id}`,
    );
    expect(world.notifications.of("ines")).toHaveLength(told + 1);
    act({ act: "change", file: String(id), colleague: "paul" });
    expect(world.tree.byId(id)).toMatchObject({ changedBy: "paul" });
    expect(world.tree.byId(id)?.etag).not.toBe(before);
    act({ act: "rename", file: String(id), colleague: "paul", name: "Vermerk/../Anlage 4.odt" });
    expect(world.tree.byId(id)?.name).toBe("Vermerk..Anlage 4.odt");
    expect(act({ act: "share", colleague: "ole", name: "Neu.odt" })).toBe("/");
    expect(world.notifications.of("ines")).toHaveLength(told + 2);
  });

  test("accept a share and open it, and take a mention for seen when its link was followed", () => {
    const share = nextcloud.world.shares.find(({ isPending }) => isPending);
    const opened = act({ act: "accept", share: String(share?.id) });
    expect(show(opened)).toContain("Zeitplan Umlaufverfahren.ods");
    const mention = nextcloud.world.notifications.of("ines").find(({ app }) => app === "comments");
    expect(show(mention?.link ?? "")).toContain("Bitte bis 14 Uhr noch einmal über Absatz 2 schauen.");
    expect(nextcloud.world.notifications.of("ines")).not.toContain(mention);
  });
});
