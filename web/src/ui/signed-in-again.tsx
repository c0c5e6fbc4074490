import { useEffect } from "react";
import type { ReactElement } from "react";
import { useTopicText } from "#i18n/use-text.tsx";
import { announce } from "./announcer.tsx";
import { Icon } from "./icon.tsx";

/** Above a form that has come back from a fresh sign-in: everything is still in it, and its button waits to be pressed again. */
export function SignedInAgain({ isBack }: { isBack: boolean }): ReactElement | null {
  const { t } = useTopicText("admin");
  const sentence = t("admin.signedInAgain");
  useEffect(() => {
    if (isBack) {
      announce(sentence);
    }
  }, [isBack, sentence]);
  return isBack ? (
    <div className="notice notice-ok">
      <Icon name="check" />
      <p>{sentence}</p>
    </div>
  ) : null;
}
