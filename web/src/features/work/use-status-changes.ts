import { setWorkStatus, type WorkItem, type WorkStatus } from "@pforte/shared/contract/work";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "#api/call.ts";
import { cardQueries } from "#api/card-queries.ts";
import { useTopicText } from "#i18n/use-text.tsx";
import { announce } from "#ui/announcer.tsx";
import { sendStatus, statusNews, type SetStatus, type StatusChange } from "./status-change.ts";
import { putItem, workQueries } from "./work-queries.ts";

export interface StatusChanges {
  /** By the id of the item. */
  readonly changes: ReadonlyMap<string, StatusChange>;
  readonly set: (item: WorkItem, status: WorkStatus, version: string) => void;
  readonly again: (item: WorkItem) => void;
  readonly discard: (item: WorkItem) => void;
  /** Lets go of the choice and shows the item as it is now. */
  readonly loadNew: (item: WorkItem) => void;
}

/** Sets statuses at once on the page, and says what became of each. */
export function useStatusChanges(toolOf: (source: string) => string): StatusChanges {
  const text = useTopicText("work");
  const queries = useQueryClient();
  const [changes, setChanges] = useState<ReadonlyMap<string, StatusChange>>(new Map());
  const { mutateAsync } = useMutation({
    mutationFn: (body: Parameters<SetStatus>[0]) => call(setWorkStatus, { body }),
  });
  const readAgain = (): void => {
    void queries.invalidateQueries({ queryKey: workQueries.all() });
    void queries.invalidateQueries({ queryKey: cardQueries.all() });
  };
  const send = async (item: WorkItem, change: StatusChange): Promise<void> => {
    setChanges((before) => changed(before, item.id, { ...change, stand: { kind: "saving" } }));
    const answer = await sendStatus(item, change, mutateAsync);
    if (answer.item !== null) {
      putItem(queries, item.id, answer.item);
    }
    // Unless the person has meant something else since.
    setChanges((before) => (before.get(item.id)?.id === change.id ? changed(before, item.id, answer.change) : before));
    announce(statusNews(item.title, change, answer, toolOf(item.source), text));
    readAgain();
  };
  const close = (item: WorkItem): void => {
    setChanges((before) => changed(before, item.id, null));
    readAgain();
  };
  return {
    changes,
    set: (item, status, version) => {
      void send(item, { id: crypto.randomUUID(), status, version, stand: { kind: "saving" } });
    },
    again: (item) => {
      const change = changes.get(item.id);
      if (change !== undefined) {
        void send(item, change);
      }
    },
    discard: close,
    loadNew: (item) => {
      const stand = changes.get(item.id)?.stand;
      const now = stand?.kind === "overtaken" ? stand.item : null;
      if (now !== null) {
        putItem(queries, item.id, () => now);
      }
      close(item);
    },
  };
}

function changed(
  changes: ReadonlyMap<string, StatusChange>,
  item: string,
  change: StatusChange | null,
): ReadonlyMap<string, StatusChange> {
  const next = new Map(changes);
  if (change === null) {
    next.delete(item);
  } else {
    next.set(item, change);
  }
  return next;
}
