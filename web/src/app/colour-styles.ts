/** Id of the link to the configured colours in the document's head. */
export const colourStylesId = "configured-colours";

/** Address of the configured colours of one published version. */
export function colourStyles(version: number): string {
  return `/theme/${version}.css`;
}
