import type { ReactElement, ReactNode } from "react";
import { PortalClientProvider, type PortalClient } from "#api/portal-client.tsx";
import type { PageText } from "#i18n/text.ts";
import { TextProvider } from "#i18n/use-text.tsx";

/** What every page stands in: the client of the portal and the texts. */
export function PageProviders({
  client,
  text,
  children,
}: {
  client: PortalClient;
  text: PageText;
  children: ReactNode;
}): ReactElement {
  return (
    <PortalClientProvider client={client}>
      <TextProvider text={text}>{children}</TextProvider>
    </PortalClientProvider>
  );
}
