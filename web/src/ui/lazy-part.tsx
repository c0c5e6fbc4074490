import { Component, Suspense } from "react";
import type { ReactElement, ReactNode } from "react";
import { useText } from "#i18n/use-text.tsx";
import { announce } from "./announcer.tsx";

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
    <Boundary onFailure={handleFailure}>
      <Suspense fallback={null}>{children}</Suspense>
    </Boundary>
  );
}

interface BoundaryProps {
  readonly onFailure: () => void;
  readonly children: ReactNode;
}

/** React has no hook that catches. */
class Boundary extends Component<BoundaryProps, { readonly hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError(): { readonly hasFailed: boolean } {
    return { hasFailed: true };
  }

  override componentDidCatch(): void {
    this.props.onFailure();
  }

  override render(): ReactNode {
    return this.state.hasFailed ? null : this.props.children;
  }
}
