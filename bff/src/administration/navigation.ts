import { rememberPeople } from "#services/known-people.ts";
import type { AdministrationPart, AdministrationParts } from "./parts.ts";

/** What other tools read: central navigation and the portal as data; and who signed in, which it needs for that. */
export function createNavigation({ auth, config, storage, now, log }: AdministrationParts): AdministrationPart {
  const people = rememberPeople({
    store: storage.administration.knownPeople,
    onSeen: (listener) => auth.onSeen(listener),
    issuer: config.oidc.issuer,
    now,
    log,
  });
  return {
    registerRoutes: () => undefined,
    start: () => people.start(),
    close: async () => people.close(),
  };
}
