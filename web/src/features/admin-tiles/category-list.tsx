import type { ConfiguredCategory } from "@pforte/shared/contract/portal-configuration";
import { localize } from "@pforte/shared/contract/localized";
import { useId } from "react";
import type { ReactElement, ReactNode } from "react";
import { Button, GridList, Menu, MenuSection, MenuTrigger, Popover, Header } from "react-aria-components";
import { Icon } from "#ui/icon.tsx";
import type { Row } from "./arrange.ts";
import { Act, type RowAct } from "./row-menu.tsx";
import { TileRow, type RowMarks } from "./tile-row.tsx";
import type { Arranging } from "./use-arranging.ts";
import { useTileDrag } from "./use-tile-drag.ts";

export type CategoryAct = "up" | "down" | "rename" | "folder" | "delete";

export interface ListActs {
  readonly marksOf: (row: Row) => RowMarks;
  readonly openId: string | null;
  readonly canMaintain: boolean;
  readonly onOpen: (row: Row) => void;
  readonly onAct: (row: Row, act: RowAct, part: "up" | "down" | "menu") => void;
  readonly onMoved: (id: string) => void;
}

interface CategoryListProps extends ListActs {
  readonly category: ConfiguredCategory;
  readonly index: number;
  readonly rows: readonly Row[];
  readonly arranging: Arranging;
  readonly onAdd: () => void;
  readonly onCategory: (act: CategoryAct) => void;
}

/** One category: its heading with acts, and its rows as one list. */
export function CategoryList(props: CategoryListProps): ReactElement {
  const { category, index, rows, arranging, onAdd, onCategory, ...acts } = props;
  const { t, language } = arranging.text;
  const name = localize(category.name, language);
  const id = useId();
  return (
    <section className="adm-cat" aria-labelledby={id} data-row={`category:${category.key}`}>
      <div className="adm-cat-head">
        <h3 id={id}>{name}</h3>
        <span className="muted small">
          <span className="num">{rows.filter(({ kind }) => kind === "tile").length}</span>
          <span className="vh"> {t("tiles.countOf")}</span>
        </span>
        {category.name.en === undefined ? <span className="adm-miss small">{t("tiles.missingEn")}</span> : null}
        <span className="spring" />
        <Button className="btn btn-quiet btn-sm" aria-label={t("tiles.addTileTo", { name })} onPress={onAdd}>
          <Icon name="plus" size={18} />
          {t("tiles.tile")}
        </Button>
        <CategoryMenu name={name} index={index} arranging={arranging} onAct={onCategory} />
      </div>
      <Rows label={name} category={category.key} rows={rows} arranging={arranging} {...acts} />
    </section>
  );
}

/** Tiles that are kept and shown to nobody. */
export function UnplacedList({
  rows,
  arranging,
  ...acts
}: ListActs & Pick<CategoryListProps, "rows" | "arranging">): ReactNode {
  const { t } = arranging.text;
  const id = useId();
  return rows.length === 0 ? null : (
    <section className="adm-cat" aria-labelledby={id}>
      <div className="adm-cat-head">
        <h3 id={id}>{t("tiles.unplaced")}</h3>
        <span className="muted small num">{rows.length}</span>
      </div>
      <p className="adm-note">{t("tiles.unplacedHint")}</p>
      <Rows label={t("tiles.unplaced")} category={null} rows={rows} arranging={arranging} {...acts} />
    </section>
  );
}

interface RowsProps extends ListActs {
  readonly label: string;
  readonly category: string | null;
  readonly rows: readonly Row[];
  readonly arranging: Arranging;
}

function Rows({
  label,
  category,
  rows,
  arranging,
  marksOf,
  openId,
  canMaintain,
  onOpen,
  onAct,
  onMoved,
}: RowsProps): ReactElement {
  const dragAndDropHooks = useTileDrag({ arranging, category, onMoved });
  return (
    <GridList
      className="adm-rows"
      aria-label={label}
      dragAndDropHooks={dragAndDropHooks}
      renderEmptyState={() => <p className="adm-note">{arranging.text.t("tiles.empty")}</p>}
    >
      {rows.map((row) => (
        <TileRow
          key={row.id}
          row={row}
          marks={marksOf(row)}
          isOpen={row.id === openId}
          canMaintain={canMaintain}
          arranging={arranging}
          onOpen={() => onOpen(row)}
          onAct={(act, part) => onAct(row, act, part)}
        />
      ))}
    </GridList>
  );
}

interface CategoryMenuProps {
  readonly name: string;
  readonly index: number;
  readonly arranging: Arranging;
  readonly onAct: (act: CategoryAct) => void;
}

function CategoryMenu({ name, index, arranging: { document, text }, onAct }: CategoryMenuProps): ReactElement {
  const { t } = text;
  const count = document.categories.length;
  const head = t("tiles.menuHead", { name, at: index + 1, of: count });
  return (
    <MenuTrigger>
      <Button className="ib" data-part="menu" aria-label={t("tiles.categoryMenuOf", { name })}>
        <Icon name="more" size={18} />
      </Button>
      <Popover className="menu menu-popover" placement="bottom end" offset={4}>
        <Menu
          className="menu-list"
          aria-label={head}
          disabledKeys={[...(index === 0 ? ["up"] : []), ...(index === count - 1 ? ["down"] : [])]}
          // Each item is one of the acts below.
          onAction={(key) => onAct(key as CategoryAct)}
        >
          <MenuSection className="menu-group">
            <Header className="menu-h">{head}</Header>
            <Act id="up" icon="arrow-up">
              {t("tiles.up")}
            </Act>
            <Act id="down" icon="arrow-down">
              {t("tiles.down")}
            </Act>
          </MenuSection>
          <MenuSection className="menu-group" aria-label={t("tiles.menuMore")}>
            <Act id="folder" icon="files">
              {t("tiles.addFolder")}
            </Act>
            <Act id="rename" icon="pen">
              {t("tiles.rename")}
            </Act>
            <Act id="delete" icon="trash">
              {t("tiles.delete")}
            </Act>
          </MenuSection>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
