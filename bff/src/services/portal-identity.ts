import { pictureHref } from "@pforte/shared/contract/admin-assets";
import type { HomePortal } from "@pforte/shared/contract/home";
import { localize, type Language } from "@pforte/shared/contract/localized";
import type { Branding, PortalConfiguration } from "@pforte/shared/contract/portal-configuration";

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

function logoIn(branding: Branding | undefined, language: Language): HomePortal["logo"] {
  const logo = branding?.logo;
  if (logo === undefined) return null;
  const { light, dark = light, text } = logo;
  return { light: pictureHref(light), dark: pictureHref(dark), text: localize(text, language) };
}

/** Name, contact and footer of the portal in one language. */
export function portalIn(portal: PortalConfiguration["portal"], language: Language, release: string): HomePortal {
  const { branding } = portal;
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
    logo: logoIn(branding, language),
    branded: branding?.accent !== undefined || branding?.background !== undefined,
    welcome: branding?.welcome === undefined ? null : localize(branding.welcome, language),
    release,
  };
}
