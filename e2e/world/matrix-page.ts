import type { MatrixHomeserver } from "./matrix-homeserver.ts";

const escape = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

function roomName(server: MatrixHomeserver, id: string): string {
  const room = server.rooms.get(id);
  const name = room?.state().find((event) => event.type === "m.room.name")?.content["name"];
  if (typeof name === "string") return name;
  return (room?.members() ?? []).map((member) => server.accounts.get(member)?.displayName ?? member).join(", ");
}

/** A page on which the rooms can be read and anybody can be made to write; works without scripts. */
export function matrixPage(server: MatrixHomeserver): string {
  const rooms = [...server.rooms.values()].map((room) => {
    const options = room
      .members()
      .map(
        (member) =>
          `<option value="${escape(member)}">${escape(server.accounts.get(member)?.displayName ?? member)}</option>`,
      );
    const messages = room.events
      .filter(({ event }) => typeof event.content["body"] === "string" && event.type === "m.room.message")
      .slice(-8)
      .map(
        ({ event }) =>
          `<li><b>${escape(server.accounts.get(event.sender)?.displayName ?? event.sender)}</b>: ${escape(String(event.content["body"]))}</li>`,
      );
    return `<section><h2>${escape(roomName(server, room.id))}</h2><ul>${messages.join("")}</ul>
<form method="post" action="/say"><input type="hidden" name="room" value="${escape(room.id)}">
<label>Schreiben als <select name="sender">${options.join("")}</select></label>
<label>Nachricht <input name="text" required maxlength="500"></label> <button>Senden</button></form></section>`;
  });
  return `<!doctype html><html lang="de"><meta charset="utf-8"><title>Chat (Demo)</title><h1>Chat (Demo)</h1>${rooms.join("")}</html>`;
}
