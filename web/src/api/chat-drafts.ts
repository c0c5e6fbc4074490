/** Where the chat keeps what was typed and not sent, in the storage of the tab. */
export const chatDraftPrefix = "pforte.chat.";

/** Removes what was typed into rooms: all of it, or what is below one prefix and not below the other. */
export function forgetChatDrafts(storage: Storage | null, below = chatDraftPrefix, but: string | null = null): void {
  for (const key of storage === null ? [] : Object.keys(storage)) {
    if (key.startsWith(below) && (but === null || !key.startsWith(but))) {
      storage?.removeItem(key);
    }
  }
}
