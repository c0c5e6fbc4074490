import { lazy, useRef, useState } from "react";
import type { ReactElement, ReactNode } from "react";
import { LazyPart } from "#ui/lazy-part.tsx";
import type { ChoiceMenuProps } from "./choice-menu.tsx";

const loadMenu = () => import("./choice-menu.tsx");
const ChoiceMenu = lazy(async () => ({ default: (await loadMenu()).ChoiceMenu }));

interface MenuButtonProps extends Pick<ChoiceMenuProps, "label" | "head" | "groups" | "onChoose"> {
  readonly className: string;
  /** The button's name where its content is none. */
  readonly name?: string;
  readonly children: ReactNode;
}

/** A plain button in the page's HTML; the menu itself is loaded when it is first used, or about to be. */
export function MenuButton({ className, name, children, ...menu }: MenuButtonProps): ReactElement {
  const button = useRef<HTMLButtonElement>(null);
  const [isOpen, setIsOpen] = useState(false);
  const prepare = (): void => {
    // Told by the act that needs it, if it fails.
    void loadMenu().catch(() => undefined);
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        className={`${className} needs-script`}
        aria-label={name}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        onPointerEnter={prepare}
        onFocus={prepare}
        onClick={() => setIsOpen((before) => !before)}
        onKeyDown={(event) => {
          if (event.key === "ArrowDown") {
            event.preventDefault();
            setIsOpen(true);
          }
        }}
      >
        {children}
      </button>
      {isOpen ? (
        <LazyPart onClose={() => setIsOpen(false)}>
          <ChoiceMenu {...menu} trigger={button} onClose={() => setIsOpen(false)} />
        </LazyPart>
      ) : null}
    </>
  );
}
