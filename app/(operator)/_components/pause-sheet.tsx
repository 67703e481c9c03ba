"use client";

import { FloorMain } from "@/components/layout/floor-shell";
import { Key } from "@/components/shop-floor/key";
import { StatePanel } from "@/components/shop-floor/state-panel";
import { StopPanel } from "@/components/shop-floor/stop-panel";
import { lessUntilZero } from "@/lib/client/pace";
import { formatTimeWithSeconds } from "@/lib/format/instant";
import { formatQuantity, formatQuantityWithUnit } from "@/lib/format/quantity";
import type { RunOperation } from "@/lib/queries/operator/run-operation";
import type { ReasonChoice, RunView } from "@/lib/queries/operator/run-view";
import { useFloor } from "./floor-provider";
import { ReasonPicker } from "./reason-picker";

/** Why did it stop: one tap on a reason pauses the operation (EX-02). */
export function PauseSheet({ view, operation, onClose, onCall }: { view: RunView; operation: RunOperation; onClose: () => void; onCall: () => void }) {
  const { tap } = useFloor();
  const { machine, site } = view.unit;
  const stopped = machine !== null && (machine.state === "DOWN" || machine.state === "HELD");
  const pause = (reason: ReasonChoice, words?: string) => {
    tap({
      command: { name: "pause-operation", input: { operationId: operation.id, reason: reason.code, ...(words === undefined ? {} : { comment: words }) } },
      text: `Paused, ${reason.name.toLowerCase()}`,
    });
    onClose();
  };
  const left = formatQuantityWithUnit(lessUntilZero(operation.target, operation.good), operation.uom);
  const facts = [
    { name: "Since", value: `${formatTimeWithSeconds(machine?.since ?? operation.since, { timeZone: site.timeZone })}, by itself` },
    ...(machine?.reasonName == null ? [] : [{ name: "Signal", value: machine.reasonName }]),
    { name: "Order", value: `${operation.order}, ${left} left` },
    ...(operation.planPerHour === null ? [] : [{ name: "Costs", value: `${formatQuantity(operation.planPerHour, { decimals: 0 })} units every hour` }]),
  ];
  return (
    <FloorMain className="grid gap-6 landscape:grid-cols-[376px_minmax(0,1fr)] landscape:py-6 portrait:grid-rows-[auto_1fr] portrait:gap-4">
      <section aria-label="What stands" className="flex min-h-0 flex-col gap-4">
        {stopped ? (
          <StopPanel since={machine.since} initialNow={view.asOf} facts={facts} />
        ) : (
          <div className="flex min-h-0 flex-col gap-4">
            <StatePanel state={operation.state === "SETUP" ? "SETUP" : "PRODUCING"} since={operation.since} initialNow={view.asOf} />
            <div className="rounded border border-line bg-surface px-5 py-4 leading-[1.35] portrait:hidden">
              <b className="block text-floor-md">
                {operation.order} / Op {operation.opNo} {operation.name}
              </b>
              <p className="mt-1 text-ink-2">{left} left. The order stays on this machine; whoever stays on it is booked on the delay until Start.</p>
            </div>
          </div>
        )}
        <div className="mt-auto grid gap-4 portrait:grid-cols-2">
          <Key
            icon="bell"
            label="Call"
            detail={view.calls.length === 0 ? "nobody called yet" : view.calls.length === 1 ? "1 call is open" : `${view.calls.length} calls are open`}
            layout="row"
            onClick={onCall}
          />
          <Key icon="arrow-left" label="Back" detail="it is not paused" layout="row" onClick={onClose} />
        </div>
      </section>
      <ReasonPicker title={stopped ? "Why did it stop?" : "Why is it paused?"} reasons={view.reasons.stop} suggested={machine?.reason} save="Pause" onPick={pause} />
    </FloorMain>
  );
}
