import type { HomePortal } from "@pforte/shared/contract/home";
import type { Appearance } from "@pforte/shared/contract/preferences";
import type { ReactElement } from "react";
import { Logo } from "./logo.tsx";

/**
 * The logo of whoever runs the portal, in the place of the portal's own mark. It has a box of a fixed size, which nothing
 * moves, and only the one that is seen is loaded.
 */
export function BrandLogo({ logo, appearance }: { logo: HomePortal["logo"]; appearance: Appearance }): ReactElement {
  if (logo === null) {
    return <Logo />;
  }
  const { light, dark, text } = logo;
  const followsDevice = appearance === "system" || appearance === "contrast";
  return (
    <picture>
      {followsDevice && dark !== light ? <source media="(prefers-color-scheme: dark)" srcSet={dark} /> : null}
      <img className="brand-logo" src={appearance === "dark" ? dark : light} alt={text} />
    </picture>
  );
}
