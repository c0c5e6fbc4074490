/**
 * The files of a drop or a paste; none where a text is meant. Office programs put a picture of a text beside it, file
 * managers the name of a file beside the file, and browsers the HTML of a picture beside the picture.
 */
export function transferredFiles(transfer: DataTransfer): readonly File[] {
  const files = [...transfer.files];
  const isText = transfer.getData("text/plain") !== "" && transfer.getData("text/html") !== "";
  return isText ? [] : files;
}

/** Whether something that is dragged over the page brings files. */
export function bringsFiles(transfer: DataTransfer): boolean {
  return transfer.types.includes("Files");
}
