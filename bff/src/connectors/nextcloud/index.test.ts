import { describe, expect, test } from "vitest";
import { startNextcloudStage } from "../../../test/nextcloud-stage.ts";
import { nextcloud } from "./index.ts";

const source = {
  key: "files",
  name: { de: "Dateien" },
  address: "https://nextcloud.internal/",
  audience: "opendesk-nextcloud",
  scope: "portal-aud-nextcloud",
};

describe("a Nextcloud as a source", () => {
  test("gets tokens for its own audience and has no credential of its own (S14, S59)", () => {
    const { credential } = nextcloud.connect({ ...source, settings: nextcloud.settings.parse({}) });
    expect(credential).toEqual({
      type: "token-exchange",
      audience: "opendesk-nextcloud",
      scope: "portal-aud-nextcloud",
    });
    const settings = nextcloud.settings.parse({});
    expect(() => nextcloud.connect({ ...source, audience: null, settings })).toThrow("audience");
  });

  test("opens where people's browsers find it", () => {
    const at = (settings: object) =>
      nextcloud.connect({ ...source, settings: nextcloud.settings.parse(settings) }).openAt;
    expect(at({})).toBe("https://nextcloud.internal");
    expect(at({ web: "https://cloud.example.org/" })).toBe("https://cloud.example.org");
  });

  test.each([
    { web: "javascript:alert(1)" },
    { web: "cloud.example.org" },
    { partBytes: 1024 },
    { partBytes: 65 * 1024 * 1024 },
    { uploadBytes: 0 },
    { account: "email" },
    { actionPaths: ["//evil/"] },
    { actionPaths: ["/../x/"] },
    { actionPaths: ["/a/../b/"] },
    { actionPaths: ["/ocs"] },
    { actionPaths: ["https://evil.example/"] },
    { adminPassword: "x" },
  ])("is not configured with %j", (settings) => {
    expect(nextcloud.settings.safeParse(settings).success).toBe(false);
  });

  test("offers acts below further paths where the configuration says so", async () => {
    const paths = ["/ocs/v2.php/apps/approval/api/"];
    await using stage = await startNextcloudStage({ settings: { actionPaths: paths } });
    stage.tool.world.notifications.add("ines", {
      app: "approval",
      objectType: "file",
      objectId: "1",
      subject: { de: "Bitte freigeben", en: "Please approve" },
      actions: [
        {
          label: { de: "Freigeben", en: "Approve" },
          link: `${stage.tool.address}${paths[0] ?? ""}v1/approve/1`,
          type: "PUT",
          primary: true,
        },
      ],
    });
    const { notifications } = await stage.notifications.list(await stage.as("ines"));
    expect(notifications[0]?.actions).toMatchObject([{ label: "Freigeben", isPrimary: true }]);
  });

  test("says its version", async () => {
    await using stage = await startNextcloudStage();
    expect((await stage.connector.probe(await stage.as("ines"))).version).toMatch(/^\d+\.\d+/u);
  });
});
