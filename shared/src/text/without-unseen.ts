// Bidirectional controls, zero-width characters, fillers and tags. The joiner stays where it joins pictures, and the non-joiner
// where Arabic script needs it.
const unseen =
  /[\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e0fff}]|\u034f|[\u17b4\u17b5]|[\u180b-\u180d]|(?<!\p{Script=Arabic})\u200c|\u200c(?!\p{Script=Arabic})|(?<![\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f])\u200d/gu;

/** A text without the characters that are not seen and change how others are read (S37): the one list of them. */
export function withoutUnseen(text: string): string {
  return text.replaceAll(unseen, "");
}
