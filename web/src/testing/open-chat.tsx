import type { ChatAccount } from "@pforte/shared/contract/chat";
import { readChatAccounts } from "@pforte/shared/contract/chat";
import { aHome } from "@pforte/shared/testing/a-home";
import { everySource } from "@pforte/shared/testing/some-cards";
import { expect } from "vitest";
import { useLocation } from "react-router";
import { useState } from "react";
import type { ReactElement } from "react";
import { Chat } from "#app/chat.tsx";
import { FixedHead } from "#app/fixed-frame.tsx";
import { useViewFocus } from "#app/use-view-focus.ts";
import { Announcer } from "#ui/announcer.tsx";
import { ViewNameContext } from "#ui/view-name.ts";
import { renderPart, type PortalOptions, type RenderedPortal } from "./render-portal.tsx";
import { network, reply } from "./server.ts";
import { createScriptedHub, type ScriptedHub } from "./some-rooms.ts";
import { eventually } from "./eventually.ts";

/** An account at a chat source, as the portal answers. */
export function anAccount(some: Partial<ChatAccount> = {}): ChatAccount {
  return {
    source: "matrix",
    name: "Chat",
    account: "@ines:example.org",
    web: "https://element.example.org",
    outcome: { state: "ok", at: "2026-11-23T09:44:00.000Z" },
    ...some,
  };
}

export interface OpenChatOptions extends PortalOptions {
  readonly language?: "de" | "en";
  readonly keys?: boolean;
  readonly accounts?: readonly ChatAccount[];
  /** One for each account that is open, by its source. */
  readonly hubs?: readonly ScriptedHub[];
}

export interface OpenedChat extends RenderedPortal {
  /** The scripted homeserver of the first source. */
  readonly server: ScriptedHub;
  /** The path at which the page is. */
  readonly path: () => string;
}

/** Draws the chat in its frame over scripted homeservers; a joined room shows its head and one line. */
export async function openChat(options: OpenChatOptions = {}): Promise<OpenedChat> {
  const { language = "de", keys = true, accounts = [anAccount()], hubs = [createScriptedHub()], ...rest } = options;
  network.use(reply(readChatAccounts, { accounts: [...accounts] }));
  const home = aHome({ language, sources: everySource, singleKeyShortcuts: keys });
  const connect = ({ source }: ChatAccount): { hub: ScriptedHub["hub"]; close: () => void } => {
    const found = hubs.find(({ hub }) => hub.source === source);
    if (found === undefined) {
      throw new Error("The test has no homeserver for this account.");
    }
    return { hub: found.hub, close: () => undefined };
  };
  const [server] = hubs;
  if (server === undefined) {
    throw new Error("The test has no homeserver.");
  }
  const page = await renderPart(
    <Frame>
      <Chat
        home={home}
        connect={connect}
        talk={(listed, head) => (
          <>
            {head}
            <p className="talk-body">Nachrichten in {listed.room.name}</p>
          </>
        )}
      />
      <Place />
    </Frame>,
    { home, at: "/chat", ...rest },
  );
  await eventually(() => expect(page.container.querySelector(".rooms-head button")).not.toBeNull());
  const path = (): string => page.container.querySelector("[data-path]")?.getAttribute("data-path") ?? "";
  return { ...page, server, path };
}

/** Says where the page is, for tests. */
function Place(): ReactElement {
  return <span hidden data-path={useLocation().pathname} />;
}

function Frame({ children }: { children: readonly ReactElement[] }): ReactElement {
  const [name, setName] = useState<string | null>(null);
  useViewFocus();
  return (
    <div className="shell shell-fixed">
      <div className="top" />
      <div className="dock" />
      <div className="sheet">
        <div className="page">
          <ViewNameContext value={setName}>
            <FixedHead title="Chat" isNamed={name !== null}>
              {children}
            </FixedHead>
          </ViewNameContext>
        </div>
        <Announcer />
      </div>
    </div>
  );
}
