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
import { MaintenanceNote, tilesInMaintenance, type TileInMaintenance } from "./maintenance-note.tsx";
import { useAnswers } from "./use-answers.ts";
import { useSeen } from "./use-seen.ts";

type TitleRef = Ref<HTMLParagraphElement> | undefined;

/** One thing to know, and how it is drawn: as the first one with the others in it, or among these. */
interface Entry {
  readonly id: string;
  readonly title: string;
  readonly draw: (titleRef?: TitleRef, more?: ReactNode) => ReactElement;
}

const idOf = (tile: TileInMaintenance): string => `maintenance ${tile.key}`;

/** What everybody should know: at most one strip, which opens to the others; what was answered never comes back. */
export function HomeStrip({ home }: { home: Home }): ReactElement {
  const { t } = useText();
  const { isSeen, see, forget } = useSeen(() => [
    ...home.announcements.map(({ key }) => key),
    ...tilesInMaintenance(home).map(idOf),
  ]);
  const { title, lead } = useLead();
  const entries = [...useAnnouncements(home, forget, lead), ...useMaintenances(home, lead)];
  const [first, ...others] = entries.filter(({ id }) => isSeen(id));
  const handleShow = (): void => {
    see(entries.map(({ id }) => id));
    lead();
  };
  return (
    <>
      {first === undefined ? null : (
        <section aria-label={t("announcement.label")}>
          {first.draw(title, others.length === 0 ? null : <More>{others.map(({ draw }) => draw())}</More>)}
        </section>
      )}
      <Arrivals arrived={entries.filter(({ id }) => !isSeen(id)).map((entry) => entry.title)} onShow={handleShow} />
    </>
  );
}

function useAnnouncements(home: Home, forget: (id: string) => void, lead: () => void): readonly Entry[] {
  const { t } = useText();
  const { answer, isAnswered, errorOf } = useAnswers(({ key, title, acknowledgement }) => {
    forget(key);
    // Not before it is saved: a confirmation is a proof.
    if (acknowledgement !== null) {
      announce(t("announcement.confirmed", { title }));
    }
  });
  const handleAnswer = (one: HomeAnnouncement): void => {
    answer(one);
    lead();
  };
  return home.announcements
    .filter((one) => !isAnswered(one))
    .map((one) => ({
      id: one.key,
      title: one.title,
      draw: (titleRef, more) => (
        <AnnouncementStrip
          key={one.key}
          announcement={one}
          now={new Date(home.now)}
          titleRef={titleRef}
          link={<TileLink home={home} tile={one.tile} />}
          acts={home.person === null ? null : <Acts announcement={one} onAnswer={() => handleAnswer(one)} />}
        >
          <NotSaved error={errorOf(one)} />
          {more}
        </AnnouncementStrip>
      ),
    }));
}

/** Tools in maintenance; their tiles say so as well, so that putting them away is for this page alone. */
function useMaintenances(home: Home, lead: () => void): readonly Entry[] {
  const { t } = useText();
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const tiles = tilesInMaintenance(home).filter((tile) => !closed.has(idOf(tile)));
  const handleClose = (): void => {
    setClosed(new Set([...closed, ...tiles.map(idOf)]));
    lead();
  };
  return tiles.map((tile, index) => ({
    id: idOf(tile),
    title: `${tile.name}: ${t("tile.maintenance")}`,
    draw: (titleRef, more) => (
      <MaintenanceNote
        key={idOf(tile)}
        tile={tile}
        now={new Date(home.now)}
        titleRef={titleRef}
        acts={index === 0 ? <Close name={t("maintenance.close")} onClose={handleClose} /> : null}
      >
        {more}
      </MaintenanceNote>
    ),
  }));
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
