import { colleagues } from "./matrix-demo-rooms.ts";
import { unitRoom } from "./matrix-demo-unit.ts";
import type { Placed } from "./matrix-events.ts";
import type { MatrixHomeserver } from "./matrix-homeserver.ts";
import type { MatrixRoom } from "./matrix-rooms.ts";
import { html } from "./markup.ts";
import type { ToolContent } from "./tool-content.ts";

const texts = {
  de: {
    title: "Als Kollegin oder Kollege handeln",
    colleague: "Als",
    room: "Im Raum",
    label: "Nachricht",
    text: "Ist der Vermerk schon freigegeben?",
    mention: "und mich erwähnen",
    send: "Senden",
    react: "Auf meine letzte Nachricht mit 👍 reagieren",
    reply: "Auf meine letzte Nachricht antworten",
    type: "Zehn Sekunden lang tippen",
    invite: "Mich in einen neuen Raum einladen",
    remove: "Mich aus dem Raum entfernen",
    invitation: "Abstimmung",
    direct: "Direktnachricht",
    done: "Erledigt. Auf der Startseite und im Chat ist es jetzt zu sehen.",
  },
  en: {
    title: "Act as a colleague",
    colleague: "As",
    room: "In the room",
    label: "Message",
    text: "Has the note been approved yet?",
    mention: "and mention me",
    send: "Send",
    react: "React to my last message with 👍",
    reply: "Reply to my last message",
    type: "Type for ten seconds",
    invite: "Invite me to a new room",
    remove: "Remove me from the room",
    invitation: "Coordination",
    direct: "Direct message",
    done: "Done. The start page and the chat show it now.",
  },
} as const;

type Language = keyof typeof texts;

/** The page of the chat: acting as a colleague, so that something happens to the person who looks at it. */
export function chatContent(server: MatrixHomeserver): ToolContent {
  return {
    show({ language, url, username }) {
      const text = texts[language];
      const isSent = url.searchParams.has("sent");
      const chosen = url.searchParams.get("room") ?? unitRoom;
      const rooms = joinedRooms(server, username).map(
        (room) =>
          html`<option value="${room.id}" ${room.id === chosen ? "selected" : ""}>
            ${nameOf(server, room, username, language)}
          </option>`,
      );
      const people = Object.entries(colleagues).map(
        ([localpart, name]) => html`<option value="${localpart}">${name}</option>`,
      );
      const acts = (["react", "reply", "type", "invite", "remove"] as const).map(
        (act) => html`<button type="submit" name="act" value="${act}">${text[act]}</button>`,
      );
      return html`<form method="post" action="/act">
        <h2>${text.title}</h2>
        ${isSent ? html`<p role="status">${text.done}</p>` : ""}
        <p class="acts">
          <label
            >${text.colleague}
            <select name="colleague">
              ${people}
            </select></label
          >
          <label
            >${text.room}
            <select name="room">
              ${rooms}
            </select></label
          >
        </p>
        <p class="acts">
          <input name="text" aria-label="${text.label}" value="${text.text}" size="32" />
          <label><input type="checkbox" name="mention" /> ${text.mention}</label>
          <button class="primary" type="submit" name="act" value="say">${text.send}</button>
        </p>
        <p class="acts">${acts}</p>
      </form>`;
    },
    act({ username, language }, form) {
      const room = server.rooms.get(form.get("room") ?? unitRoom);
      const asked = form.get("colleague") ?? "deniz";
      const colleague = Object.keys(colleagues).includes(asked) ? asked : "deniz";
      if (room?.membership(server.userId(username)) !== "join") return "/";
      actAs(server, { colleague, username, room, form, language });
      return `/?sent&room=${encodeURIComponent(room.id)}`;
    },
  };
}

interface Act {
  readonly colleague: string;
  readonly username: string;
  readonly room: MatrixRoom;
  readonly form: URLSearchParams;
  readonly language: Language;
}

function actAs(server: MatrixHomeserver, { colleague, username, room, form, language }: Act): void {
  const text = (form.get("text") ?? "").trim().slice(0, 500) || "…";
  const last = lastMessage(room, server.userId(username));
  // Whoever acts in a room is in it, so that no act fails for a choice that was not made.
  if (room.membership(server.userId(colleague)) !== "join") server.setMembership(room.id, colleague, "join");
  switch (form.get("act")) {
    case "react":
      if (last !== undefined) server.react(room.id, colleague, last, "👍");
      break;
    case "reply": {
      const relation = last === undefined ? {} : { "m.relates_to": { "m.in_reply_to": { event_id: last } } };
      const mentions = { "m.mentions": { user_ids: [server.userId(username)] } };
      server.say(room.id, colleague, text, { content: { msgtype: "m.text", body: text, ...relation, ...mentions } });
      break;
    }
    case "type":
      server.setTyping(room.id, colleague, 10_000);
      break;
    case "invite": {
      const invitation = server.createRoom({ name: `${texts[language].invitation}: ${text}`, members: [colleague] });
      server.setMembership(invitation, username, "invite", colleague);
      break;
    }
    case "remove":
      server.setMembership(room.id, username, "leave", colleague);
      break;
    default:
      server.say(room.id, colleague, text, form.has("mention") ? { mentions: [username] } : {});
  }
}

function lastMessage(room: MatrixRoom, user: string): string | undefined {
  const isShown = ({ event, redactedBecause }: Placed) =>
    event.sender === user && event.type === "m.room.message" && redactedBecause === null;
  return room.events.findLast(isShown)?.event.event_id;
}

/** Rooms of the person in which others can act: not encrypted, replaced, or made of rooms. */
function joinedRooms(server: MatrixHomeserver, username: string): MatrixRoom[] {
  return [...server.rooms.values()].filter(
    (room) =>
      room.membership(server.userId(username)) === "join" &&
      room.stateEvent("m.room.encryption") === null &&
      room.stateEvent("m.room.tombstone") === null &&
      room.stateEvent("m.room.create")?.content["type"] === undefined,
  );
}

function nameOf(server: MatrixHomeserver, room: MatrixRoom, username: string, language: Language): string {
  const name = room.stateEvent("m.room.name")?.content["name"];
  if (typeof name === "string") return name;
  const others = room.members().filter((member) => member !== server.userId(username));
  const names = others.map((member) => server.account(member).displayName);
  return `${texts[language].direct}: ${names.join(", ")}`;
}
