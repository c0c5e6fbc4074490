import type { HomeAnnouncement } from "@pforte/shared/contract/announcements";
import { useCallback, useState } from "react";

/**
 * What was there when the page was drawn, or was asked for, is shown in its place. What comes later waits until it is asked
 * for: nothing may move under a pointer.
 */
export function useSeen(announcements: readonly HomeAnnouncement[]): {
  readonly isSeen: (announcement: HomeAnnouncement) => boolean;
  readonly see: (announcements: readonly HomeAnnouncement[]) => void;
  /** Its next showing comes as a new one. */
  readonly forget: (announcement: HomeAnnouncement) => void;
} {
  const [keys, setKeys] = useState<ReadonlySet<string>>(() => new Set(announcements.map(({ key }) => key)));
  return {
    isSeen: ({ key }) => keys.has(key),
    see: useCallback((all: readonly HomeAnnouncement[]) => setKeys(new Set(all.map(({ key }) => key))), []),
    forget: useCallback(
      ({ key }: HomeAnnouncement) => setKeys((before) => new Set([...before].filter((other) => other !== key))),
      [],
    ),
  };
}
