import type { ConfigurationChange } from "@pforte/shared/configuration/difference";

type Position = Extract<ConfigurationChange, { kind: "moved" }>["from"];

/** A difference as people read it at a console, one change a line: `+` came, `-` went, `~` is another, `>` moved. */
export function differenceLines(difference: readonly ConfigurationChange[]): string[] {
  return difference.map((change) => {
    switch (change.kind) {
      case "added":
        return `+ ${change.what} ${nameOf(change.named)}${change.position === null ? "" : `, ${placeOf(change.position)}`}`;
      case "removed":
        return `- ${change.what} ${nameOf(change.named)}`;
      case "changed": {
        const subject = change.named === null ? change.what : `${change.what} ${nameOf(change.named)}`;
        return `~ ${subject}: ${change.field} from ${quoted(change.before)} to ${quoted(change.after)}`;
      }
      case "moved":
        return `> ${change.what} ${nameOf(change.named)} from ${placeOf(change.from)} to ${placeOf(change.to)}`;
    }
  });
}

function nameOf({ key, de, en }: { readonly key: string; readonly de: string; readonly en: string | null }): string {
  return `${en ?? de} (${key})`;
}

function placeOf(position: Position): string {
  return position === null ? "nowhere" : `${position.in} ${nameOf(position.named)}, place ${position.at}`;
}

function quoted(value: string | null): string {
  return value === null ? "nothing" : JSON.stringify(value);
}
