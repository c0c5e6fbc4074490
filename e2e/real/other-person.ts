import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { Person } from "../world/people.ts";
import { passwordOf } from "./real-people.ts";

/** Somebody at another client: matrix-nio, which others wrote. */
export interface OtherPerson {
  /** Makes a room and invites an account; answers with the room's id. */
  create(name: string, invitee: string): Promise<string>;
  /** Sends a message; answers with the event's id. */
  send(room: string, text: string): Promise<string>;
  leave(): Promise<void>;
}

const replySchema = z.object({ user: z.string().nullish(), room: z.string().nullish(), event: z.string().nullish() });

export async function otherPerson(python: string, homeserver: string, person: Person): Promise<OtherPerson> {
  const script = fileURLToPath(new URL("other-person.py", import.meta.url));
  const child = spawn(python, [script, homeserver, person.username, passwordOf(person)], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async (): Promise<z.output<typeof replySchema>> => {
    const line = await lines.next();
    if (line.done === true) {
      throw new Error("the second client (matrix-nio) ended");
    }
    return replySchema.parse(JSON.parse(line.value));
  };
  const need = (value: string | null | undefined, what: string): string => {
    if (value === null || value === undefined) {
      throw new Error(`the second client (matrix-nio) could not ${what}`);
    }
    return value;
  };
  need((await answer()).user, "sign in");
  return {
    async create(name, invitee) {
      child.stdin.write(`create ${name} ${invitee}\n`);
      return need((await answer()).room, "make a room");
    },
    async send(room, text) {
      child.stdin.write(`send ${room} ${text}\n`);
      return need((await answer()).event, "send");
    },
    async leave() {
      const closed = new Promise((done) => {
        child.once("close", done);
      });
      child.stdin.end();
      await closed;
    },
  };
}
