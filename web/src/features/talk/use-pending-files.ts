import { useState } from "react";
import { useTopicText } from "#i18n/use-text.tsx";
import { announce } from "#ui/announcer.tsx";
import { byteSize } from "#ui/byte-size.ts";
import { honestText } from "#ui/honest-text.ts";

/** A file that waits to be sent. */
export interface PendingFile {
  readonly key: number;
  readonly file: File;
}

export interface PendingFiles {
  readonly files: readonly PendingFile[];
  /** Why others were not taken. */
  readonly refused: readonly string[];
  readonly add: (files: Iterable<File>) => void;
  readonly remove: (key: number) => void;
  readonly clear: () => void;
}

let lastKey = 0;

/** Files that were chosen, pasted or dropped, until they are sent; what is too large is said at once. */
export function usePendingFiles(limit: number | null): PendingFiles {
  const { t, language } = useTopicText("talk");
  const [files, setFiles] = useState<readonly PendingFile[]>([]);
  const [refused, setRefused] = useState<readonly string[]>([]);
  const problemOf = (file: File): string | null => {
    const name = honestText(file.name).replaceAll("\n", " ");
    if (file.size === 0) {
      return t("talk.compose.fileEmpty", { name });
    }
    return limit === null || file.size <= limit
      ? null
      : t("talk.compose.fileTooLarge", {
          name,
          over: byteSize(file.size - limit, language),
          limit: byteSize(limit, language),
        });
  };
  const add = (more: Iterable<File>): void => {
    const taken: PendingFile[] = [];
    const problems: string[] = [];
    for (const file of more) {
      const problem = problemOf(file);
      if (problem === null) {
        lastKey += 1;
        taken.push({ key: lastKey, file });
      } else {
        problems.push(problem);
      }
    }
    setFiles((before) => [...before, ...taken]);
    setRefused(problems);
    if (taken.length > 0 || problems.length > 0) {
      announce(
        [...problems, ...(taken.length > 0 ? [t("talk.compose.added", { count: taken.length })] : [])].join(" "),
      );
    }
  };
  const remove = (key: number): void => {
    setFiles((before) => before.filter((file) => file.key !== key));
    setRefused([]);
  };
  const clear = (): void => {
    setFiles([]);
    setRefused([]);
  };
  return { files, refused, add, remove, clear };
}
