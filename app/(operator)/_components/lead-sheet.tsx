"use client";

import { FloorMain } from "@/components/layout/floor-shell";
import { Key } from "@/components/shop-floor/key";
import type { RunView } from "@/lib/queries/operator/run-view";
import { useFloor } from "./floor-provider";
import { ReasonPicker } from "./reason-picker";
import type { Sheet } from "./run-screen";

/** A lead holds an order or leaves an operation out: one tap on a reason does it (§2.2). */
export function LeadSheet({ view, sheet, onClose }: { view: RunView; sheet: Extract<Sheet, { kind: "HOLD" | "SKIP" }>; onClose: () => void }) {
  const { tap } = useFloor();
  const hold = sheet.kind === "HOLD";
  return (
    <FloorMain className="grid gap-6 landscape:grid-cols-[376px_minmax(0,1fr)] landscape:py-6 portrait:grid-rows-[auto_1fr] portrait:gap-4">
      <section aria-label="What it does" className="flex min-h-0 flex-col gap-4">
        <div className="rounded border border-line bg-surface px-5 py-4 leading-[1.35]">
          <b className="block text-floor-md">{hold ? `Hold ${sheet.order}` : `Skip ${sheet.title}`}</b>
          <p className="mt-1 text-ink-2">
            {hold
              ? "Nothing of it starts or is recorded until a lead lifts the hold. What is in work is paused; whoever stays on it is booked on the delay."
              : "It is left out for good, and the operation after it may start."}
          </p>
        </div>
        <Key icon="arrow-left" label="Back" detail="nothing changes" layout="row" onClick={onClose} className="mt-auto" />
      </section>
      <ReasonPicker
        title={hold ? "Why is it held?" : "Why is it skipped?"}
        reasons={view.reasons.stop}
        save={hold ? "Hold" : "Skip"}
        onPick={(reason, comment) => {
          if (hold)
            tap({
              command: { name: "hold-order", input: { orderId: sheet.orderId, reason: reason.code, ...(comment === undefined ? {} : { comment }) } },
              text: `${sheet.order} held, ${reason.name.toLowerCase()}`,
            });
          else tap({ command: { name: "skip-operation", input: { operationId: sheet.operationId, reason: reason.code } }, text: `Skipped ${sheet.title}` });
          onClose();
        }}
      />
    </FloorMain>
  );
}
