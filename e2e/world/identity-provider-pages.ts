import { createHash } from "node:crypto";
import { fullName, type Person } from "./people.ts";
import { html, raw, type Markup } from "./markup.ts";
import { logo, worldStyle } from "./world-style.ts";

type PageLanguage = "de" | "en";

const texts = {
  de: {
    title: "Anmelden",
    intro:
      "Dies ist der Anmeldedienst der Probeumgebung. Wählen Sie, als wer Sie weiterarbeiten; ein Kennwort gibt es hier nicht.",
    for: "Sie werden angemeldet bei",
    people: "Personen",
    cancel: "Abbrechen",
    disabled: "Dieses Konto ist gesperrt. Wenden Sie sich an Ihre Administration.",
    otherPerson: "In diesem Browser ist schon jemand anderes angemeldet. Melden Sie sich dort zuerst ab.",
    unknown: "Diese Person gibt es hier nicht.",
    errorTitle: "Das hat nicht geklappt",
    loggedOut: "Sie sind abgemeldet",
    loggedOutText: "Sie können dieses Fenster schließen.",
    logoutTitle: "Abmelden?",
    logoutText: "Möchten Sie sich überall abmelden?",
    logoutButton: "Abmelden",
  },
  en: {
    title: "Sign in",
    intro: "This is the sign-in service of the demo. Choose who you are; there are no passwords here.",
    for: "You are signing in to",
    people: "People",
    cancel: "Cancel",
    disabled: "This account is disabled. Ask your administrator.",
    otherPerson: "Somebody else is signed in in this browser. Sign out there first.",
    unknown: "There is no such person here.",
    errorTitle: "That did not work",
    loggedOut: "You are signed out",
    loggedOutText: "You can close this window.",
    logoutTitle: "Sign out?",
    logoutText: "Do you want to sign out everywhere?",
    logoutButton: "Sign out",
  },
} as const;

/** Which problem the sign-in page names. */
export type SignInProblem = "disabled" | "otherPerson" | "unknown";

/** The language of the request: what the client asked for, else what the browser prefers. */
export function pageLanguage(...preferences: readonly (string | undefined)[]): PageLanguage {
  const first = preferences
    .flatMap((preference) => (preference ?? "").split(/[\s,;]+/))
    .map((tag) => tag.slice(0, 2).toLowerCase())
    .find((tag) => tag === "de" || tag === "en");
  return first === "en" ? "en" : "de";
}

/** The sign-in page: one button per person. */
export function signInPage(page: {
  readonly language: PageLanguage;
  readonly clientId: string;
  readonly people: readonly Person[];
  readonly action: string;
  readonly problem?: SignInProblem;
}): string {
  const text = texts[page.language];
  const person = (one: Person) =>
    html`<li>
      <button class="person" type="submit" name="username" value="${one.username}">
        <span class="initials" aria-hidden="true">${one.givenName.slice(0, 1)}${one.familyName.slice(0, 1)}</span>
        <span><strong>${fullName(one)}</strong><small>${one.role[page.language]}</small></span>
      </button>
    </li>`;
  return document_(
    page.language,
    text.title,
    html`${page.problem === undefined ? "" : html`<p class="problem" role="alert">${text[page.problem]}</p>`}
      <p>${text.intro}</p>
      <form method="post" action="${page.action}">
        <ul class="people" aria-label="${text.people}">
          ${page.people.map(person)}
        </ul>
        <p class="acts"><button class="quiet" type="submit" name="cancel" value="yes">${text.cancel}</button></p>
      </form>
      <dl>
        <dt>${text.for}</dt>
        <dd>${page.clientId}</dd>
      </dl>`,
  );
}

/** A page for what a browser cannot be sent back with. */
export function errorPage(acceptLanguage: string | undefined, detail: string): string {
  const language = pageLanguage(acceptLanguage);
  return document_(language, texts[language].errorTitle, html`<p role="alert">${detail}</p>`);
}

/** Where a sign-out without an address to return to ends. */
export function loggedOutPage(acceptLanguage: string | undefined): string {
  const language = pageLanguage(acceptLanguage);
  return document_(language, texts[language].loggedOut, html`<p>${texts[language].loggedOutText}</p>`);
}

/** Asks before a sign-out that no ID token vouches for. */
export function confirmLogoutPage(
  acceptLanguage: string | undefined,
  fields: Readonly<Record<string, string>>,
): string {
  const language = pageLanguage(acceptLanguage);
  const text = texts[language];
  const hidden = Object.entries(fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
  );
  return document_(
    language,
    text.logoutTitle,
    html`<p>${text.logoutText}</p>
      <form method="post">
        ${hidden}<input type="hidden" name="confirm" value="yes" /><button class="primary" type="submit">
          ${text.logoutButton}
        </button>
      </form>`,
  );
}

/** What every page of the provider may do: nothing but its own style. */
export const pagePolicy = `default-src 'none'; style-src 'sha256-${createHash("sha256").update(worldStyle).digest("base64")}'; font-src data:; base-uri 'none'; frame-ancestors 'none'`;

function document_(language: PageLanguage, title: string, body: Markup): string {
  return html`${raw("<!doctype html>")}
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        ${raw(`<style>${worldStyle}</style>`)}
      </head>
      <body>
        <main>
          ${raw(logo)}
          <h1>${title}</h1>
          ${body}
        </main>
      </body>
    </html>`.text;
}
