import type { Home } from "@pforte/shared/contract/home";
import type { ReactElement, ReactNode } from "react";
import type { Topic } from "#i18n/topics.ts";

/** Where a section is, and whose texts it needs. */
export interface AdminSectionLink {
  readonly key: string;
  readonly topic: Topic;
}

interface AdminFrameProps {
  readonly home: Home;
  readonly sections: readonly AdminSectionLink[];
  readonly current: string;
  readonly children: ReactNode;
}

/** What all sections share: their list, the draft bar, and who has no right to be here. */
export function AdminFrame({ sections, current, children }: AdminFrameProps): ReactElement {
  return (
    <div data-section={current} data-sections={sections.length}>
      {children}
    </div>
  );
}
