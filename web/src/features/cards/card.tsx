import { cardRows, type Card as CardName } from "@pforte/shared/contract/cards";
import type { Home } from "@pforte/shared/contract/home";
import { useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import type { ReactElement, ReactNode, RefObject } from "react";
import { Link } from "react-router";
import { cardQueries, type CardReply } from "#api/card-queries.ts";
import { usePortalClient, useSessionState } from "#api/portal-client.tsx";
import { lookAgain } from "#api/use-live.ts";
import type { TextKey } from "#i18n/text.ts";
import { useText } from "#i18n/use-text.tsx";
import { PortalFailure } from "#ui/portal-failure.tsx";
import { RowSkeletons } from "#ui/row-skeletons.tsx";
import { SourceLine } from "#ui/source-line.tsx";
import { SectionHead } from "#ui/section-head.tsx";
import { useNearView } from "#ui/use-near-view.ts";
import { CardSources } from "./card-sources.tsx";
import { useHiddenCard } from "./hidden-card.ts";

/** How one card differs from the others. */
export interface CardKind<Name extends CardName> {
  readonly name: Name;
  readonly title: string;
  /** Its full view, where it has one. */
  readonly to: string | null;
  readonly mark: "sk-m" | "sk-a" | "sk-d" | "sk-f";
  readonly row: string;
  /** Whether it is read however far away it is, because badges need it; then something else looks again. */
  readonly isFed: boolean;
  readonly empty: readonly [title: TextKey, text: TextKey];
  readonly count: (reply: CardReply<Name>) => ReactNode;
  /** Whether every source that could say something has; then that there is nothing is true. */
  readonly hasSpoken: (reply: CardReply<Name>) => boolean;
  /** Its rows; `null` for none. */
  readonly rows: (reply: CardReply<Name>) => ReactNode;
}

/** A card of the start page: it is read when it is near, and loads, fails and recovers alone. */
export function Card<Name extends CardName>({ home, kind }: { home: Home; kind: CardKind<Name> }): ReactElement | null {
  const { t } = useText();
  const section = useRef<HTMLElement>(null);
  const isNear = useNearView(section);
  const isLive = useSessionState().kind === "live";
  const { now } = usePortalClient();
  const query = useQuery({
    ...cardQueries.card(kind.name),
    enabled: isLive && (isNear || kind.isFed),
    refetchInterval: kind.isFed ? false : lookAgain(now),
  });
  const [isHidden, hide] = useHiddenCard(kind.name);
  // The contract gives each card its own reply under its own name.
  const reply = query.data as CardReply<Name> | undefined;
  const retry = (): void => void query.refetch();
  if (!isLive) {
    return (
      <Frame section={section} kind={kind}>
        <div className="card-msg">
          <p>{t("card.paused")}</p>
        </div>
      </Frame>
    );
  }
  if (reply === undefined) {
    return (
      <Frame section={section} kind={kind}>
        {query.error === null ? (
          <Skeleton kind={kind} />
        ) : (
          <PortalFailure error={query.error} since={null} isTrying={query.isFetching} onRetry={retry} />
        )}
      </Frame>
    );
  }
  if (isOutOfReach(reply)) {
    return isHidden ? null : (
      <Frame section={section} kind={kind} isShort>
        <OutOfReach reply={reply} onRetry={retry} onHide={hide} />
      </Frame>
    );
  }
  return (
    <Frame section={section} kind={kind} count={kind.count(reply)}>
      {query.error === null ? null : (
        <PortalFailure
          error={query.error}
          since={new Date(query.dataUpdatedAt)}
          isTrying={query.isFetching}
          onRetry={retry}
        />
      )}
      <Content reply={reply} home={home} kind={kind} isTrying={query.isFetching} onRetry={retry} />
    </Frame>
  );
}

/** Whether no source of the card is for this person: then it gives way to a line. */
function isOutOfReach({ sources }: CardReply): boolean {
  return sources.length > 0 && sources.every(({ outcome }) => outcome.state === "not_entitled");
}

function OutOfReach({
  reply,
  onRetry,
  onHide,
}: {
  reply: CardReply;
  onRetry: () => void;
  onHide: () => void;
}): ReactElement {
  const { t } = useText();
  return (
    <>
      {reply.sources.map((source) => (
        <SourceLine key={source.source} outcome={source} isTrying={false} onRetry={onRetry} isSilentToo>
          <button type="button" className="linkbtn stale-act" onClick={onHide}>
            {t("source.hide")}
          </button>
        </SourceLine>
      ))}
    </>
  );
}

function Skeleton<Name extends CardName>({ kind }: { kind: CardKind<Name> }): ReactElement {
  const { t } = useText();
  const rows = Math.min(cardRows[kind.name], 4);
  return <RowSkeletons rows={rows} mark={kind.mark} row={kind.row} label={t("card.loading", { card: kind.title })} />;
}

interface ContentProps<Name extends CardName> {
  readonly reply: CardReply<Name>;
  readonly home: Home;
  readonly kind: CardKind<Name>;
  readonly isTrying: boolean;
  readonly onRetry: () => void;
}

function Content<Name extends CardName>({ reply, home, kind, isTrying, onRetry }: ContentProps<Name>): ReactElement {
  const { t } = useText();
  const rows = kind.rows(reply);
  const [title, text] = kind.empty;
  if (rows === null && reply.sources.some(({ outcome }) => outcome.state === "loading")) {
    return <Skeleton kind={kind} />;
  }
  return (
    <>
      <CardSources home={home} sources={reply.sources} hasRows={rows !== null} isTrying={isTrying} onRetry={onRetry} />
      {rows}
      {rows === null && kind.hasSpoken(reply) ? (
        <div className="card-msg">
          <h3>{t(title)}</h3>
          <p>{t(text)}</p>
        </div>
      ) : null}
    </>
  );
}

interface FrameProps {
  readonly section: RefObject<HTMLElement | null>;
  readonly kind: { readonly name: CardName; readonly title: string; readonly to: string | null };
  readonly count?: ReactNode;
  readonly isShort?: boolean;
  readonly children: ReactNode;
}

function Frame({ section, kind: { name, title, to }, count, isShort = false, children }: FrameProps): ReactElement {
  const { t } = useText();
  const id = `${name}-card`;
  return (
    <section ref={section} className={`card card-${name}${isShort ? " is-short" : ""}`} aria-labelledby={id}>
      <SectionHead id={id} title={title} count={count}>
        {to === null || isShort ? null : (
          <Link className="linkbtn" to={to} aria-label={t("card.allOf", { card: title })}>
            {t("card.all")}
          </Link>
        )}
      </SectionHead>
      <div className="card-body">{children}</div>
    </section>
  );
}
