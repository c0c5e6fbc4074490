import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { ines, type Person, tobias } from "../world/people.ts";
import { passwordOf, rosa } from "./real-people.ts";
import { serverName } from "./synapse.ts";

const program = fileURLToPath(new URL("../../bff/test/judge-connector.ts", import.meta.url));

/** A line of the judge. */
export type Verdict = z.output<typeof verdictSchema>;
const verdictSchema = z.object({
  case: z.string(),
  judged: z.number().nullable().optional(),
  failed: z.string().optional(),
});

type Ask = (method: string, path: string, body?: unknown) => Promise<unknown>;

/** Calls of one device at a homeserver. */
async function device(homeserver: string, person: Person): Promise<{ readonly token: string; readonly ask: Ask }> {
  const askAs =
    (token: string | null): Ask =>
    async (method, path, body) => {
      const reply = await fetch(`${homeserver}/_matrix/client/v3${path}`, {
        method,
        headers: { "content-type": "application/json", ...(token !== null && { authorization: `Bearer ${token}` }) },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const answer: unknown = await reply.json();
      if (!reply.ok) throw new Error(`${method} ${path} gave ${reply.status}: ${JSON.stringify(answer)}`);
      return answer;
    };
  const reply = await askAs(null)("POST", "/login", {
    type: "m.login.password",
    identifier: { type: "m.id.user", user: person.username },
    password: passwordOf(person),
    initial_device_display_name: "judged",
  });
  const { access_token: token } = z.object({ access_token: z.string() }).parse(reply);
  return { token, ask: askAs(token) };
}

/** Two rooms, an encrypted one, a mention and an invitation for Ines, and a token that has ended. */
async function furnished(homeserver: string) {
  const [judged, ended, other] = await Promise.all([
    device(homeserver, ines),
    device(homeserver, ines),
    device(homeserver, tobias),
  ]);
  const account = `@${ines.username}:${serverName}`;
  const room = async (name: string): Promise<string> => {
    const created = await other.ask("POST", "/createRoom", { name, invite: [account], preset: "private_chat" });
    return encodeURIComponent(z.object({ room_id: z.string() }).parse(created).room_id);
  };
  const say = async (id: string, body: string, mentions: readonly string[] = []) =>
    other.ask("PUT", `/rooms/${id}/send/m.room.message/${crypto.randomUUID()}`, {
      msgtype: "m.text",
      body,
      "m.mentions": { user_ids: mentions },
    });
  const joined = [await room("Canary-Raum"), await room("Zweiter Raum")];
  for (const [index, id] of joined.entries()) {
    await judged.ask("POST", `/rooms/${id}/join`, {});
    await say(id, "Canary-Text", index === 0 ? [account] : []);
  }
  const encrypted = await room("Canary-Geheim");
  await judged.ask("POST", `/rooms/${encrypted}/join`, {});
  await other.ask("PUT", `/rooms/${encrypted}/state/m.room.encryption`, { algorithm: "m.megolm.v1.aes-sha2" });
  await room("Canary-Einladung");
  await ended.ask("POST", "/logout", {});
  const path = `/_matrix/client/v3/rooms/${joined[1]}/send/m.room.message/${crypto.randomUUID()}`;
  const body = { msgtype: "m.text", body: "Noch etwas" };
  return {
    token: judged.token,
    expiredToken: ended.token,
    newcomer: (await device(homeserver, rosa)).token,
    change: { method: "PUT", path, token: other.token, body },
  };
}

/**
 * Judges the Matrix connector before a real homeserver by the whole contract suite. Ines, Tobias and Rosa have accounts
 * there with their passwords, and Rosa has nothing in hers.
 */
export async function judgeMatrix(homeserver: string, wrongAudienceToken: string): Promise<readonly Verdict[]> {
  const { token, expiredToken, newcomer, change } = await furnished(homeserver);
  const { username } = ines;
  const input = {
    kind: "matrix",
    address: homeserver,
    settings: { serverName, web: "https://web.example.org" },
    person: { subject: username, username, token },
    newcomer: { subject: rosa.username, username: rosa.username, token: newcomer },
    change,
    expiredToken,
    wrongAudienceToken,
    publicActs: ["probe"],
    canaries: ["Canary-"],
    errorInside: { errcode: "M_UNKNOWN", error: "x" },
  };
  const output = await new Promise<string>((resolve, reject) => {
    const child = execFile(process.execPath, [program], (error, written, problems) => {
      // It ends with 1 where a case failed; anything else is no verdict.
      if (error !== null && error.code !== 1) reject(new Error(problems));
      else if (written === "") reject(new Error(problems));
      else resolve(written);
    });
    child.stdin?.end(JSON.stringify(input));
  });
  return output
    .trim()
    .split("\n")
    .map((line) => verdictSchema.parse(JSON.parse(line)));
}
