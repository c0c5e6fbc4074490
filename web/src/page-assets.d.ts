declare module "virtual:page-assets" {
  export const assets: {
    readonly script: string;
    readonly styles: readonly string[];
    readonly preloads: { readonly de: readonly string[]; readonly en: readonly string[] };
    readonly views: Readonly<Record<string, { readonly de: readonly string[]; readonly en: readonly string[] }>>;
    readonly fonts: readonly string[];
  };
}
