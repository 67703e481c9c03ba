"use client";

import type { ComponentProps } from "react";
import { useTranslations } from "next-intl";
import { later } from "@/components/ui/later";
import { useAhead } from "@/lib/client/use-ahead";

const load = () => import("@/components/ui/dialog");
// Not part of what a tablet loads first.
const Dialog = later(() => load().then(({ Dialog: dialog }) => dialog));

/** A dialog of the floor, in the words of the person at the tablet. */
export function FloorDialog({ open = true, ...props }: Omit<ComponentProps<typeof Dialog>, "labels">) {
  const t = useTranslations("floor");
  useAhead(load);
  return open ? <Dialog {...props} labels={{ close: t("close") }} /> : null;
}
