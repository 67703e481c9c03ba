"use client";

import { useLocale, useTranslations } from "next-intl";
import type { GlyphShape } from "@/components/ui/glyph";
import { writtenLocale } from "@/lib/i18n/locales";
import type { WallScreen } from "@/lib/queries/planner/wall-screen";

/** More names than this nobody reads in passing. */
const MOST_NAMED = 4;

type Answer = { readonly kind: "down" | "waits" | "silent" | "well"; readonly text: string; readonly shape?: GlyphShape };

/** What stands first on the wall, whichever page of it is shown: which lines are down, else who is waited for, else what is not heard. */
export function useWallAnswer({ lines }: WallScreen): Answer {
  const t = useTranslations("wall");
  const list = new Intl.ListFormat(writtenLocale(useLocale()), { type: "conjunction" });
  const down = lines.filter(({ state }) => state === "DOWN").map(({ code }) => code);
  if (down.length > 0) {
    const names = down.length > MOST_NAMED ? t("more", { lines: down.slice(0, MOST_NAMED).join(", "), count: String(down.length - MOST_NAMED) }) : list.format(down);
    return { kind: "down", shape: "down", text: t("down", { count: down.length, lines: names }) };
  }
  const waits = lines.filter(({ calls }) => calls.some(({ acknowledged }) => !acknowledged)).length;
  if (waits > 0) return { kind: "waits", shape: "blocked", text: t("waits", { count: waits }) };
  const silent = lines.filter(({ state }) => state === "UNKNOWN").length;
  if (silent > 0) return { kind: "silent", shape: "offline", text: t("silent", { count: silent }) };
  return { kind: "well", text: t("well", { count: lines.length }) };
}
