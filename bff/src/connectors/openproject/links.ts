import type { Link } from "./schema.ts";

/** The number at the end of a link, such as `4711`; null where the link is empty, or leads to what may not be seen. */
export function idOf(link: Link | null | undefined): string | null {
  return /\/(\d{1,18})$/u.exec(link?.href ?? "")?.[1] ?? null;
}

/** The page of a work package with its activity. */
export const workPackageAddress = (web: string, id: string) => `${web}/work_packages/${id}/activity`;

/** The page of all notifications. */
export const centreAddress = (web: string) => `${web}/notifications`;
