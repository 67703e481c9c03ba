"use client";

import { useState } from "react";
import { useTranslations } from "next-intl";
import clsx from "clsx";
import { FloorMain } from "@/components/layout/floor-shell";
import { Key, SecondKey } from "@/components/shop-floor/key";
import { SheetKeys } from "@/components/shop-floor/sheet";
import { Field, TextArea } from "@/components/ui/field";
import { useFormats } from "@/lib/format/formats";
import { type OpenPoint, pointText } from "@/lib/format/handover-point";
import type { RunView } from "@/lib/queries/operator/run-view";
import { useFloor } from "./floor-provider";
import { openPointsOf } from "./handover-points";

type Line = { readonly point: OpenPoint; readonly struck: boolean };

/** EX-16: whoever goes leaves a note and what is open. The list begins with what the tablet knows; each point can be struck, and others added. */
export function HandoverSheet({ view, onClose }: { view: RunView; onClose: () => void }) {
  const t = useTranslations("handover");
  const calls = useTranslations("calls");
  const back = useTranslations("floor")("back");
  const formats = useFormats();
  const { tap } = useFloor();
  const { unit } = view;
  const { timeZone } = unit.site;
  const [note, setNote] = useState("");
  const [more, setMore] = useState("");
  // As they were when the sheet was opened: a list that changes under the finger is not read.
  const [lines, setLines] = useState<readonly Line[]>(() => openPointsOf(view).map((point) => ({ point, struck: false })));
  const left = view.handovers.find((one) => one.own && one.accepted === null);
  const add = () => {
    setLines([...lines, { point: { kind: "NOTE", text: more.trim() }, struck: false }]);
    setMore("");
  };
  const leave = () => {
    const typed: readonly OpenPoint[] = more.trim() === "" ? [] : [{ kind: "NOTE", text: more.trim() }];
    const openPoints = [...lines.filter((line) => !line.struck).map((line) => line.point), ...typed];
    tap({ command: { name: "offer-handover", input: { workUnitId: unit.id, note: note.trim(), openPoints } }, text: t("leftEntry", { machine: unit.name }) });
    onClose();
  };
  return (
    <>
      <FloorMain className="grid content-start gap-6 landscape:grid-cols-2">
        <section aria-labelledby="handover" className="flex min-w-0 flex-col gap-4">
          <h1 id="handover" className="text-floor-lg font-semibold">
            {t("title", { machine: unit.name })}
          </h1>
          {left === undefined ? null : <p className="font-semibold text-amber-ink">{t("leftAlready", { time: formats.dayTime(left.offeredAt, timeZone) })}</p>}
          <InHand view={view} />
          <TextArea size="floor" label={t("note")} rows={4} maxLength={2000} value={note} onChange={(event) => setNote(event.target.value)} />
        </section>
        <section aria-labelledby="open-points" className="flex min-w-0 flex-col gap-4">
          <h2 id="open-points" className="text-floor-md font-semibold">
            {t("openPoints")}
          </h2>
          {lines.length === 0 ? <p className="text-ink-2">{t("noneKnown")}</p> : null}
          <ul className="grid grid-cols-1 gap-4">
            {lines.map((line, index) => {
              const text = pointText(line.point, timeZone, { t, calls, formats });
              return (
                <li key={`${index} ${text}`} className="flex min-w-0 items-center gap-4">
                  <span className={clsx("min-w-0 flex-1 break-words text-floor-md", line.struck && "text-ink-2 line-through")}>{text}</span>
                  <SecondKey
                    icon={line.struck ? "undo" : "cross"}
                    label={line.struck ? t("putBack") : t("strike")}
                    aria-label={line.struck ? t("putBackThis", { text }) : t("strikeThis", { text })}
                    onClick={() => setLines(lines.map((one, at) => (at === index ? { ...one, struck: !one.struck } : one)))}
                  />
                </li>
              );
            })}
          </ul>
          <form
            className="flex min-w-0 items-end gap-4"
            onSubmit={(event) => {
              event.preventDefault();
              if (more.trim() !== "") add();
            }}
          >
            <Field size="floor" label={t("another")} value={more} maxLength={200} className="min-w-0 flex-1" onChange={(event) => setMore(event.target.value)} />
            <SecondKey type="submit" icon="plus" label={t("add")} disabled={more.trim() === ""} />
          </form>
        </section>
      </FloorMain>
      <SheetKeys>
        <Key icon="arrow-left" label={back} detail={t("nothingLeft")} layout="wide" onClick={onClose} />
        <Key icon="swap" label={t("leave")} detail={t("leaveDetail")} layout="wide" primary onClick={leave} />
      </SheetKeys>
    </>
  );
}

/** What goes along by itself: the operation in hand with its counts. */
function InHand({ view: { operation } }: { view: RunView }) {
  const t = useTranslations("handover");
  const run = useTranslations("run");
  const formats = useFormats();
  if (operation === null) return <p className="text-ink-2">{t("nothingRuns")}</p>;
  return (
    <div className="rounded border border-line bg-surface px-5 py-4 leading-[1.35]">
      <b className="block text-floor-md">{run("ofOrder", { order: operation.order, number: operation.opNo, name: operation.name })}</b>
      <p className="text-ink-2">
        {t("counts", {
          good: formats.quantityWithUnit(operation.good, operation.uom),
          scrap: formats.quantity(operation.scrap),
          rework: formats.quantity(operation.rework),
        })}
      </p>
    </div>
  );
}
