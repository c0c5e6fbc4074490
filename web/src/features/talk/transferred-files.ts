/**
 * The files of a drop or a paste; none where a text is meant. Office programs put a picture of a text beside it, file
 * managers the name of a file beside the file, and browsers the HTML of a picture beside the picture.
 */
export function transferredFiles(transfer: DataTransfer): readonly File[] {
  const files = [...transfer.files];
  const isText = transfer.getData("text/plain") !== "" && transfer.getData("text/html") !== "";
  return isText ? [] : files;
}

/** What of a `DataTransfer` tells its folders from its files. */
interface Dropped {
  readonly items: Iterable<{ webkitGetAsEntry(): Pick<FileSystemEntry, "isDirectory" | "name"> | null }>;
  readonly files: Iterable<File>;
}

/**
 * The files of a drop. A folder looks like a file with a size and cannot be read as one; without content it is refused at
 * once, by name, instead of failing on its way.
 */
export function droppedFiles({ items, files }: Dropped): readonly File[] {
  const folders = new Set(
    [...items]
      .map((item) => item.webkitGetAsEntry())
      .flatMap((entry) => (entry?.isDirectory === true ? entry.name : [])),
  );
  return [...files].map((file) => (folders.has(file.name) ? new File([], file.name) : file));
}

/** Whether something that is dragged over the page brings files. */
export function bringsFiles(transfer: DataTransfer): boolean {
  return transfer.types.includes("Files");
}
