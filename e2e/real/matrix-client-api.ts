import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { JudgedHomeserver } from "../world/matrix-judged-device.ts";
import { ines, type Person, tobias } from "../world/people.ts";
import { passwordOf, rosa } from "./real-people.ts";
import { serverName } from "./synapse.ts";

const signInSchema = z.object({
  user_id: z.string(),
  device_id: z.string(),
  access_token: z.string(),
  refresh_token: z.string().optional(),
});

const people: Readonly<Record<string, Person>> = { ines, tobias, rosa };

/** A real homeserver as the cases of the client API see it; Ines, Tobias and Rosa have accounts with their passwords. */
export function judgedSynapse(address: string, accessSeconds: number): JudgedHomeserver {
  return {
    address,
    serverName,
    async signIn(name, wantsRefresh = false) {
      const person = people[name] ?? ines;
      const reply = await fetch(`${address}/_matrix/client/v3/login`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({
          type: "m.login.password",
          identifier: { type: "m.id.user", user: person.username },
          password: passwordOf(person),
          initial_device_display_name: "judged",
          refresh_token: wantsRefresh,
        }),
      });
      const grant = signInSchema.parse(await reply.json());
      const { user_id: user, device_id: device, access_token: token, refresh_token: refresh = null } = grant;
      return { user, device, token, refresh };
    },
    // A real clock cannot be put forward.
    outliveTokens: async () => sleep((accessSeconds + 1) * 1000),
  };
}
