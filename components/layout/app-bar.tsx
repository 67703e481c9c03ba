"use client";

import type { ReactNode } from "react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import clsx from "clsx";
import { Menu, type MenuItem } from "@/components/ui/menu";
import { LogoLink } from "./logo-link";
import { ThemeToggle } from "./theme-toggle";

/** One entry of the main navigation. Shown when the person holds `permission`, or when it asks for none. */
export type NavItem = { readonly href: string; readonly label: string; readonly permission?: string; /** Opened now and then: stands under "More". */ readonly more?: boolean };

export type AppBarProps = {
  nav: readonly NavItem[];
  permissions: readonly string[];
  /** Who is signed in, and what of the company they see: "Planner A", "Sites A, B". */
  user: { readonly name: string; readonly scope?: string };
  /** What stands under the name: sign out, devices. */
  menu: readonly MenuItem[];
  /** Usually a `LiveDot`. */
  live?: ReactNode;
  homeHref?: string;
  labels?: { navigation: string; more: string; userMenu: string };
};

function isCurrent(path: string, href: string): boolean {
  return path === href || path.startsWith(`${href}/`);
}

const tabTone = (current: boolean): string => (current ? "border-b-ink font-semibold text-ink" : "text-ink-2 hover:text-ink");

const LABELS = { navigation: "Main", more: "More", userMenu: "Your menu" };

/** The bar of the office: where one may go, how fresh it all is, who one is. */
export function AppBar({ nav, permissions, user, menu, live, homeHref = "/", labels = LABELS }: AppBarProps) {
  const path = usePathname();
  const visible = nav.filter((item) => item.permission === undefined || permissions.includes(item.permission));
  // The longest match wins, so that /orders/1/cost lights Cost and not Orders.
  const current = visible.filter((item) => isCurrent(path, item.href)).toSorted((a, b) => b.href.length - a.href.length)[0];
  const more = visible.filter((item) => item.more);
  const who = user.scope === undefined ? user.name : `${user.name} · ${user.scope}`;
  return (
    <header className="sticky top-0 z-30 flex h-12 flex-none items-center gap-5 border-b border-line bg-surface px-6 max-sm:gap-2 max-sm:px-3 print:hidden">
      <LogoLink href={homeHref} />
      <nav aria-label={labels.navigation} className="ml-2 flex min-w-0 gap-1 self-stretch overflow-x-auto">
        {visible
          .filter((item) => !item.more)
          .map((item) => (
            <Link
              key={item.href}
              href={item.href}
              aria-current={item === current ? "page" : undefined}
              className={clsx("flex items-center border-y-3 border-transparent px-3 whitespace-nowrap no-underline focus-visible:-outline-offset-3", tabTone(item === current))}
            >
              {item.label}
            </Link>
          ))}
      </nav>
      {more.length === 0 ? null : (
        // Outside of what scrolls sideways, which would cut its list off. On a page of the list the button has the page's name.
        <nav aria-label={labels.more} className={clsx("-ml-4 flex flex-none items-center self-stretch border-y-3 border-transparent", tabTone(current?.more === true))}>
          <Menu
            label={current?.more ? `${labels.more}, ${current.label}` : labels.more}
            trigger={<span>{current?.more ? current.label : labels.more}</span>}
            items={more.map(({ href, label }) => ({ href, label, current: href === current?.href }))}
          />
        </nav>
      )}
      <div className="ml-auto flex flex-none items-center gap-4 text-ink-2 max-sm:gap-1">
        {live}
        <Menu
          label={`${labels.userMenu}, ${who}`}
          trigger={
            <span>
              {user.name}
              {user.scope === undefined ? null : <span className="max-sm:hidden">{` · ${user.scope}`}</span>}
            </span>
          }
          items={menu}
        />
        <ThemeToggle />
      </div>
    </header>
  );
}
