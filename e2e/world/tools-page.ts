import { createHash } from "node:crypto";
import { html, type Markup, raw } from "./markup.ts";
import type { DemoTool } from "./tools-catalogue.ts";
import type { ToolSession } from "./tools-sessions.ts";
import { logo, worldStyle } from "./world-style.ts";

type ToolLanguage = "de" | "en";

const texts = {
  de: {
    demo: "Werkzeug der Probeumgebung",
    signedInAs: "Angemeldet als",
    groups: "Gruppen",
    linked: "Aufgerufen",
    since: "Angemeldet seit",
    client: "Eigener OIDC-Client",
    signOut: "Überall abmelden",
    back: "Zur Startseite",
    ended: "Sie wurden hier abgemeldet.",
    signInAgain: "Wieder anmelden",
    signedOut: "Sie sind abgemeldet",
    signedOutText: "Die Anmeldung ist überall beendet, auch in der Startseite und in den anderen Werkzeugen.",
    failed: "Die Anmeldung hat nicht geklappt",
    failedText: "Der Anmeldedienst hat keine Anmeldung bestätigt.",
    again: "Noch einmal versuchen",
    public: "Diese Seite ist ohne Anmeldung lesbar.",
  },
  en: {
    demo: "tool of the demo",
    signedInAs: "Signed in as",
    groups: "Groups",
    linked: "Linked to",
    since: "Signed in since",
    client: "OIDC client of its own",
    signOut: "Sign out everywhere",
    back: "To the start page",
    ended: "You were signed out here.",
    signInAgain: "Sign in again",
    signedOut: "You are signed out",
    signedOutText: "You are signed out everywhere, from the start page and the other tools too.",
    failed: "Signing in did not work",
    failedText: "The sign-in service confirmed no sign-in.",
    again: "Try again",
    public: "This page needs no sign-in.",
  },
} as const;

/** Tells an open page within two seconds that its session has ended elsewhere. */
const watchScript = `
const watch = setInterval(async () => {
  const answer = await fetch("/session").then((reply) => reply.text()).catch(() => "unknown");
  if (answer !== "ended") return;
  clearInterval(watch);
  document.querySelector("#state").hidden = true;
  document.querySelector("#ended").hidden = false;
}, 1500);
`;

const hash = (text: string) => createHash("sha256").update(text).digest("base64");

/** What a page of a tool may do, and who may show it in a frame: nobody (`'none'`), or one origin. */
export const toolPolicy = (framedBy: string): string =>
  `default-src 'none'; style-src 'sha256-${hash(worldStyle)}'; font-src data:; script-src 'sha256-${hash(watchScript)}'; connect-src 'self'; base-uri 'none'; frame-ancestors ${framedBy}`;

/** What a page shows. */
export interface ToolView {
  readonly tool: DemoTool;
  readonly language: ToolLanguage;
  readonly portal: string;
  /** Path and query that were asked for. */
  readonly address: string;
}

/** The page of a tool for somebody who is signed in there. */
export function toolPage(view: ToolView, session: ToolSession, content: Markup | null): string {
  const text = texts[view.language];
  const time = session.since.toLocaleTimeString(view.language === "de" ? "de-DE" : "en-GB", {
    hour: "2-digit",
    minute: "2-digit",
    timeZone: "Europe/Berlin",
  });
  return page(
    view,
    view.tool.name[view.language],
    html`<div id="state">
        <div class="state">
          <p>${text.signedInAs} <strong id="person">${session.name}</strong> (${session.username})</p>
          <h2>${text.groups}</h2>
          <ul class="groups">
            ${session.groups.map((group) => html`<li>${group}</li>`)}
          </ul>
          <dl>
            <dt>${text.linked}</dt>
            <dd><code id="linked">${view.address}</code></dd>
            <dt>${text.since}</dt>
            <dd>${time}${view.language === "de" ? " Uhr" : ""}</dd>
            <dt>${text.client}</dt>
            <dd>demo-${view.tool.label}</dd>
          </dl>
        </div>
        ${content ?? ""}
        <form method="post" action="/sign-out">
          <p class="acts"><button type="submit">${text.signOut}</button></p>
        </form>
      </div>
      <div id="ended" hidden role="status">
        <p>${text.ended}</p>
        <p><a href="${view.address}">${text.signInAgain}</a></p>
      </div>
      ${raw(`<script>${watchScript}</script>`)}`,
  );
}

/** A page that everybody may read. */
export function publicPage(view: ToolView): string {
  const text = texts[view.language];
  return page(
    view,
    view.tool.name[view.language],
    html`<p>${text.public}</p>
      <dl>
        <dt>${text.linked}</dt>
        <dd><code id="linked">${view.address}</code></dd>
      </dl>`,
  );
}

/** Where a sign-out that began at this tool ends. */
export function toolSignedOutPage(view: ToolView): string {
  const text = texts[view.language];
  return page(view, text.signedOut, html`<p>${text.signedOutText}</p>`);
}

/** What is shown when the identity provider sends somebody back without a sign-in. */
export function toolFailedPage(view: ToolView): string {
  const text = texts[view.language];
  return page(
    view,
    text.failed,
    html`<p role="alert">${text.failedText}</p>
      <p><a href="/">${text.again}</a></p>`,
  );
}

function page(view: ToolView, title: string, body: Markup): string {
  const { language, tool, portal } = view;
  return html`${raw("<!doctype html>")}
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} – ${tool.name[language]}</title>
        ${raw(`<style>${worldStyle}</style>`)}
      </head>
      <body>
        <main>
          ${raw(logo)}
          <h1>${title}</h1>
          ${body}
          <p class="back"><a href="${portal}">${texts[language].back}</a> · ${texts[language].demo}</p>
        </main>
      </body>
    </html>`.text;
}
