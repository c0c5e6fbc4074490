/** The header without which no call under `/api` is answered: a page of another site cannot set it (Browser-Based Apps, section 6). */
export const portalHeader = { name: "x-portal", value: "1" } as const;
