"use client";

import type { ComponentProps } from "react";
import { useTranslations } from "next-intl";
import { Dialog } from "@/components/ui/dialog";

/** A dialog of the floor, in the words of the person at the tablet. */
export function FloorDialog(props: Omit<ComponentProps<typeof Dialog>, "labels">) {
  const t = useTranslations("floor");
  return <Dialog {...props} labels={{ close: t("close") }} />;
}
