import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "@playwright/test";
import { startMatrixStandIn } from "../world/matrix-stand-in.ts";
import { readLaneFacts } from "./lane-facts.ts";

const script = fileURLToPath(new URL("matrix-judge.py", import.meta.url));

test.describe("the Matrix stand-in", () => {
  test("lets matrix-nio sync, join, write once, read and leave as at a real homeserver", async () => {
    const standIn = await startMatrixStandIn({ issuer: null });
    try {
      const { homeserver, devices } = standIn;
      homeserver.account("ines", "Ines Marquardt");
      homeserver.account("deniz", "Deniz Aslan");
      const lively = homeserver.createRoom({ name: "Referat 42", members: ["deniz", "ines"] });
      homeserver.say(lively, "deniz", "Guten Morgen");
      homeserver.say(lively, "deniz", "Kannst du das prüfen?", { mentions: ["ines"] });
      const invited = homeserver.createRoom({ name: "Umzug Neubau", members: ["deniz"] });
      homeserver.setMembership(invited, "ines", "invite", "deniz");
      const { access_token: token } = devices.signIn("@ines:localhost", "JUDGE", "Judge", false, null);
      const { stdout } = await promisify(execFile)(readLaneFacts().python, [
        script,
        standIn.address,
        "@ines:localhost",
        "JUDGE",
        token,
        invited,
        lively,
      ]);
      expect(JSON.parse(stdout)).toEqual({
        user: "@ines:localhost",
        invited: [invited],
        name: "Referat 42",
        members: ["@deniz:localhost", "@ines:localhost"],
        unread: [2, 1],
        once: true,
        joined: true,
        heard: ["von nio"],
        left: [0, 0],
        after: "WhoamiError",
      });
    } finally {
      await standIn.close();
    }
  });
});
