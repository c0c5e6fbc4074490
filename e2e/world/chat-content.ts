import { unitRoom } from "./matrix-demo-rooms.ts";
import type { MatrixHomeserver } from "./matrix-homeserver.ts";
import { html } from "./markup.ts";
import type { ToolContent } from "./tool-content.ts";

const texts = {
  de: {
    say: "Als Deniz Aslan in Referat 42 schreiben",
    label: "Nachricht",
    text: "Ist der Vermerk schon freigegeben?",
    mention: "und mich erwähnen",
    send: "Senden",
    sent: "Gesendet. Auf der Startseite zählt es jetzt.",
  },
  en: {
    say: "Write as Deniz Aslan in Referat 42",
    label: "Message",
    text: "Has the note been approved yet?",
    mention: "and mention me",
    send: "Send",
    sent: "Sent. The start page counts it now.",
  },
} as const;

/** The page of the chat: writing as a colleague, with or without a mention. */
export function chatContent(server: MatrixHomeserver): ToolContent {
  return {
    show({ language, url }) {
      const text = texts[language];
      return html`<form method="post" action="/say">
        <h2>${text.say}</h2>
        ${url.searchParams.has("sent") ? html`<p role="status">${text.sent}</p>` : ""}
        <p class="acts">
          <input name="text" aria-label="${text.label}" value="${text.text}" size="32" />
          <label><input type="checkbox" name="mention" /> ${text.mention}</label>
          <button class="primary" type="submit">${text.send}</button>
        </p>
      </form>`;
    },
    act({ username }, form) {
      const text = (form.get("text") ?? "").trim().slice(0, 500) || "…";
      server.say(unitRoom, "deniz", text, form.has("mention") ? { mentions: [username] } : {});
      return "/?sent";
    },
  };
}
