import type { Draft, Placed } from "@pforte/shared/contract/admin-draft";
import type { Home } from "@pforte/shared/contract/home";
import { useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import type { ReactElement, ReactNode } from "react";
import { Button, I18nProvider } from "react-aria-components";
import { Link } from "react-router";
import { useDraft } from "#api/draft.tsx";
import "#styles/views-admin-tiles.css";
import { Icon } from "#ui/icon.tsx";
import { PortalFailure } from "#ui/portal-failure.tsx";
import { RowSkeletons } from "#ui/row-skeletons.tsx";
import { idOf, positionOf, rowsOf, unplacedRows, type Row } from "./arrange.ts";
import { CategoryList, UnplacedList, type ListActs } from "./category-list.tsx";
import { HeadingDialogs, RowDialogs } from "./section-dialogs.tsx";
import { TilePanel } from "./tile-panel.tsx";
import { tilesQueries } from "./tiles-queries.ts";
import { useArranging, useTilesText } from "./use-arranging.ts";
import { useListKeys } from "./use-list-keys.ts";
import { useListChanges } from "./use-list-acts.ts";
import { useMarks } from "./use-marks.ts";
import { useOpenTile } from "./use-open-tile.ts";
import { useRowFocus } from "./use-row-focus.ts";
import { useAsked, useSectionActs } from "./use-section-acts.ts";

/** Enters a maintenance of a tile; given by whoever knows that form. */
export type DrawMaintenance = (tile: { readonly key: string; readonly name: string }, onClose: () => void) => ReactNode;

interface TilesSectionProps {
  readonly home: Home;
  readonly drawMaintenance?: DrawMaintenance;
}

/** The section at `/admin/tiles`: all tiles in their order, and the form of one of them. */
export function TilesSection({ home, drawMaintenance }: TilesSectionProps): ReactElement {
  const { t, language } = useTilesText();
  const { draft, error, retry } = useDraft();
  if (draft !== null) {
    return (
      <I18nProvider locale={language}>
        <Arrange home={home} draft={draft} drawMaintenance={drawMaintenance} />
      </I18nProvider>
    );
  }
  return error === null ? (
    <RowSkeletons rows={8} label={t("tiles.loading")} />
  ) : (
    <PortalFailure
      error={error instanceof Error ? error : new Error("The draft was not read.", { cause: error })}
      since={null}
      onRetry={retry}
    />
  );
}

interface ArrangeProps {
  readonly home: Home;
  readonly draft: Draft;
  readonly drawMaintenance: DrawMaintenance | undefined;
}

function Arrange({ home, draft, drawMaintenance }: ArrangeProps): ReactElement {
  const { document } = draft;
  const arranging = useArranging(document);
  const area = useRef<HTMLDivElement>(null);
  const focus = useRowFocus(area);
  const changes = useListChanges(arranging, focus);
  const keys = useListKeys(arranging, focus);
  const open = useOpenTile(document, focus);
  const marksOf = useMarks(draft);
  const asked = useAsked();
  const { handleAct, handleCategory } = useSectionActs({ arranging, focus, changes, asked });
  const handleOpen = (row: Row): void => {
    if (row.kind === "tile") {
      open.show({ kind: "tile", key: row.tile.key });
    } else {
      asked.askHeading({ kind: "rename-folder", key: row.folder.key, name: row.folder.name });
    }
  };
  const closeRow = (item: Placed): void => {
    asked.askRow(null);
    focus.keep(idOf(item), "menu");
  };
  const acts: ListActs = {
    marksOf,
    openId: open.shown?.kind === "tile" ? `tile:${open.shown.key}` : null,
    canMaintain: drawMaintenance !== undefined,
    onOpen: handleOpen,
    onAct: handleAct,
    onMoved: (id) => focus.keep(id, "row"),
  };
  return (
    // Keys of the rows inside, which are what takes the focus.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div className="adm-tiles" ref={area} onKeyDownCapture={keys}>
      <Head draft={draft} onAdd={() => asked.askHeading({ kind: "add-category" })} />
      <div className={open.shown === null ? "adm-split" : "adm-split has-panel"}>
        <div>
          {document.categories.map((category, index) => (
            <CategoryList
              key={category.key}
              category={category}
              index={index}
              rows={rowsOf(document, category)}
              arranging={arranging}
              onAdd={() => open.show({ kind: "new", category: category.key })}
              onCategory={(act) => handleCategory(category, act)}
              {...acts}
            />
          ))}
          <UnplacedList rows={unplacedRows(document)} arranging={arranging} {...acts} />
        </div>
        {open.shown === null ? null : (
          <TilePanel home={home} draft={draft} shown={open.shown} arranging={arranging} changes={changes} open={open} />
        )}
      </div>
      <RowDialogs
        asked={asked.row}
        arranging={arranging}
        drawMaintenance={drawMaintenance}
        onPlace={(item, to, index) => {
          arranging.place(item, to, index);
          closeRow(item);
        }}
        onClose={closeRow}
      />
      <HeadingDialogs asked={asked.heading} changes={changes} onClose={() => asked.askHeading(null)} />
    </div>
  );
}

function Head({ draft, onAdd }: { draft: Draft; onAdd: () => void }): ReactElement {
  const { t } = useTilesText();
  const { tiles, categories } = draft.document;
  const { data } = useQuery(tilesQueries.lint(draft.version));
  const count = data?.findings.length ?? 0;
  const unplaced = tiles.filter(({ key }) => positionOf(draft.document, { tile: key }).place === null).length;
  return (
    <div className="adm-head">
      <h2>{t("adminTiles.title")}</h2>
      <p>
        {t("tiles.summary", {
          tiles: t("tiles.tiles", { count: tiles.length }),
          categories: t("tiles.categories", { count: categories.length }),
        })}
        {unplaced === 0 ? null : ` · ${t("tiles.unplacedCount", { count: unplaced })}`}
        {count === 0 ? null : (
          <>
            {" · "}
            <Link to={{ pathname: "/admin/publish", hash: "#publish-check" }}>{t("tiles.hints", { count })}</Link>
          </>
        )}
      </p>
      <span className="spring" />
      <Button className="btn" onPress={onAdd}>
        <Icon name="plus" size={18} />
        {t("tiles.category")}
      </Button>
    </div>
  );
}
