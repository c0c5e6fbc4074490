import { setFavourite, type FileEntry, type FileList } from "@pforte/shared/contract/files";
import { useMutation, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { codeOf, type ClientErrorCode } from "#api/api-error.ts";
import { call } from "#api/call.ts";
import { fileQueries } from "./file-queries.ts";

/** A file whose favourite was not saved, and why. */
export interface LostFavourite {
  readonly file: FileEntry;
  readonly code: ClientErrorCode;
}

/** How many calls are under way at a time; a tool answers the rest no faster for being asked at once. */
const parallel = 4;

/** Marks files as favourites, or no longer, at once on the page; gives back those for which it did not hold. */
export function useFavourites(): (
  files: readonly FileEntry[],
  isFavourite: boolean,
) => Promise<readonly LostFavourite[]> {
  const queries = useQueryClient();
  const { mutateAsync } = useMutation({
    mutationFn: (body: { readonly file: string; readonly isFavourite: boolean }) => call(setFavourite, { body }),
  });
  return async (files, isFavourite) => {
    // An answer that is on its way does not know of this yet.
    await queries.cancelQueries({ queryKey: fileQueries.all() });
    show(queries, files, isFavourite);
    const lost: LostFavourite[] = [];
    const rest = [...files];
    const work = async (): Promise<void> => {
      for (let file = rest.shift(); file !== undefined; file = rest.shift()) {
        try {
          await mutateAsync({ file: file.id, isFavourite });
        } catch (error) {
          show(queries, [file], file.isFavourite);
          lost.push({ file, code: codeOf(error) });
        }
      }
    };
    await Promise.all(Array.from({ length: parallel }, work));
    void queries.invalidateQueries({ queryKey: fileQueries.all() });
    return lost;
  };
}

function show(queries: QueryClient, files: readonly FileEntry[], isFavourite: boolean): void {
  const ids = new Set(files.map(({ id }) => id));
  queries.setQueriesData<FileList>({ queryKey: fileQueries.all() }, (list) =>
    list === undefined
      ? list
      : { ...list, files: list.files.map((file) => (ids.has(file.id) ? { ...file, isFavourite } : file)) },
  );
}
