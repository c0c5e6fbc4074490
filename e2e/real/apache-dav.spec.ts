import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { AuthType, createClient } from "webdav";
import { ines, katharina } from "../world/people.ts";
import { type ApacheDav, startApacheDav } from "./apache-dav.ts";
import { type KeycloakTokens, keycloakTokens } from "./keycloak-tokens.ts";
import { expect, keycloak, lane, test } from "./lane-test.ts";

const audience = "opendesk-nextcloud";
const scope = "portal-aud-nextcloud";
const calls = fileURLToPath(new URL("../../bff/test/webdav-calls.ts", import.meta.url));

test.describe("a real WebDAV server behind the real Keycloak", () => {
  let apache: ApacheDav;
  let tokens: KeycloakTokens;

  test.beforeAll(async () => {
    const { issuer } = lane.keycloak;
    tokens = await keycloakTokens(keycloak, issuer, lane.clients.main);
    apache = await startApacheDav({ issuer, audience, usernames: [ines.username, katharina.username] });
  });

  test.afterAll(async () => {
    await apache?.stop();
    await tokens?.remove();
  });

  const callsAs = async (username: string, token: string) => {
    const { stdout } = await promisify(execFile)(process.execPath, [calls, apache.address, username, token]);
    return JSON.parse(stdout) as Readonly<Record<string, unknown>>;
  };

  test("takes the connector's uploads, and says the same of conflicts and missing folders as the stand-in", async () => {
    const token = await tokens.forAudience(ines, audience, scope);
    const result = await callsAs(ines.username, token);
    const name = "Übersicht & Plan #1.txt";
    expect(result).toMatchObject({
      mark: "string",
      begun: { target: { name, folder: "" } },
      stored: null,
      asked: { state: "conflict", existing: { name, place: "", size: 23 } },
      beside: { target: { name: "Übersicht & Plan #1 (2).txt" } },
      nowhere: { state: "folder_missing" },
    });
    expect(apache.contentOf(ines.username, name)).toBe("Inhalt, über den Draht");
    // Apache keeps no time of the sender, so that it cannot be told whose the file is: asking is the safe answer.
    expect(result["repeated"]).toMatchObject({ state: "conflict" });
    const other = createClient(`${apache.address}/remote.php/dav/files/ines`, {
      authType: AuthType.Token,
      token: { access_token: token, token_type: "Bearer" },
    });
    expect(await other.getFileContents(`/${name}`, { format: "text" })).toBe("Inhalt, über den Draht");
  });

  test("refuses the connector with a token for another tool or of another person", async () => {
    const foreign = await tokens.forAudience(ines, "opendesk-openproject", "portal-aud-openproject");
    const refused = { mark: { refused: "sign_in_required" }, begun: { refused: "sign_in_required" } };
    expect(await callsAs(ines.username, foreign)).toEqual(refused);
    const own = await tokens.forAudience(katharina, audience, scope);
    expect(await callsAs(ines.username, own)).toEqual(refused);
  });
});
