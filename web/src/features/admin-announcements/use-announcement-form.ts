import { putAnnouncement, type Announcement } from "@pforte/shared/contract/admin-live";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { call } from "#api/call.ts";
import { keptForm, useKeptForm } from "#api/kept-form.ts";
import { usePortalClient } from "#api/portal-client.tsx";
import { useStepUp } from "#api/step-up.ts";
import { checkInput, emptyInput, inputOf, newKey, type AnnouncementInput, type Checked } from "./announcement-input.ts";
import { liveQuery, type KnownAnnouncement } from "./live-queries.ts";

/** The form that is open: of which announcement, on which version, and what is typed. */
export interface EditedAnnouncement {
  /** `null` for a new one. */
  readonly key: string | null;
  /** How a new one is called from the first try on: trying again after a lost answer must not announce it twice. */
  readonly newKey?: string;
  readonly version: number;
  readonly input: AnnouncementInput;
  /** Whether anything was typed since it was opened. */
  readonly isTyped?: boolean;
}

const editedForm = keptForm<EditedAnnouncement | null>({
  name: "kept/announcement",
  first: null,
  wouldBeMissed: (edited) => edited?.isTyped === true,
});

export interface AnnouncementForm {
  readonly edited: EditedAnnouncement | null;
  readonly openNew: () => void;
  readonly open: (known: KnownAnnouncement) => void;
  readonly close: () => void;
  readonly change: (some: Partial<AnnouncementInput>) => void;
  /** Stands on the version that others left. */
  readonly moveTo: (version: number) => void;
  /** Checks it and makes it known at once; gives what is wrong instead. */
  readonly publish: () => Checked;
  readonly isRunning: boolean;
  readonly error: Error | null;
  /** It has come back from a sign-in. */
  readonly isBack: boolean;
}

interface Sent {
  readonly key: string;
  readonly version: number;
  readonly announcement: Announcement;
  readonly showAgain: boolean;
}

export function useAnnouncementForm(onPublished: (title: string) => void): AnnouncementForm {
  const queries = useQueryClient();
  const { now } = usePortalClient();
  const [edited, setEdited, isKeptBack] = useKeptForm(editedForm);
  const stepUp = useStepUp<EditedAnnouncement | null>({
    form: "announcement",
    read: () => {
      // From here on it waits in the storage of the tab, so that the page may be left.
      setEdited((before) => (before === null ? null : { ...before, isTyped: false }));
      return edited;
    },
    restore: (kept) => setEdited(() => kept),
  });
  const { mutate, reset, isPending, error } = useMutation({
    mutationFn: ({ key, version, announcement, showAgain }: Sent) =>
      stepUp.run(() =>
        call(putAnnouncement, {
          params: { key },
          body: { announcement, showAgain },
          ifMatch: version,
        }),
      ),
    onSuccess: ({ kind }, { announcement }) => {
      if (kind === "done") {
        setEdited(() => null);
        onPublished(announcement.title.de);
      }
    },
    onSettled: () => queries.invalidateQueries({ queryKey: liveQuery.queryKey }),
  });
  const set = (next: EditedAnnouncement | null): void => {
    reset();
    setEdited(() => next);
  };
  return {
    edited,
    openNew: () => set({ key: null, version: 0, input: emptyInput }),
    open: ({ announcement, version }) => set({ key: announcement.key, version, input: inputOf(announcement) }),
    close: () => set(null),
    change: (some) =>
      setEdited((before) =>
        before === null ? null : { ...before, input: { ...before.input, ...some }, isTyped: true },
      ),
    moveTo: (version) => {
      reset();
      setEdited((before) => (before === null ? null : { ...before, version }));
    },
    publish: () => {
      const { key, version, input, newKey: tried } = edited ?? { key: null, version: 0, input: emptyInput };
      const name = key ?? tried ?? newKey(input.title.de);
      const checked = checkInput(name, input, key === null ? now() : null);
      if (checked.kind === "fine") {
        setEdited((before) => (before === null ? null : { ...before, newKey: name }));
        mutate({ key: name, version, announcement: checked.announcement, showAgain: input.showAgain });
      }
      return checked;
    },
    isRunning: isPending,
    error,
    isBack: stepUp.isBack || isKeptBack,
  };
}
