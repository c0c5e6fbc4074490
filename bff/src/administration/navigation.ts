import { registerNavigationRoutes } from "#routes/navigation.ts";
import { rememberPeople } from "#services/known-people.ts";
import { createNavigation as createMenus } from "#services/navigation.ts";
import type { AdministrationPart, AdministrationParts } from "./parts.ts";

/** What other tools read: central navigation and the portal as data; and who signed in, which it needs for that. */
export function createNavigation(parts: AdministrationParts): AdministrationPart {
  const { auth, config, secrets, configuration, live, storage, now, log } = parts;
  const { publicOrigin, navigationBases, anonymousAccess, oidc } = config;
  const people = rememberPeople({
    store: storage.administration.knownPeople,
    onSeen: (listener) => auth.onSeen(listener),
    issuer: oidc.issuer,
    now,
    log,
  });
  const current = () => configuration.current();
  const navigation = createMenus({
    current,
    live: () => live.state.now(),
    people,
    publicOrigin,
    bases: navigationBases,
    anonymousAccess,
  });
  return {
    registerRoutes(app) {
      registerNavigationRoutes(app, { navigation, secret: secrets.navigationSecret, publicOrigin, current });
    },
    start: () => people.start(),
    close: async () => people.close(),
  };
}
