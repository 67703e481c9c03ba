"use client";

import { useTranslations } from "next-intl";
import { Key } from "@/components/shop-floor/key";
import { SheetMain } from "@/components/shop-floor/sheet";
import { StatePanel } from "@/components/shop-floor/state-panel";
import { StopPanel } from "@/components/shop-floor/stop-panel";
import { lessUntilZero } from "@/lib/client/pace";
import { useFormats } from "@/lib/format/formats";
import type { RunOperation } from "@/lib/queries/operator/run-operation";
import type { ReasonChoice } from "@/lib/queries/operator/reason-choices";
import type { RunView } from "@/lib/queries/operator/run-view";
import { useFloor } from "./floor-provider";
import { ReasonPicker } from "./reason-picker";

/** Why did it stop: one tap on a reason pauses the operation (EX-02). */
export function PauseSheet({ view, operation, onClose, onCall }: { view: RunView; operation: RunOperation; onClose: () => void; onCall: () => void }) {
  const t = useTranslations("stops");
  const calls = useTranslations("calls");
  const run = useTranslations("run");
  const entries = useTranslations("entries");
  const back = useTranslations("floor")("back");
  const formats = useFormats();
  const { tap } = useFloor();
  const { machine, site } = view.unit;
  const stopped = machine !== null && (machine.state === "DOWN" || machine.state === "HELD");
  const pause = (reason: ReasonChoice, words?: string) => {
    tap({
      command: { name: "pause-operation", input: { operationId: operation.id, reason: reason.code, ...(words === undefined ? {} : { comment: words }) } },
      text: entries("paused", { reason: formats.inSentence(reason.name) }),
    });
    onClose();
  };
  const left = formats.quantityWithUnit(lessUntilZero(operation.target, operation.good), operation.uom);
  const facts = [
    { name: t("since"), value: t("byItself", { time: formats.timeWithSeconds(machine?.since ?? operation.since, site.timeZone) }) },
    ...(machine?.reasonName == null ? [] : [{ name: t("signal"), value: machine.reasonName }]),
    { name: t("order"), value: t("orderLeft", { order: operation.order, quantity: left }) },
    ...(operation.planPerHour === null ? [] : [{ name: t("costs"), value: t("unitsAnHour", { quantity: formats.quantity(operation.planPerHour, { decimals: 0 }) }) }]),
  ];
  return (
    <SheetMain work="tiles">
      <section aria-label={t("whatStands")} className="flex min-h-0 flex-col gap-4">
        {stopped ? (
          <StopPanel since={machine.since} initialNow={view.asOf} facts={facts} />
        ) : (
          <div className="flex min-h-0 flex-col gap-4">
            <StatePanel state={operation.state === "SETUP" ? "SETUP" : "PRODUCING"} since={operation.since} initialNow={view.asOf} />
            <div className="rounded border border-line bg-surface px-5 py-4 leading-[1.35] portrait:hidden">
              <b className="block text-floor-md">{run("ofOrder", { order: operation.order, number: operation.opNo, name: operation.name })}</b>
              <p className="mt-1 text-ink-2">{t("stays", { quantity: left })}</p>
            </div>
          </div>
        )}
        <div className="mt-auto grid gap-4 portrait:grid-cols-2">
          <Key icon="bell" label={calls("key")} detail={view.calls.length === 0 ? calls("nobodyYet") : calls("open", { count: view.calls.length })} layout="row" onClick={onCall} />
          <Key icon="arrow-left" label={back} detail={t("notPaused")} layout="row" onClick={onClose} />
        </div>
      </section>
      <ReasonPicker title={stopped ? t("whyStopped") : t("whyPaused")} reasons={view.reasons.stop} suggested={machine?.reason} save={t("pause")} onPick={pause} />
    </SheetMain>
  );
}
