import type { QueryClient } from "@tanstack/react-query";
import { homeQuery } from "#api/home-query.ts";
import type { PreferenceChange } from "./change-preferences.ts";

/** Names of the cookies in which a browser without a session keeps these two choices; the server reads them. */
const cookies = { language: "portal-language", appearance: "portal-appearance" } as const;
const yearInSeconds = 31_536_000;

/** Keeps a choice in this browser, where there is no person to keep it for. */
export function changeAnonymously(queries: QueryClient, { language, appearance }: PreferenceChange): void {
  if (appearance !== undefined) {
    remember(cookies.appearance, appearance);
    queries.setQueryData(homeQuery.queryKey, (home) => (home === undefined ? home : { ...home, appearance }));
  }
  if (language !== undefined && language !== null) {
    remember(cookies.language, language);
    location.reload();
  }
}

function remember(name: string, value: string): void {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${name}=${value}; Path=/; Max-Age=${yearInSeconds}; SameSite=Lax${secure}`;
}
