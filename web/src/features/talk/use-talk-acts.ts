import { useCallback, useMemo, useState } from "react";
import type { RefObject } from "react";
import { useTopicText } from "#i18n/use-text.tsx";
import type { Talk } from "#matrix/model.ts";
import { useChatHub } from "#matrix/use-chat.tsx";
import { announce } from "#ui/announcer.tsx";
import type { OpenPart, TalkActs, Target } from "./talk-context.tsx";
import { failureLine } from "./talk-texts.ts";
import type { TimelineHandle } from "./timeline.tsx";

interface TalkActsOptions {
  readonly talk: Talk;
  readonly timeline: RefObject<TimelineHandle | null>;
  readonly field: RefObject<HTMLTextAreaElement | null>;
}

interface PaneState {
  readonly acts: TalkActs;
  readonly target: Target;
  readonly setTarget: (target: Target) => void;
  readonly part: OpenPart | null;
  readonly close: (part: OpenPart) => void;
  /** What could not be done. */
  readonly note: string | null;
}

const noteMilliseconds = 12_000;

/** What can be done in a room, for all that stand in it. */
export function useTalkActs({ talk, timeline, field }: TalkActsOptions): PaneState {
  const text = useTopicText("talk");
  const { account } = useChatHub();
  const [target, setTarget] = useState<Target>({ kind: "new" });
  const [part, setPart] = useState<OpenPart | null>(null);
  const [note, setNote] = useState<string | null>(null);
  const acts = useMemo((): TalkActs => {
    const say = (sentence: string | null): void => {
      setNote(sentence);
      if (sentence !== null) {
        announce(sentence);
        setTimeout(() => setNote((now) => (now === sentence ? null : now)), noteMilliseconds);
      }
    };
    const writeTo = (next: Target): void => {
      setTarget(next);
      // A menu gives the focus back to its button when it closes; the field takes it after that.
      setTimeout(() => field.current?.focus(), 0);
    };
    return {
      talk,
      account,
      say,
      open: setPart,
      reply: (entry) => writeTo({ kind: "reply", entry }),
      edit: (entry) => writeTo({ kind: "edit", entry }),
      focus: (key) => {
        if (key === "") {
          field.current?.focus();
        } else {
          setTimeout(() => timeline.current?.focus(key, false), 0);
        }
      },
      show: (id) => void showMessage(id, { talk, timeline, say, missing: text.t("talk.notFound") }, text),
      toggleReaction: (entry, key) => {
        setNote(null);
        talk.toggleReaction(entry.id ?? "", key).catch((error: unknown) => {
          // The reaction is drawn from what the homeserver has, so nothing shows it as done; why is said.
          say(failureLine(error, text));
        });
      },
    };
  }, [talk, account, text, timeline, field]);
  const close = useCallback((closed: OpenPart) => setPart((now) => (now === closed ? null : now)), []);
  return { acts, target, setTarget, part, close, note };
}

async function showMessage(
  id: string,
  {
    talk,
    timeline,
    say,
    missing,
  }: {
    readonly talk: Talk;
    readonly timeline: RefObject<TimelineHandle | null>;
    readonly say: (note: string) => void;
    readonly missing: string;
  },
  text: ReturnType<typeof useTopicText<"talk">>,
): Promise<void> {
  try {
    if (await talk.showMessage(id)) {
      timeline.current?.focus(id, true);
    } else {
      say(missing);
    }
  } catch (error) {
    // The timeline stays where it is, and why is said.
    say(failureLine(error, text));
  }
}
