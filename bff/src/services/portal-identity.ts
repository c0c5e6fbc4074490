import type { HomePortal } from "@pforte/shared/contract/home";
import { localize, type Language } from "@pforte/shared/contract/localized";
import type { PortalConfiguration } from "@pforte/shared/contract/portal-configuration";

/** An address per language; the German one is required. */
export interface LocalizedAddress {
  readonly de: string;
  readonly en?: string | undefined;
}

/** The address in one language, or the German one where that language has none. */
export function addressIn(addresses: LocalizedAddress, language: Language): string {
  return addresses[language] ?? addresses.de;
}

function optionalAddress(addresses: LocalizedAddress | undefined, language: Language): string | null {
  return addresses === undefined ? null : addressIn(addresses, language);
}

/** Name, contact and footer of the portal in one language. */
export function portalIn(portal: PortalConfiguration["portal"], language: Language, release: string): HomePortal {
  return {
    name: localize(portal.name, language),
    organisation: localize(portal.organisation, language),
    support: {
      name: localize(portal.support.name, language),
      phone: portal.support.phone ?? null,
      email: portal.support.email ?? null,
      href: optionalAddress(portal.support.address, language),
    },
    imprint: addressIn(portal.imprint, language),
    privacy: addressIn(portal.privacy, language),
    accessibility: addressIn(portal.accessibility, language),
    reportBarrier: optionalAddress(portal.reportBarrier, language),
    help: optionalAddress(portal.help, language),
    logo: null,
    branded: false,
    welcome: null,
    release,
  };
}
