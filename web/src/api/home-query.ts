import { readHome } from "@pforte/shared/contract/home";
import { queryOptions } from "@tanstack/react-query";
import { call } from "./call.ts";

/** The start page's data; the page comes with it, the event stream says when it is out of date. */
export const homeQuery = queryOptions({
  queryKey: ["home"],
  queryFn: ({ signal }) => call(readHome, {}, signal),
});
