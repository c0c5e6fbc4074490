import type { ReactElement } from "react";

const widths = [
  ["w70", "w90"],
  ["w55", "w80"],
  ["w62s", "w70"],
] as const;

/** The shape of rows to come; it shows itself only after 300 ms, so that a quick answer does not flicker. */
export function RowSkeletons({
  rows,
  label,
  mark = "sk-m",
  row = "",
}: {
  rows: number;
  label: string;
  /** The shape of what stands before the text: an arch, a circle (`sk-a`), or a short bar (`sk-d`). */
  mark?: "sk-m" | "sk-a" | "sk-d" | "sk-f";
  row?: string;
}): ReactElement {
  return (
    <ul className="rows late" aria-busy="true" aria-label={label}>
      {Array.from({ length: rows }, (_, index) => {
        const [first, second] = widths[index % widths.length] ?? widths[0];
        return (
          // oxlint-disable-next-line react/no-array-index-key -- rows without content differ by their place alone
          <li key={index} className={`row ${row}`}>
            <span className={`sk ${mark}`} />
            <div className="sk-t">
              <span className={`sk ${first}`} />
              <span className={`sk sk-2 ${second}`} />
            </div>
          </li>
        );
      })}
    </ul>
  );
}
