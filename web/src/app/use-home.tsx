import type { Home } from "@pforte/shared/contract/home";
import { useQuery } from "@tanstack/react-query";
import { createContext, use } from "react";
import type { ReactElement, ReactNode } from "react";
import { homeQuery } from "#api/home-query.ts";

const DrawnHome = createContext<Home | null>(null);

/** Holds what the page was drawn from, which outlives the query cache: a page whose session ended keeps its tiles. */
export function DrawnHomeProvider({ home, children }: { home: Home; children: ReactNode }): ReactElement {
  return <DrawnHome value={home}>{children}</DrawnHome>;
}

/** The start page's data: what the page was drawn from, then what the server said since. */
export function useHome(): Home {
  const drawn = use(DrawnHome);
  const { data } = useQuery({
    ...homeQuery,
    ...(drawn === null ? {} : { initialData: drawn }),
    // The event stream says when it is out of date.
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (data === undefined) {
    throw new Error("The start page is shown without its data.");
  }
  return data;
}
