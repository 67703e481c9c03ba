"use client";

import { useState } from "react";
import { useTranslations } from "next-intl";
import { FloorMain } from "@/components/layout/floor-shell";
import { InstructionBody } from "@/components/shop-floor/instruction-body";
import { Key } from "@/components/shop-floor/key";
import { SheetKeys } from "@/components/shop-floor/sheet";
import { TickList } from "@/components/shop-floor/tick-list";
import { Mark } from "@/components/ui/mark";
import type { FloorInstruction } from "@/lib/queries/operator/floor-instructions";
import { useFloor } from "./floor-provider";
import type { InstructionPlace } from "./instruction-place";

/** EX-01, EX-03: an instruction over the whole glass; its checklist is ticked point by point, and that it was read is noted with the person's name. */
export function InstructionSheet({
  instruction,
  place,
  unitId,
  onClose,
}: {
  instruction: FloorInstruction;
  place: InstructionPlace;
  unitId: string;
  /** Back to where it was opened. */ onClose: () => void;
}) {
  const t = useTranslations("instructions");
  const floor = useTranslations("floor");
  const entries = useTranslations("entries");
  const { tap, person } = useFloor();
  const { content, title, version, gate } = instruction;
  const acknowledged = instruction.acknowledged.includes(place.operationId);
  const all = content.points.map((_, index) => index + 1);
  const [chosen, setTicked] = useState<readonly number[]>([]);
  const ticked = acknowledged ? all : chosen;
  const starts = place.next === "START";
  const open = all.length - ticked.length;
  const note = () => {
    tap({
      command: { name: "acknowledge-instruction", input: { instructionId: instruction.id, operationId: place.operationId, workUnitId: unitId, ticked: [...ticked] } },
      text: t("noted", { title, version }),
    });
    // Behind it in the queue: the start is sent once the acknowledgement was.
    if (starts)
      tap({
        command: { name: "start-operation", input: { operationId: place.operationId, workUnitId: unitId } },
        text: entries("started", { order: place.order, number: place.opNo }),
      });
    onClose();
  };
  return (
    <>
      <FloorMain className="flex flex-col gap-5 py-6">
        <div>
          <h1 className="text-floor-lg leading-tight font-semibold break-words">{title}</h1>
          <p className="text-ink-2">{t("head", { gate, version })}</p>
          {instruction.known === "CHANGED" ? (
            <Mark kind="warning" className="mt-2 text-floor-md font-semibold">
              {t("changedSince")}
            </Mark>
          ) : null}
        </div>
        <InstructionBody pieces={content.blocks} />
        {all.length === 0 ? null : (
          <section className="grid gap-4">
            <h2 className="flex flex-wrap items-baseline justify-between gap-4 text-floor-md font-semibold">
              {t("checklist")}
              <output aria-live="polite" className="font-normal text-ink-2">
                {t("ticked", { done: ticked.length, all: all.length })}
              </output>
            </h2>
            <TickList
              label={t("checklist")}
              points={content.points}
              ticked={ticked}
              onTick={
                acknowledged || !person.may.execute
                  ? undefined
                  : (position) => setTicked(chosen.includes(position) ? chosen.filter((one) => one !== position) : [...chosen, position])
              }
            />
          </section>
        )}
      </FloorMain>
      <SheetKeys>
        <Key icon="arrow-left" label={floor("back")} detail={acknowledged ? t("wasRead") : t("backDetail")} layout="wide" onClick={onClose} />
        {acknowledged ? null : (
          <Key
            icon={starts ? "play" : "check"}
            label={all.length === 0 ? t("read") : t("done")}
            detail={!person.may.execute ? t("mayOnlyLook") : open > 0 ? t("tickFirst") : starts ? t("startDetail", { order: place.order }) : t("noteDetail")}
            layout="wide"
            primary
            disabled={open > 0 || !person.may.execute}
            onClick={note}
          />
        )}
      </SheetKeys>
    </>
  );
}
