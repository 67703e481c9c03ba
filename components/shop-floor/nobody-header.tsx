"use client";

import { useState } from "react";
import { Logo } from "@/components/layout/logo";
import { later } from "@/components/ui/later";
import type { MenuItem } from "@/components/ui/menu";
import { useAhead } from "@/lib/client/use-ahead";
import { FloorHeader, type FloorHeaderProps } from "./floor-header";

const loadMenu = () => import("./floor-menu");
// Not part of what a tablet loads first.
const FloorMenu = later(() => loadMenu().then(({ FloorMenu: menu }) => menu));

/** The head of a tablet on which nobody is signed on, with its menu. */
export function NobodyHeader({ menu = [], ...head }: Pick<FloorHeaderProps, "place" | "connection" | "timeZone" | "initialNow"> & { menu?: readonly MenuItem[] }) {
  const [open, setOpen] = useState(false);
  useAhead(loadMenu);
  return (
    <>
      <FloorHeader
        {...head}
        nobody={
          <>
            <Logo className="size-6" />
            <span className="text-floor-md font-semibold">Millrace</span>
          </>
        }
        onMenu={() => setOpen(true)}
      />
      {open ? <FloorMenu items={menu} onClose={() => setOpen(false)} /> : null}
    </>
  );
}
