import { registerAdminLiveRoutes } from "#routes/admin-live.ts";
import { registerAdminPeopleRoutes } from "#routes/admin-people.ts";
import { registerAdminProofRoutes } from "#routes/admin-proof.ts";
import { registerAnnouncementRoutes } from "#routes/announcements.ts";
import { createAnnouncementProof } from "#services/announcement-proof.ts";
import { createLiveAdministration as createService } from "#services/live-administration.ts";
import { createPeopleAdministration } from "#services/people-administration.ts";
import type { Principal } from "#storage/principal.ts";
import type { AdministrationPart, AdministrationParts } from "./parts.ts";

/** What changes at once: announcements, maintenances, switched-off sources; and people. */
export function createLiveAdministration(parts: AdministrationParts): AdministrationPart {
  const { config, storage, auth, configuration, live, trail, now } = parts;
  const { live: store, knownPeople, audit } = storage.administration;
  const { proofGroup, proofRetentionSeconds: retentionSeconds } = config;
  const administration = createService({
    store,
    knownPeople,
    configuration,
    refresh: async () => live.state.refresh(),
    now,
  });
  const proof = createAnnouncementProof({ store, audit, knownPeople, retentionSeconds, now });
  const people = createPeopleAdministration({
    sessions: storage.sessions,
    knownPeople,
    audit,
    idleSeconds: config.session.idleSeconds,
    onEnded: (ended) => auth.tidyAll(ended),
    now,
  });
  // Being an administrator is what the routes ask for already.
  const mayReadProof = ({ groups }: Principal) => proofGroup !== null && groups.includes(proofGroup);
  return {
    registerRoutes(app) {
      registerAnnouncementRoutes(app, live.announcements);
      registerAdminLiveRoutes(app, { administration, mayReadProof });
      registerAdminProofRoutes(app, { proof, mayReadProof, trail });
      registerAdminPeopleRoutes(app, people);
    },
  };
}
