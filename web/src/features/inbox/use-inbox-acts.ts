import { muteSource, type InboxActRequest, type InboxItem } from "@pforte/shared/contract/inbox";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useState, useSyncExternalStore } from "react";
import { UNSTABLE_ToastQueue as ToastQueue } from "react-aria-components";
import { codeOf } from "#api/api-error.ts";
import { call } from "#api/call.ts";
import { cardQueries } from "#api/card-queries.ts";
import { usePortalClient, type PortalClient } from "#api/portal-client.tsx";
import { failureTexts } from "#i18n/failure-text.ts";
import type { TopicKey } from "#i18n/text.ts";
import { useTopicText } from "#i18n/use-text.tsx";
import { announce } from "#ui/announcer.tsx";
import { ActOutbox, type ActObject, type SentAct } from "./act-outbox.ts";
import type { InboxText } from "./inbox-texts.ts";
import { inboxQueries } from "./inbox-queries.ts";

/** What has just been done, and how it is taken back. */
export interface DoneToast {
  readonly text: string;
  readonly ids: readonly string[];
  readonly items: readonly string[];
}

type What = Pick<InboxActRequest, "act"> & Partial<Pick<InboxActRequest, "until" | "action">>;

/** What a person can do in the inbox. */
export interface InboxActs {
  readonly sent: readonly SentAct[];
  /** Items that the person brought back: they are shown at once. */
  readonly broughtBack: ReadonlySet<string>;
  readonly toasts: ToastQueue<DoneToast>;
  readonly act: (items: readonly InboxItem[], what: What) => void;
  readonly unmute: (mute: { readonly item: string; readonly title: string }) => void;
  readonly muteSource: (source: string, name: string, isMuted: boolean) => void;
  readonly undo: (toast: DoneToast) => void;
}

const outboxes = new WeakMap<PortalClient, ActOutbox>();
const undoMilliseconds = 8000;

/** One per page: what waits goes on waiting while another view is looked at. */
function outboxOf(client: PortalClient): ActOutbox {
  const known = outboxes.get(client);
  if (known !== undefined) {
    return known;
  }
  const { queries, session } = client;
  const made = new ActOutbox({
    refresh: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: inboxQueries.all() }),
        queries.invalidateQueries({ queryKey: cardQueries.card("inbox").queryKey }),
      ]),
    onSignedOut: () => {
      session.pause();
      session.renew();
    },
  });
  globalThis.addEventListener("online", made.flush);
  outboxes.set(client, made);
  return made;
}

export function useInboxActs(): InboxActs {
  const words = useTopicText("inbox");
  const { t } = words;
  const client = usePortalClient();
  const outbox = outboxOf(client);
  const sent = useSyncExternalStore(outbox.subscribe, outbox.get, outbox.get);
  const [broughtBack, setBroughtBack] = useState<ReadonlySet<string>>(new Set());
  const [toasts] = useState(() => new ToastQueue<DoneToast>({ maxVisibleToasts: 1 }));
  useEffect(
    () => () => {
      if (client.session.get().kind !== "live") {
        outbox.clear();
      }
    },
    [client, outbox],
  );
  useEffect(() => {
    const lost = new Set(sent.flatMap(({ state, request }) => (state === "failed" ? [request.id] : [])));
    // What did not happen is not offered to be taken back; its row says why.
    for (const { key, content } of toasts.visibleToasts) {
      if (content.ids.some((id) => lost.has(id))) {
        toasts.close(key);
      }
    }
  }, [sent, toasts]);
  const tell = (toast: DoneToast): void => {
    // One at a time: what is offered to be taken back is what was done last.
    for (const { key } of toasts.visibleToasts) {
      toasts.close(key);
    }
    toasts.add(toast, { timeout: undoMilliseconds });
  };
  const mute = useMutation({
    mutationFn: ({ source, isMuted }: { source: string; name: string; isMuted: boolean }) =>
      call(muteSource, { body: { source, isMuted } }),
    onSuccess: async (_reply, { name, isMuted }) => {
      announce(t(isMuted ? "inbox.sourceMuted" : "inbox.sourceUnmuted", { source: name }));
      await client.queries.invalidateQueries({ queryKey: inboxQueries.all() });
      await client.queries.invalidateQueries({ queryKey: cardQueries.card("inbox").queryKey });
    },
    onError: (error) => {
      const { text, remedy } = failureTexts[codeOf(error)];
      announce(`${t(text)} ${t(remedy)}`);
    },
  });
  const takeBack = async (toast: DoneToast): Promise<void> => {
    try {
      const late = await outbox.undo(toast.ids);
      setBroughtBack((before) => new Set([...before, ...toast.items]));
      announce(late.length === 0 ? t("inbox.undone") : t("inbox.tooLate", { title: late.join(", ") }));
    } catch (error) {
      const { text, remedy } = failureTexts[codeOf(error)];
      announce(`${t("inbox.notUndone")} ${t(text)} ${t(remedy)}`);
    }
  };
  return {
    sent,
    broughtBack,
    toasts,
    act: (items, what) => {
      if (items.length === 0) {
        return;
      }
      const ids = outbox.act(items.map(objectOf), what);
      const text = sentenceOf(what.act, items, words);
      if (text === null) {
        return;
      }
      if (undoable.has(what.act)) {
        tell({ text, ids, items: items.map(({ id }) => id) });
      } else {
        announce(text);
      }
    },
    unmute: ({ item, title }) => {
      outbox.act([{ id: item, title, changes: [] }], { act: "unmute" });
      announce(t("inbox.unmuted", { title }));
    },
    muteSource: (source, name, isMuted) => mute.mutate({ source, name, isMuted }),
    undo: (toast) => void takeBack(toast),
  };
}

const undoable: ReadonlySet<InboxActRequest["act"]> = new Set(["done", "snooze", "mute"]);

function objectOf({ id, object, changes }: InboxItem): ActObject {
  return { id, title: object.title, changes: changes.map((change) => change.id) };
}

const sentences = {
  done: "inbox.saidDone",
  snooze: "inbox.saidSnoozed",
  mute: "inbox.saidMuted",
  read: "inbox.saidRead",
  unread: "inbox.saidUnread",
  restore: "inbox.saidRestored",
  wake: "inbox.saidWoken",
  action: null,
  unmute: null,
} as const satisfies Record<InboxActRequest["act"], TopicKey<"inbox"> | null>;

function sentenceOf(act: InboxActRequest["act"], items: readonly InboxItem[], { t }: InboxText): string | null {
  const key = sentences[act];
  const title = items[0]?.object.title ?? "";
  if (act === "mute" && items.length === 1) {
    return t("inbox.saidMutedOne", { title });
  }
  return key === null ? null : t(key, { count: items.length, title });
}
