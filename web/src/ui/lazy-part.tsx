import { Suspense } from "react";
import type { ReactElement, ReactNode } from "react";
import { useText } from "#i18n/use-text.tsx";
import { announce } from "./announcer.tsx";
import { FailureBoundary } from "./failure-boundary.tsx";

/**
 * Stands around a part that is loaded on its first use. Where it cannot be loaded, as after a release or without a
 * network, it is closed again and says what helps; the page around it stays.
 */
export function LazyPart({ onClose, children }: { onClose: () => void; children: ReactNode }): ReactElement {
  const { t } = useText();
  const handleFailure = (): void => {
    announce(t("app.partFailed"));
    onClose();
  };
  return (
    <FailureBoundary fallback={null} onFailure={handleFailure}>
      <Suspense fallback={null}>{children}</Suspense>
    </FailureBoundary>
  );
}
