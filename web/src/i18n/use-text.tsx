import { createContext, use } from "react";
import type { ReactElement, ReactNode } from "react";
import type { PageText, Text, TextKey, TopicKey } from "./text.ts";
import { loadTopic, type Topic } from "./topics.ts";

const TextContext = createContext<PageText | null>(null);

export function TextProvider({ text, children }: { text: PageText; children: ReactNode }): ReactElement {
  return <TextContext value={text}>{children}</TextContext>;
}

/** The page's texts themselves, for what lets topics join them. */
export function usePageText(): PageText {
  const text = use(TextContext);
  if (text === null) {
    throw new Error("Texts are used outside of their provider.");
  }
  return text;
}

/** The texts and formats of the page's language. */
export function useText(): Text {
  return usePageText();
}

/** The texts of a view beside those of every page; only inside of its `TopicTexts`. */
export function useTopicText<T extends Topic>(topic: T): Text<TextKey | TopicKey<T>> {
  const text = usePageText();
  if (!text.topics.has(topic)) {
    throw new Error(`The texts of ${topic} are used outside of their view.`);
  }
  return text;
}

const joining = new WeakMap<PageText, Map<Topic, Promise<void>>>();

/** Lets a topic join; each asks once, and once more after a failure. */
export function joinTopic(text: PageText, topic: Topic): Promise<void> {
  const known = joining.get(text) ?? new Map<Topic, Promise<void>>();
  joining.set(text, known);
  const found = known.get(topic);
  if (found !== undefined) {
    return found;
  }
  const join = async (): Promise<void> => {
    try {
      text.join(topic, await loadTopic(topic, text.language));
    } catch (error) {
      known.delete(topic);
      throw error;
    }
  };
  const made = join();
  known.set(topic, made);
  return made;
}

/** Stands around a view whose texts come with it; inside of a `Suspense`, and never on the server. */
export function TopicTexts({ topic, children }: { topic: Topic; children: ReactNode }): ReactNode {
  // Asked for each time: what has suspended once must ask again when it goes on.
  use(joinTopic(usePageText(), topic));
  return children;
}
