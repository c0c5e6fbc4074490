import { hostileMessages } from "@pforte/shared/testing/hostile-messages";
import { flushSync } from "react-dom";
import { createRoot } from "react-dom/client";
import { catalogue } from "#i18n/de.ts";
import { createText } from "#i18n/text.ts";
import { TextProvider } from "#i18n/use-text.tsx";
import { FormattedBody } from "#ui/formatted-body.tsx";

// The script of a document that has the portal's policy for scripts: it draws every hostile message and tells what the
// browser stopped or said, and what was drawn of the one that is whole.

const said: string[] = [];
for (const type of ["securitypolicyviolation", "error", "unhandledrejection"] as const) {
  globalThis.addEventListener(
    type,
    (event) => {
      const stopped = event instanceof SecurityPolicyViolationEvent ? `${event.violatedDirective} ${event.sample}` : "";
      said.push(`${type} ${stopped}`);
    },
    true,
  );
}

const place = document.createElement("div");
document.body.append(place);
const root = createRoot(place);
const text = createText("de", catalogue, "Europe/Berlin");

function draw(html: string): void {
  flushSync(() =>
    root.render(
      <TextProvider text={text}>
        <FormattedBody key={html} html={html} account="@ines:example.org" />
      </TextProvider>,
    ),
  );
}

const drawn = hostileMessages.filter(({ html }) => html !== null).map(({ html }) => draw(html ?? ""));
draw("<p>Guten <strong>Morgen</strong></p>");
// Reports of the policy are told in a task of their own.
setTimeout(() => {
  globalThis.parent.postMessage(
    { said, drawn: drawn.length, last: place.innerHTML },
    globalThis.parent.location.origin,
  );
}, 200);
