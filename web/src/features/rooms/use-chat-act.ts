import { useState } from "react";
import { useTopicText } from "#i18n/use-text.tsx";
import { ChatError } from "#matrix/model.ts";

/** An act at a homeserver that the person waits for, or whose failure they must hear of. */
export interface ChatAct {
  readonly isRunning: boolean;
  /** What did not work and what helps; `null` while nothing failed. */
  readonly failure: string | null;
  /** Runs one act at a time; resolves with whether it was done. */
  readonly run: (act: () => Promise<void>) => Promise<boolean>;
}

export function useChatAct(): ChatAct {
  const { t, time } = useTopicText("rooms");
  const [isRunning, setIsRunning] = useState(false);
  const [failed, setFailed] = useState<ChatError | null>(null);
  const run = async (act: () => Promise<void>): Promise<boolean> => {
    if (isRunning) {
      return false;
    }
    setIsRunning(true);
    setFailed(null);
    try {
      await act();
      return true;
    } catch (error) {
      // Shown to the person; what is no refusal of the homeserver is a fault of ours, and is said on the console, too.
      if (!(error instanceof ChatError)) {
        reportError(error);
      }
      setFailed(error instanceof ChatError ? error : new ChatError("other", "The act failed.", null, { cause: error }));
      return false;
    } finally {
      setIsRunning(false);
    }
  };
  return {
    isRunning,
    failure:
      failed === null
        ? null
        : failed.because === "throttled" && failed.retryAt !== null
          ? t("rooms.failed.throttledUntil", { time: time(new Date(failed.retryAt)) })
          : t(`rooms.failed.${failed.because}`),
    run,
  };
}
