import { useEffect, useState } from "react";
import type { ReactElement } from "react";
import { Button, Input, Label, SearchField, ToggleButton, ToggleButtonGroup } from "react-aria-components";
import { useTopicText } from "#i18n/use-text.tsx";
import { Icon } from "#ui/icon.tsx";
import { filesTabs, shortestTerm, type FilesTab } from "./file-queries.ts";

interface FilesToolbarProps {
  readonly tab: FilesTab;
  /** What is looked for; empty while nothing is. */
  readonly term: string;
  readonly onTab: (tab: FilesTab) => void;
  readonly onTerm: (term: string) => void;
}

/** Which files are shown: one of three lists, or what a word finds. */
export function FilesToolbar({ tab, term, onTab, onTerm }: FilesToolbarProps): ReactElement {
  const { t } = useTopicText("files");
  return (
    <div className="toolbar">
      <ToggleButtonGroup
        className="tabs"
        aria-label={t("files.tabs")}
        selectionMode="single"
        selectedKeys={term === "" ? [tab] : []}
        onSelectionChange={(keys) => {
          // A press on the chosen one takes it away, which means nothing here.
          const next = filesTabs.find((one) => keys.has(one)) ?? tab;
          onTab(next);
        }}
      >
        {filesTabs.map((one) => (
          <ToggleButton key={one} id={one} className="tab">
            {t(`files.tab.${one}`)}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      <span className="spring" />
      <TermField term={term} onTerm={onTerm} />
    </div>
  );
}

/** A pause in typing is short enough for the eye and long enough for the tool. */
const pauseMilliseconds = 250;

function TermField({ term, onTerm }: Pick<FilesToolbarProps, "term" | "onTerm">): ReactElement {
  const { t } = useTopicText("files");
  const [typed, setTyped] = useState(term);
  const [said, setSaid] = useState(term);
  if (term !== said) {
    // A choice of list or the way back changed it from outside.
    setSaid(term);
    setTyped((before) => (before.trim() === term ? before : term));
  }
  const wanted = typed.trim().length >= shortestTerm ? typed.trim() : "";
  useEffect(() => {
    if (wanted === term) {
      return undefined;
    }
    const timer = setTimeout(() => onTerm(wanted), wanted === "" ? 0 : pauseMilliseconds);
    return () => clearTimeout(timer);
  }, [wanted, term, onTerm]);
  return (
    <SearchField className="f-search" value={typed} onChange={setTyped} onSubmit={() => onTerm(wanted)} maxLength={100}>
      <Label className="vh">{t("files.searchLabel")}</Label>
      <Icon name="search" size={18} />
      <Input className="input" placeholder={t("files.searchLabel")} />
      <Button className={typed === "" ? "ib is-away" : "ib"} aria-label={t("files.searchClear")}>
        <Icon name="close" size={16} />
      </Button>
      {typed.trim().length === 1 ? <span className="f-short">{t("files.searchShort")}</span> : null}
    </SearchField>
  );
}
