"use client";

import { type ReactNode, useRef } from "react";
import { Dialog as Primitive } from "radix-ui";
import clsx from "clsx";
import { Icon } from "./icon";
import { useSurface } from "./surface";

// The overlay adds a style element that stops the page behind from scrolling; get-nonce reads the document's nonce from here (CSP).
if (typeof document !== "undefined") Object.assign(globalThis, { __webpack_nonce__: document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce });

/** What opened a dialog that has not given the focus back yet. */
let lastOpener: Element | null = null;

type DialogProps = {
  /** False while it is shut, where it stays mounted. */
  open?: boolean;
  onClose: () => void;
  title: string;
  description?: ReactNode;
  children: ReactNode;
  /** The buttons at its foot, the main one last. */
  actions?: ReactNode;
  /** Words of the dialog itself. */
  labels?: { close: string };
  wide?: boolean;
};

/** A question that must be answered before going on; one that is asked from within another lies over it. Escape and the cross leave without doing anything, and the focus goes back to where it was. */
export function Dialog({ open = true, onClose, title, description, children, actions, labels = { close: "Close" }, wide = false }: DialogProps) {
  const { container, floor } = useSurface();
  const opener = useRef<Element>(null);
  return (
    <Primitive.Root
      open={open}
      onOpenChange={(next) => {
        if (!next) onClose();
      }}
    >
      <Primitive.Portal container={container}>
        <Primitive.Overlay className="fixed inset-0 z-50 bg-[rgb(0_0_0/0.5)]" />
        <Primitive.Content
          onOpenAutoFocus={() => {
            // One that takes the place of another, such as the menu, was opened by what had opened that.
            opener.current = document.activeElement === document.body ? lastOpener : document.activeElement;
            lastOpener = opener.current;
          }}
          onCloseAutoFocus={() => {
            if (lastOpener === opener.current) lastOpener = null;
            // Not from what has taken its place meanwhile, and the focus with it.
            if (opener.current instanceof HTMLElement && document.activeElement === document.body) opener.current.focus();
          }}
          {...(description === undefined ? { "aria-describedby": undefined } : {})}
          className={clsx(
            "fixed top-1/2 left-1/2 z-50 flex max-h-[calc(100dvh-32px)] w-[calc(100vw-32px)] -translate-1/2 flex-col rounded border border-line bg-surface text-ink shadow",
            floor ? (wide ? "max-w-[1100px] text-floor" : "max-w-[760px] text-floor") : wide ? "max-w-[860px]" : "max-w-[520px]",
          )}
        >
          <header
            className={clsx("flex items-start gap-4 border-b border-line", floor ? "py-3 pr-3 pl-6 left-hand:flex-row-reverse left-hand:pr-6 left-hand:pl-3" : "py-3 pr-3 pl-4")}
          >
            <div className="min-w-0 flex-1 self-center">
              <Primitive.Title className={clsx("leading-tight font-semibold", floor ? "text-floor-lg" : "text-lg")}>{title}</Primitive.Title>
              {description === undefined ? null : <Primitive.Description className="mt-1 text-ink-2">{description}</Primitive.Description>}
            </div>
            <Primitive.Close
              aria-label={labels.close}
              className={clsx("grid flex-none place-items-center rounded text-ink-2 hover:bg-sunken", floor ? "size-(--target)" : "size-8")}
            >
              <Icon name="cross" className={floor ? "size-8" : "size-4"} />
            </Primitive.Close>
          </header>
          <div className={clsx("min-h-0 overflow-auto", floor ? "p-6" : "p-4")}>{children}</div>
          {actions === undefined ? null : (
            <footer className={clsx("flex flex-wrap justify-end border-t border-line", floor ? "gap-4 p-6 left-hand:flex-row-reverse" : "gap-2 px-4 py-3")}>{actions}</footer>
          )}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
