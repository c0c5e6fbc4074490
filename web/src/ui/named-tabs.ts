/** The part of a browser window that opening a tool needs; a plain object in tests. */
export interface TabOpener {
  open(address: string, name: string, features?: string): Window | null;
}

interface NamedTab {
  readonly window: Window;
  readonly href: string;
}

/** Tabs that this page opened, by their names. They belong to the page and are gone when it is. */
const tabs = new Map<string, NamedTab>();

/**
 * Opens a tool in the tab of this name, or shows that tab again where it still stands.
 *
 * The tool must never hold the portal as its opener (S36), so the tab starts empty, lets go of its opener, and only then
 * goes to the tool. Without an opener a browser refuses to navigate it a second time; the portal keeps the handle and
 * brings the tab to the front, which also leaves the person's place in the tool as it was. Where that is not possible
 * (another address under the same name, a tool that isolates itself) a new tab opens: security wins over reuse.
 */
export function openNamedTab(name: string, href: string, opener: TabOpener = window): void {
  const known = tabs.get(name);
  if (known !== undefined && known.href === href && !known.window.closed) {
    known.window.focus();
    return;
  }
  const tab = opener.open("", "_blank");
  if (tab === null) {
    // Refused as a pop-up: a plain new tab is not.
    opener.open(href, "_blank", "noopener,noreferrer");
    return;
  }
  tab.opener = null;
  tab.location.href = href;
  tabs.set(name, { window: tab, href });
}
