import type { FileProblem } from "@pforte/shared/contract/admin-code";
import type { ReactElement } from "react";
import { Button } from "react-aria-components";
import { useTopicText } from "#i18n/use-text.tsx";
import { Icon } from "#ui/icon.tsx";
import { SectionHead } from "#ui/section-head.tsx";

interface FileProblemsProps {
  readonly problems: readonly FileProblem[];
  /** Leads to a line of the text. */
  readonly onLine: (line: number) => void;
}

/** All that is wrong in a file, each with its line. */
export function FileProblems({ problems, onLine }: FileProblemsProps): ReactElement {
  const { t } = useTopicText("adminCode");
  return (
    <section aria-labelledby="file-problems">
      <SectionHead id="file-problems" title={t("file.problems", { count: problems.length })} />
      <p className="small muted">{t("file.problemsText")}</p>
      <ul className="p-findings" aria-labelledby="file-problems">
        {problems.map((problem) => (
          <li
            key={`${problem.line} ${problem.column} ${problem.path} ${problem.message}`}
            className="p-finding is-error"
          >
            <Icon name="error" size={18} />
            <span>
              <Where problem={problem} onLine={onLine} /> <span lang="en">{problem.message}</span>
              {problem.path === "" ? null : <span className="p-facts">{problem.path}</span>}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Where({
  problem: { line, column },
  onLine,
}: {
  problem: FileProblem;
  onLine: (line: number) => void;
}): ReactElement | null {
  const { t } = useTopicText("adminCode");
  return line === null ? null : (
    <Button className="linkbtn p-line num" onPress={() => onLine(line)}>
      {column === null
        ? t("file.line", { line: String(line) })
        : t("file.place", { line: String(line), column: String(column) })}
    </Button>
  );
}
