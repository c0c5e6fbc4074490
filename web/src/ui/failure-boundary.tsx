import { Component } from "react";
import type { ReactNode } from "react";

interface FailureBoundaryProps {
  /** What stands in the place of what failed. */
  readonly fallback: ReactNode;
  readonly onFailure?: () => void;
  readonly children: ReactNode;
}

/** Keeps a failure in its part of the page. React has no hook that catches. */
export class FailureBoundary extends Component<FailureBoundaryProps, { readonly hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError(): { readonly hasFailed: boolean } {
    return { hasFailed: true };
  }

  override componentDidCatch(): void {
    this.props.onFailure?.();
  }

  override render(): ReactNode {
    return this.state.hasFailed ? this.props.fallback : this.props.children;
  }
}
