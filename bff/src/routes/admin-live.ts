import {
  putAnnouncement,
  putMaintenance,
  readLive,
  removeAnnouncement,
  removeMaintenance,
  switchSourceOff,
  switchSourceOn,
} from "@pforte/shared/contract/admin-live";
import type { FastifyInstance } from "fastify";
import type { LiveAdministration } from "#services/live-administration.ts";
import type { Principal } from "#storage/principal.ts";
import { actBy } from "./act-by.ts";
import { serve } from "./serve.ts";

interface AdminLiveOptions {
  readonly administration: LiveAdministration;
  readonly mayReadProof: (principal: Principal) => boolean;
}

/** Announcements, maintenances and switched-off sources, as administrators change them. */
export function registerAdminLiveRoutes(
  app: FastifyInstance,
  { administration, mayReadProof }: AdminLiveOptions,
): void {
  serve(app, readLive, async ({ signedIn }) => ({
    ...(await administration.read()),
    mayReadProof: mayReadProof(signedIn.principal),
  }));
  serve(app, putAnnouncement, async ({ params: { key }, body, ifMatch: version, signedIn, requestId }) =>
    administration.putAnnouncement({ key, version, by: actBy(signedIn, requestId), ...body }),
  );
  serve(app, putMaintenance, async ({ params: { key }, body, ifMatch: version, signedIn, requestId }) =>
    administration.putMaintenance({ key, version, by: actBy(signedIn, requestId), ...body }),
  );
  serve(app, switchSourceOff, async ({ params: { key }, body, ifMatch: version, signedIn, requestId }) =>
    administration.switchOff({ key, version, by: actBy(signedIn, requestId), ...body }),
  );
  serve(app, removeAnnouncement, async ({ params: { key }, ifMatch: version, signedIn, requestId }) =>
    administration.remove("announcement", { key, version, by: actBy(signedIn, requestId) }),
  );
  serve(app, removeMaintenance, async ({ params: { key }, ifMatch: version, signedIn, requestId }) =>
    administration.remove("maintenance", { key, version, by: actBy(signedIn, requestId) }),
  );
  serve(app, switchSourceOn, async ({ params: { key }, ifMatch: version, signedIn, requestId }) =>
    administration.remove("source_off", { key, version, by: actBy(signedIn, requestId) }),
  );
}
