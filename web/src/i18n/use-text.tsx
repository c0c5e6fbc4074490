import { createContext, use } from "react";
import type { ReactElement, ReactNode } from "react";
import type { Text } from "./text.ts";

const TextContext = createContext<Text | null>(null);

export function TextProvider({ text, children }: { text: Text; children: ReactNode }): ReactElement {
  return <TextContext value={text}>{children}</TextContext>;
}

/** The texts and formats of the page's language. */
export function useText(): Text {
  const text = use(TextContext);
  if (text === null) {
    throw new Error("Texts are used outside of their provider.");
  }
  return text;
}
