"use client";

import type { ReactNode } from "react";
import Link from "next/link";
import { DropdownMenu as Primitive } from "radix-ui";
import { Icon } from "./icon";

/** One line of a menu: goes somewhere, or does something. */
export type MenuItem = { readonly label: string; readonly href?: string; readonly onSelect?: () => void; /** One is there already. */ readonly current?: boolean };

const ITEM = "flex min-h-8 w-full cursor-pointer items-center rounded-sm px-3 text-ink no-underline outline-none data-highlighted:bg-sunken";

/** A menu under a quiet button; `label` has the words that the button shows. It is not moved to the end of the document, so it stays within the landmark that opened it. */
export function Menu({ trigger, label, items }: { trigger: ReactNode; label: string; items: readonly MenuItem[] }) {
  return (
    <Primitive.Root modal={false}>
      <Primitive.Trigger aria-label={label} className="inline-flex min-h-8 items-center gap-1.5 rounded px-2 whitespace-nowrap text-ink-2 hover:bg-sunken">
        {trigger}
        <Icon name="chevron-down" className="size-4" />
      </Primitive.Trigger>
      <Primitive.Content align="end" sideOffset={10} className="z-50 grid min-w-[180px] rounded border border-line bg-raised p-1 shadow">
        {items.map((item) =>
          item.href === undefined ? (
            <Primitive.Item key={item.label} onSelect={item.onSelect} className={ITEM}>
              {item.label}
            </Primitive.Item>
          ) : (
            <Primitive.Item key={item.label} asChild className={ITEM}>
              <Link href={item.href} aria-current={item.current ? "page" : undefined} className="aria-[current=page]:font-semibold">
                {item.label}
                {item.current ? <Icon name="check" className="ml-auto size-4" /> : null}
              </Link>
            </Primitive.Item>
          ),
        )}
      </Primitive.Content>
    </Primitive.Root>
  );
}
