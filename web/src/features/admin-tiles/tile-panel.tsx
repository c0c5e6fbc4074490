import type { Draft } from "@pforte/shared/contract/admin-draft";
import type { Home } from "@pforte/shared/contract/home";
import { localize } from "@pforte/shared/contract/localized";
import type { ConfiguredTile } from "@pforte/shared/contract/portal-configuration";
import { useEffect, useId, useRef, useState } from "react";
import type { ReactElement, ReactNode, RefObject } from "react";
import { Button } from "react-aria-components";
import { useDraft } from "#api/draft.tsx";
import { useKeptForm } from "#api/kept-form.ts";
import { usePortalClient } from "#api/portal-client.tsx";
import { Icon } from "#ui/icon.tsx";
import { SignedInAgain } from "#ui/signed-in-again.tsx";
import { freeKey } from "./arrange.ts";
import { TileFields } from "./tile-fields.tsx";
import { TilePicture } from "./tile-row.tsx";
import { newTileForm, noNewTile } from "./new-tile-form.ts";
import { tileOf, type Field, type TileValues } from "./tile-values.ts";
import { useTilesText, type Arranging } from "./use-arranging.ts";
import type { ListChanges } from "./use-list-acts.ts";
import type { OpenTile, Shown } from "./use-open-tile.ts";
import { useTileForm } from "./use-tile-form.ts";

interface TilePanelProps {
  readonly home: Home;
  readonly draft: Draft;
  readonly shown: Shown;
  readonly arranging: Arranging;
  readonly changes: ListChanges;
  readonly open: OpenTile;
}

/** The form beside the list, below it where there is no room. */
export function TilePanel(props: TilePanelProps): ReactElement | null {
  const { shown, draft, arranging } = props;
  if (shown.kind === "new") {
    return <NewTile key={shown.category} {...props} category={shown.category} />;
  }
  const tile = draft.document.tiles.find(({ key }) => key === shown.key);
  return tile === undefined ? null : <EditTile key={tile.key} {...props} tile={tile} arranging={arranging} />;
}

function EditTile({ home, draft, tile, arranging, open }: TilePanelProps & { tile: ConfiguredTile }): ReactElement {
  const { t, language } = arranging.text;
  const { ownerOf, change } = useDraft();
  const name = localize(tile.name, language);
  const form = useTileForm(tile, (next) => change([{ op: "put-tile", tile: next }], t("tiles.editName", { name })));
  const keptBy = ownerOf(`tiles/${tile.key}`);
  return (
    <Panel icon={tile.icon} title={name} note={<Changed draft={draft} tile={tile} />} onClose={open.close}>
      {keptBy === null ? null : (
        <p className="adm-locked">
          <Icon name="lock" size={16} />
          <span>{t("form.locked", { origin: keptBy })}</span>
        </p>
      )}
      <TileFields
        home={home}
        draft={draft}
        values={form.values}
        wrong={form.wrong}
        isLocked={keptBy !== null}
        onChange={form.set}
        onLeave={form.flush}
      />
    </Panel>
  );
}

/** A tile that is not there yet: it comes into the draft as a whole. */
function NewTile(props: TilePanelProps & { category: string }): ReactElement {
  const { home, draft, arranging, changes, open, category } = props;
  const { t } = arranging.text;
  const [{ values }, setNew, isBack] = useKeptForm(newTileForm);
  const [wrong, setWrong] = useState<ReadonlySet<Field>>(new Set());
  const handleCreate = (): void => {
    const made = tileOf(values, { key: freeKey(values.nameDe, draft.document.tiles) });
    if (made.kind === "invalid") {
      setWrong(new Set(made.fields));
    } else if (changes.addTile(made.tile, category)) {
      setNew(() => noNewTile);
      open.show({ kind: "tile", key: made.tile.key });
    }
  };
  const handleChange = (change: Partial<TileValues>): void => {
    setNew((before) => ({ ...before, values: { ...before.values, ...change } }));
    setWrong((before) => new Set([...before].filter((field) => !(field in change))));
  };
  return (
    <Panel
      icon={values.icon}
      title={t("form.newTitle")}
      note={t("form.newIn", { place: arranging.placeName({ category }) })}
      onClose={open.close}
    >
      <SignedInAgain isBack={isBack} />
      <TileFields
        home={home}
        draft={draft}
        values={values}
        wrong={wrong}
        isLocked={false}
        onChange={handleChange}
        onLeave={() => undefined}
      />
      <div className="acts">
        <Button className="btn" onPress={handleCreate}>
          {t("form.create")}
        </Button>
        <Button className="btn btn-quiet" onPress={open.close}>
          {t("tiles.cancel")}
        </Button>
      </div>
    </Panel>
  );
}

interface PanelProps {
  readonly icon: string;
  readonly title: string;
  readonly note: ReactNode;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

function Panel({ icon, title, note, onClose, children }: PanelProps): ReactElement {
  const { t } = useTilesText();
  const id = useId();
  const heading = useFocusedHeading();
  return (
    <section className="adm-panel" aria-labelledby={id}>
      <div className="adm-panel-head">
        <span className="plate" aria-hidden="true">
          <TilePicture icon={icon} />
        </span>
        <div>
          <h3 id={id} ref={heading} tabIndex={-1}>
            {title}
          </h3>
          <p className="adm-sub">{note}</p>
        </div>
        <Button className="ib" aria-label={t("form.close")} onPress={onClose}>
          <Icon name="close" size={18} />
        </Button>
      </div>
      {children}
    </section>
  );
}

/** Whoever opens a tile goes on in its form, which may be below the list. */
function useFocusedHeading(): RefObject<HTMLHeadingElement | null> {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
    heading.current?.scrollIntoView({ block: "nearest" });
  }, []);
  return heading;
}

/** When it was last changed in this draft, and by whom. */
function Changed({ draft, tile }: { draft: Draft; tile: ConfiguredTile }): ReactNode {
  const { t, time, shortTime, calendarDay } = useTilesText();
  const { now } = usePortalClient();
  const last = draft.changes.findLast(({ operations }) =>
    operations.some((operation) => operation.op === "put-tile" && operation.tile.key === tile.key),
  );
  if (last === undefined) {
    return t("form.unchanged");
  }
  const at = new Date(last.at);
  const when = calendarDay(at) === calendarDay(now()) ? time(at) : `${shortTime(at, now())} ${time(at)}`;
  return last.actor.kind === "portal"
    ? t("form.changed", { when })
    : t("form.changedBy", { when, who: last.actor.name });
}
