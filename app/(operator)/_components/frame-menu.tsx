"use client";

import type { ReactNode } from "react";
import { useTranslations } from "next-intl";
import { FloorMenu } from "@/components/shop-floor/floor-menu";
import type { MenuItem } from "@/components/ui/menu";
import { rememberHand } from "@/lib/client/hand";
import { useFloor } from "./floor-provider";
import type { FrameDialog } from "./frame-dialogs";

/** What a page adds to the menu: it hands its lines to `show`, which shows them before those of every page. */
export type FrameMenuLines = (show: (lines: readonly MenuItem[]) => ReactNode) => ReactNode;

/** The menu of every page of the floor. */
export function FrameMenu({ more = (show) => show([]), onOpen, onCamera }: { more?: FrameMenuLines; onOpen: (dialog: FrameDialog | null) => void; onCamera: () => void }) {
  const t = useTranslations("floor.menu");
  const scanning = useTranslations("scan");
  const lead = useTranslations("lead");
  const { person, hand, setHand, switchPerson } = useFloor();
  const other = hand === "right" ? "left" : "right";
  return more((lines) => (
    <FloorMenu
      onClose={() => onOpen(null)}
      items={[
        ...lines,
        ...(person.may.answer === true ? [{ label: t("calls"), href: "/calls" }] : []),
        ...(person.may.lines === false ? [] : [{ label: t("allLines"), href: "/station" }]),
        ...(person.may.override ? [{ label: lead("menu"), href: "/lead" }] : []),
        {
          label: t(other === "left" ? "leftHand" : "rightHand"),
          onSelect: () => {
            rememberHand(other);
            setHand(other);
          },
        },
        { label: t("kept"), onSelect: () => onOpen("queue") },
        { label: scanning("camera.openMenu"), onSelect: onCamera },
        { label: scanning("scanner.open"), onSelect: () => onOpen("scanner") },
        { label: t("somebodyElse"), onSelect: () => switchPerson() },
        { label: t("language"), onSelect: () => onOpen("language") },
      ]}
    />
  ));
}
