"use client";

import { useTranslations } from "next-intl";
import { FloorDialog } from "@/components/shop-floor/floor-dialog";
import { SecondKey } from "@/components/shop-floor/key";
import { useFormats } from "@/lib/format/formats";
import { pointText } from "@/lib/format/handover-point";
import type { Handover } from "@/lib/queries/operator/handovers";
import { useFloor } from "./floor-provider";

/** What the crew before left here. Who comes accepts it, which takes over the time of who went; who reads it later says so (EX-16). */
export function HandoverDialog({ handover, machine, timeZone, onClose }: { handover: Handover; machine: string; timeZone: string; onClose: () => void }) {
  const t = useTranslations("handover");
  const calls = useTranslations("calls");
  const run = useTranslations("run");
  const needsNetwork = useTranslations("floor")("needsNetwork");
  const formats = useFormats();
  const { tap, offline, person } = useFloor();
  const { id, by, note, openPoints, counts, accepted, running } = handover;
  const may = person.may.execute && person.personId !== null;
  const send = (name: "accept-handover" | "read-handover", text: string) => {
    tap({ command: { name, input: { handoverId: id } }, text });
    onClose();
  };
  return (
    <FloorDialog
      onClose={onClose}
      wide
      title={t("from", { name: by })}
      description={
        accepted === null
          ? t("leftAt", { machine, time: formats.dayTime(handover.offeredAt, timeZone) })
          : t("acceptedBy", { machine, name: accepted.by, time: formats.dayTime(accepted.at, timeZone) })
      }
      actions={
        !may ? undefined : accepted === null ? (
          <>
            <SecondKey label={t("later")} onClick={onClose} className="min-w-48" />
            <SecondKey
              icon="check"
              label={t("accept")}
              primary={!offline}
              disabled={offline}
              detail={offline ? needsNetwork : undefined}
              onClick={() => send("accept-handover", t("acceptedEntry", { machine }))}
              className="min-w-48"
            />
          </>
        ) : (
          <SecondKey icon="check" label={t("read")} primary onClick={() => send("read-handover", t("readEntry", { machine }))} className="min-w-48" />
        )
      }
    >
      <div className="grid gap-6">
        <p className="text-floor-md break-words whitespace-pre-line">{note === "" ? t("noNote") : note}</p>
        <section aria-labelledby="left-open">
          <h3 id="left-open" className="text-floor-md font-semibold">
            {t("openPoints")}
          </h3>
          {openPoints.length === 0 ? (
            <p className="text-ink-2">{t("nothingOpen")}</p>
          ) : (
            <ul className="list-disc pl-6">
              {openPoints.map((point, index) => (
                <li key={index} className="break-words">
                  {pointText(point, timeZone, { t, calls, formats })}
                </li>
              ))}
            </ul>
          )}
        </section>
        {counts.map((count) => (
          <p key={`${count.order} ${count.opNo}`} className="leading-[1.35]">
            <b className="block">{run("ofOrder", { order: count.order, number: count.opNo, name: count.name })}</b>
            {t("counts", { good: formats.quantityWithUnit(count.good, count.uom), scrap: formats.quantity(count.scrap), rework: formats.quantity(count.rework) })}
          </p>
        ))}
        {accepted !== null || !may ? null : (
          <p className="font-semibold">{running.length === 0 ? t("noTime", { name: by }) : t("takesTime", { name: by, operations: running.join(", ") })}</p>
        )}
      </div>
    </FloorDialog>
  );
}
