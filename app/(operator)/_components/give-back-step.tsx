"use client";

import { useTranslations } from "next-intl";
import { atLeast, isPositive } from "@/lib/client/pace";
import type { RunComponent, TakenLot } from "@/lib/queries/operator/run-components";
import { AmountScreen } from "./amount-screen";

type Props = { component: RunComponent; taken: TakenLot; onCancel: () => void; onSave: (quantity: string) => void };

/** How much of what was taken goes back; never more than is still out. */
export function GiveBackStep({ component, taken, onCancel, onSave }: Props) {
  const t = useTranslations("scan.returns");
  return (
    <AmountScreen
      title={t("howMuch", { what: taken.lot ?? component.item })}
      component={component}
      facts={[{ label: t("out"), quantity: taken.quantity }]}
      fits={(amount) => isPositive(amount) && atLeast(taken.quantity, amount)}
      save={{ label: (quantity) => t("save", { quantity }), enter: t("enter"), onSave }}
      onCancel={onCancel}
    />
  );
}
