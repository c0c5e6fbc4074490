import { ines } from "../world/people.ts";
import { type NextcloudStandIn, startNextcloudStandIn } from "../world/nextcloud-stand-in.ts";
import { type OpenProjectStandIn, startOpenProjectStandIn } from "../world/openproject-stand-in.ts";
import type { Levers, Readings } from "./control.ts";

/** Tools that cannot be installed here, standing in behind the real Keycloak: they believe its tokens only. */
export interface LaneTools {
  readonly nextcloud: NextcloudStandIn;
  readonly openproject: OpenProjectStandIn;
  stop(): Promise<void>;
}

export async function startLaneTools(issuer: string): Promise<LaneTools> {
  const nextcloud = await startNextcloudStandIn({ issuer, demo: true });
  const openproject = await startOpenProjectStandIn({ issuer, demo: true });
  return {
    nextcloud,
    openproject,
    async stop() {
      await nextcloud.close();
      await openproject.close();
    },
  };
}

/** What colleagues do at the tools, so that something waits for Ines. */
export function toolLevers({ nextcloud, openproject }: LaneTools): Levers {
  return {
    "files/share": () => {
      const node = nextcloud.world.put("katharina", `Lane/Bescheid ${Date.now().toString(36)}.odt`, "Text", {
        by: "katharina",
      });
      nextcloud.world.share(node, ines.username, { isPending: true });
    },
    "files/stop": async () => nextcloud.levers.down(),
    "files/start": async () => nextcloud.levers.up(),
    "projects/mention": () => {
      const { world } = openproject;
      const account = (login: string) => {
        const found = [...world.accounts.values()].find((each) => each.login === login);
        if (found === undefined) throw new Error(`there is no account ${login}`);
        return found;
      };
      const workPackage = world.workPackages.get(4711);
      if (workPackage === undefined) throw new Error("there is no work package 4711");
      world.comment(workPackage, account("katharina"), "Bitte noch einmal ansehen", [account(ines.username)]);
    },
  };
}

export function toolReadings({ nextcloud, openproject }: LaneTools): Readings {
  return {
    "files/calls": () => Object.values(nextcloud.counts).reduce((sum, count) => sum + count, 0),
    "projects/calls": () => [...openproject.counts.values()].reduce((sum, count) => sum + count, 0),
    "projects/unread": () =>
      [...openproject.world.notifications.values()].filter(
        (each) => !each.isRead && each.recipient.login === ines.username,
      ).length,
    "files/pending": () => nextcloud.world.notifications.of(ines.username).length,
  };
}
