import { isEqual } from "@pforte/shared/configuration/is-equal";
import type { Maintenance } from "@pforte/shared/contract/admin-live";
import type { Draft } from "@pforte/shared/contract/admin-draft";
import { useQuery } from "@tanstack/react-query";
import { usePortalClient } from "#api/portal-client.tsx";
import { useLive } from "#api/use-live.ts";
import type { Row } from "./arrange.ts";
import type { RowMarks } from "./tile-row.tsx";
import { tilesQueries } from "./tiles-queries.ts";
import { useTilesText } from "./use-arranging.ts";

/** What is to be said of each row beside its name. */
export function useMarks(draft: Draft): (row: Row) => RowMarks {
  const { data } = useQuery(tilesQueries.live());
  useLive(tilesQueries.live().queryKey, ({ type }) => type === "live_changed" || type === "resync");
  const { time, shortTime, calendarDay } = useTilesText();
  const { now } = usePortalClient();
  const until = (at: string | undefined): string => {
    if (at === undefined) {
      return "";
    }
    const end = new Date(at);
    return calendarDay(end) === calendarDay(now()) ? time(end) : `${shortTime(end, now())} ${time(end)}`;
  };
  const { tiles, folders } = draft.published.document;
  return (row) => {
    if (row.kind === "folder") {
      const before = folders.find(({ key }) => key === row.folder.key);
      const isSame = before !== undefined && isEqual({ ...before, tiles: [] }, { ...row.folder, tiles: [] });
      return { change: before === undefined ? "new" : isSame ? null : "changed", maintenance: null };
    }
    const before = tiles.find(({ key }) => key === row.tile.key);
    const { state, key } = row.tile;
    const entered = data?.maintenances.find(({ maintenance }) => maintenance.tile === key)?.maintenance;
    const isNow = entered !== undefined && isRunning(entered, now());
    return {
      change: before === undefined ? "new" : isEqual(before, row.tile) ? null : "changed",
      maintenance: isNow ? until(entered.until) : state.kind === "maintenance" ? until(state.until) : null,
    };
  };
}

function isRunning({ from, until }: Pick<Maintenance, "from" | "until">, now: Date): boolean {
  return (from === undefined || new Date(from) <= now) && (until === undefined || now < new Date(until));
}
