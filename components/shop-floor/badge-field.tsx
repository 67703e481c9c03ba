"use client";

import type { ReactNode } from "react";
import { ScanField } from "./scan-field";

type BadgeFieldProps = {
  onBadge: (badge: string) => void;
  error?: ReactNode;
  busy?: boolean;
  labels?: { label: string; hint: string; take: string; placeholder: string };
};

const LABELS = { label: "Your badge", hint: "Hold it to the reader, or type its number.", take: "Next", placeholder: "Badge number" };

/** The first step of signing on: the badge, from the reader or by hand. */
export function BadgeField({ onBadge, error, busy, labels = LABELS }: BadgeFieldProps) {
  return <ScanField label={labels.label} hint={labels.hint} icon="badge" inputMode="numeric" focusFirst onScan={onBadge} error={error} busy={busy} labels={labels} />;
}
