import { aHome } from "@pforte/shared/testing/a-home";
import type { ReactElement } from "react";
import type { Locator } from "vitest/browser";
import { expect } from "vitest";
import { TalkPane } from "#features/talk/talk-pane.tsx";
import type { TalkState } from "#matrix/model.ts";
import { ChatProvider } from "#matrix/use-chat.tsx";
import { announce, Announcer } from "#ui/announcer.tsx";
import { Icon } from "#ui/icon.tsx";
import { aTalk, type ScriptedTalk } from "./a-talk.ts";
import { renderPart, type PortalOptions, type RenderedPortal } from "./render-portal.tsx";
import { eventually } from "./eventually.ts";

export interface OpenedTalk extends RenderedPortal {
  readonly scripted: ScriptedTalk;
  /** The scrolled timeline. */
  readonly log: () => HTMLElement;
  readonly field: () => HTMLTextAreaElement;
  /** What was last read aloud. */
  readonly said: () => string;
}

/** Presses a button of a message without a pointer over it, as a screen reader does. */
export function press(button: Locator): void {
  const element = button.element();
  if (!(element instanceof HTMLElement)) {
    throw new TypeError("Only elements of HTML can be pressed.");
  }
  element.click();
}

interface OpenTalkOptions extends PortalOptions {
  readonly state?: Partial<TalkState>;
  readonly scripted?: ScriptedTalk;
  readonly language?: "de" | "en";
  readonly sendTyping?: boolean;
}

/** Draws an open room as the page does: a sheet that fills the window, with the room's head above. */
export async function openTalk(options: OpenTalkOptions = {}): Promise<OpenedTalk> {
  const { state, language = "de", sendTyping = true, ...rest } = options;
  const scripted = options.scripted ?? aTalk(state);
  // What another room said last is not what this one says.
  announce("");
  const home = aHome({ language, sendTyping });
  const page = await renderPart(<Part scripted={scripted} home={home} />, { at: "/chat/chat:room", home, ...rest });
  const find = <E extends HTMLElement>(selector: string): E => {
    const found = page.container.querySelector<E>(selector);
    if (found === null) {
      throw new Error(`There is no ${selector}.`);
    }
    return found;
  };
  await eventually(() => expect(page.container.querySelector(".log")).not.toBeNull());
  return {
    ...page,
    scripted,
    log: () => find(".log"),
    field: () => find<HTMLTextAreaElement>(".composer textarea"),
    said: () => find("output").textContent.replaceAll("\u00a0", " ").trim(),
  };
}

function Part({ scripted, home }: { scripted: ScriptedTalk; home: ReturnType<typeof aHome> }): ReactElement {
  return (
    <div className="shell shell-fixed">
      <div className="top" />
      <div className="dock" />
      <div className="sheet">
        <div className="chat" data-view="room">
          <div className="rooms" />
          <ChatProvider hub={scripted.hub}>
            <section className="talk" aria-label="Raum">
              <TalkPane
                room="!wasser:example.org"
                home={home}
                head={
                  <header className="talk-head">
                    <span className="avatar" aria-hidden="true">
                      42
                    </span>
                    <div className="talk-name">
                      <h2 className="one">Referat 42 – Wasserrecht</h2>
                      <p className="one">9 Personen · Nachrichten unverschlüsselt</p>
                    </div>
                    <span className="spring" />
                    <button type="button" className="ib" aria-label="Weitere Aktionen">
                      <Icon name="more" />
                    </button>
                  </header>
                }
                ended={(end) => <p className="ended">{end.kind}</p>}
              />
            </section>
          </ChatProvider>
        </div>
        <Announcer />
      </div>
    </div>
  );
}
