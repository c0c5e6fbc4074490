import type { HomeAnnouncement } from "@pforte/shared/contract/announcements";
import type { Home } from "@pforte/shared/contract/home";
import { useEffect, useRef, useState } from "react";
import type { ReactElement, ReactNode, Ref } from "react";
import { codeOf } from "#api/api-error.ts";
import { actFailure } from "#i18n/act-failure.ts";
import { useText } from "#i18n/use-text.tsx";
import { announce } from "#ui/announcer.tsx";
import { Icon } from "#ui/icon.tsx";
import { AnnouncementStrip } from "#ui/notice-strip.tsx";
import { ToolLink } from "#ui/tool-link.tsx";
import { viewTitleId } from "#ui/view-head.tsx";
import { Arrivals } from "./arrivals.tsx";
import { MaintenanceNote, tilesInMaintenance } from "./maintenance-note.tsx";
import { useAnswers } from "./use-answers.ts";
import { useSeen } from "./use-seen.ts";

type TitleRef = Ref<HTMLParagraphElement> | undefined;
type Draw = (titleRef?: TitleRef, more?: ReactNode) => ReactElement;

/** What everybody should know: at most one strip, which opens to the others; what was answered never comes back. */
export function HomeStrip({ home }: { home: Home }): ReactElement | null {
  const { t } = useText();
  const { isSeen, see, forget } = useSeen(home.announcements);
  const { answer, isAnswered, errorOf } = useAnswers(forget);
  const [isMaintenanceClosed, closeMaintenance] = useState(false);
  const { title, lead } = useLead();
  const now = new Date(home.now);
  const open = home.announcements.filter((one) => !isAnswered(one));

  const handleAnswer = (one: HomeAnnouncement): void => {
    answer(one);
    lead();
    if (one.acknowledgement !== null) {
      announce(t("announcement.confirmed", { title: one.title }));
    }
  };
  const announcements = open.filter(isSeen).map((one): Draw => (titleRef, more) => (
    <AnnouncementStrip
      key={one.key}
      announcement={one}
      now={now}
      titleRef={titleRef}
      link={<TileLink home={home} tile={one.tile} />}
      acts={home.person === null ? null : <Acts announcement={one} onAnswer={() => handleAnswer(one)} />}
    >
      <NotSaved error={errorOf(one)} />
      {more}
    </AnnouncementStrip>
  ));
  const handleClose = (): void => {
    closeMaintenance(true);
    lead();
  };
  const maintenances = (isMaintenanceClosed ? [] : tilesInMaintenance(home)).map(
    (tile, index): Draw =>
      (titleRef, more) => (
        <MaintenanceNote
          key={`maintenance ${tile.key}`}
          tile={tile}
          now={now}
          titleRef={titleRef}
          acts={index === 0 ? <Close name={t("maintenance.close")} onClose={handleClose} /> : null}
        >
          {more}
        </MaintenanceNote>
      ),
  );
  const [first, ...others] = [...announcements, ...maintenances];
  const handleShow = (): void => {
    see(open);
    lead();
  };
  return (
    <>
      {first === undefined ? null : (
        <section aria-label={t("announcement.label")}>
          {first(title, others.length === 0 ? null : <More>{others.map((draw) => draw())}</More>)}
        </section>
      )}
      <Arrivals arrived={open.filter((one) => !isSeen(one))} onShow={handleShow} />
    </>
  );
}

/** After an answer the focus goes on to what is left, or to the day. */
function useLead(): { readonly title: Ref<HTMLParagraphElement>; readonly lead: () => void } {
  const title = useRef<HTMLParagraphElement>(null);
  const [steps, setSteps] = useState(0);
  useEffect(() => {
    if (steps > 0) {
      (title.current ?? document.getElementById(viewTitleId))?.focus({ preventScroll: true });
    }
  }, [steps]);
  return { title, lead: () => setSteps((before) => before + 1) };
}

function More({ children }: { children: readonly ReactElement[] }): ReactElement {
  const { t } = useText();
  return (
    <details className="notice-more">
      <summary>{t("announcement.more", { count: children.length })}</summary>
      {children}
    </details>
  );
}

/** Confirms what asks for it, puts away what may be; another one stays as long as it holds. */
function Acts({
  announcement: { title, isSticky, acknowledgement },
  onAnswer,
}: {
  announcement: HomeAnnouncement;
  onAnswer: () => void;
}): ReactElement | null {
  const { t } = useText();
  if (acknowledgement !== null) {
    return (
      <button
        type="button"
        className="btn btn-sm needs-script"
        aria-label={`${t("announcement.confirm")}: ${title}`}
        onClick={onAnswer}
      >
        {t("announcement.confirm")}
      </button>
    );
  }
  return isSticky ? null : <Close name={t("announcement.close", { title })} onClose={onAnswer} />;
}

function Close({ name, onClose }: { name: string; onClose: () => void }): ReactElement {
  return (
    <button type="button" className="ib needs-script" aria-label={name} onClick={onClose}>
      <Icon name="close" size={18} />
    </button>
  );
}

function TileLink({ home, tile }: { home: Home; tile: HomeAnnouncement["tile"] }): ReactElement | null {
  const { t } = useText();
  if (tile === null) {
    return null;
  }
  const items = home.categories.flatMap((category) => category.items);
  const known = items
    .flatMap((item) => (item.kind === "tile" ? [item.tile] : item.tiles))
    .find(({ key }) => key === tile.key);
  return (
    <ToolLink tile={known ?? { ...tile, target: { kind: "new-tab" } }} className="notice-link">
      {t("announcement.open", { tile: tile.name })}
    </ToolLink>
  );
}

function NotSaved({ error }: { error: unknown }): ReactElement | null {
  const { t } = useText();
  return error === null ? null : (
    <p role="alert" className="is-failed">
      {t("announcement.notSaved", actFailure(codeOf(error), t))}
    </p>
  );
}
