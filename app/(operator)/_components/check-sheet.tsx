"use client";

import { type ReactNode, useState } from "react";
import { useTranslations } from "next-intl";
import { FloorMain } from "@/components/layout/floor-shell";
import { Key, SecondKey } from "@/components/shop-floor/key";
import { NumberPad } from "@/components/shop-floor/number-pad";
import { ReasonTiles } from "@/components/shop-floor/reason-tiles";
import { SheetKeys, SheetMain } from "@/components/shop-floor/sheet";
import { Mark } from "@/components/ui/mark";
import { type CellEntry, type CheckCell, cellsOf, decimalsToType, failingOf, isGood, mayBeNegative, resultsOf } from "@/lib/client/check-entry";
import { type Formats, useFormats } from "@/lib/format/formats";
import type { Translator } from "@/lib/i18n/translator";
import type { CheckedCharacteristic, DueCheckView } from "@/lib/queries/operator/due-checks";
import { CheckTrendPanel } from "./check-trend-panel";
import { useFloor } from "./floor-provider";

/** EX-14: one check, sample by sample, each judged as soon as it is typed; then all of it once more before it is recorded. */
export function CheckSheet({ check, operationId, onClose }: { check: DueCheckView; operationId: string; onClose: () => void }) {
  const { tap } = useFloor();
  const t = useTranslations("checks");
  const said = useTranslations("entries");
  const formats = useFormats();
  const cells = cellsOf(check);
  const [entries, setEntries] = useState<readonly CellEntry[]>([]);
  const [at, setAt] = useState(0);
  const cell = cells[at];
  const enter = (entry: CellEntry) => {
    setEntries([...entries.slice(0, at), entry, ...entries.slice(at + 1)]);
    // After a correction straight back to the whole.
    setAt(entries.length > at ? cells.length : at + 1);
  };
  if (cell === undefined) {
    const failing = failingOf(cells, entries);
    const record = () => {
      tap({
        command: { name: "record-check", input: { checkId: check.id, operationId, results: resultsOf(cells, entries) } },
        text: failing.length === 0 ? said("checkPassed", { plan: check.plan }) : said("checkFailed", { plan: check.plan, names: failing.map(({ name }) => name).join(", ") }),
      });
      onClose();
    };
    return <Summary check={check} cells={cells} entries={entries} failing={failing} onEdit={setAt} onRecord={record} onClose={onClose} />;
  }
  const heading = (
    <div>
      <h1 className="text-floor-lg leading-tight font-semibold">{cell.characteristic.name}</h1>
      <p className="text-ink-2">
        {t("position", { plan: check.plan, at: at + 1, of: cells.length })}
        {check.sampleSize > 1 ? `, ${t("sample", { at: cell.sample, of: check.sampleSize })}` : ""}
      </p>
      <p className="text-floor-md">{limitsText(cell.characteristic, t, formats)}</p>
    </div>
  );
  return cell.characteristic.kind === "VARIABLE" ? (
    <Measured key={at} cell={cell} checkId={check.id} heading={heading} entered={entries[at]} onEnter={enter} onCancel={onClose} />
  ) : (
    <Seen key={at} cell={cell} heading={heading} entered={entries[at]} onEnter={enter} onCancel={onClose} />
  );
}

function limitsText({ kind, lowerLimit, upperLimit, target, uom, acceptNumber }: CheckedCharacteristic, t: Translator<"checks">, formats: Formats): string {
  if (kind === "ATTRIBUTE") return t("limits.accept", { count: acceptNumber ?? 0 });
  const shown = (value: string) => `${formats.quantity(value)}${uom === null ? "" : `\u00a0${formats.unit(uom)}`}`;
  const limits =
    lowerLimit !== null && upperLimit !== null
      ? t("limits.both", { lower: shown(lowerLimit), upper: shown(upperLimit) })
      : lowerLimit !== null
        ? t("limits.lower", { lower: shown(lowerLimit) })
        : upperLimit !== null
          ? t("limits.upper", { upper: shown(upperLimit) })
          : t("limits.none");
  return target === null ? limits : `${limits}, ${t("limits.target", { target: shown(target) })}`;
}

type CellProps = { cell: CheckCell; heading: ReactNode; entered: CellEntry | undefined; onEnter: (entry: CellEntry) => void; onCancel: () => void };

function Measured({ cell, checkId, heading, entered, onEnter, onCancel }: CellProps & { checkId: string }) {
  const t = useTranslations("checks");
  const formats = useFormats();
  const before = entered !== undefined && "value" in entered ? entered.value : "";
  const [typed, setTyped] = useState(before.replace("-", ""));
  const [negative, setNegative] = useState(before.startsWith("-"));
  const { characteristic } = cell;
  const digits = typed.replace(/\.$/, "");
  const ready = /\d/.test(digits);
  const entry: CellEntry = { value: `${negative && ready ? "-" : ""}${digits.startsWith(".") ? `0${digits}` : digits}` };
  const good = ready && isGood(cell, entry);
  return (
    <SheetMain work="pad">
      <section aria-label={characteristic.name} className="flex min-h-0 flex-col gap-3">
        {heading}
        <div className="flex flex-wrap items-center gap-x-6 gap-y-2">
          <output aria-live="polite" aria-label={t("value")} className="text-[5rem] leading-none font-semibold tracking-[-0.03em]">
            {typed === "" ? "–" : `${negative ? "−" : ""}${formats.typed(typed)}`}
            {characteristic.uom === null ? null : <small className="ml-2 text-floor-md font-normal tracking-normal text-ink-2">{formats.unit(characteristic.uom)}</small>}
          </output>
          {ready ? (
            <Mark kind={good ? "saved" : "warning"} className="text-floor-lg font-semibold">
              {good ? t("within") : t("outside")}
            </Mark>
          ) : null}
          {mayBeNegative(characteristic) ? <SecondKey icon="minus" label={t("negative")} pressed={negative} onClick={() => setNegative(!negative)} className="ml-auto" /> : null}
        </div>
        <CheckTrendPanel checkId={checkId} characteristic={characteristic} />
      </section>
      <NumberPad
        value={typed}
        onChange={setTyped}
        decimals={decimalsToType(characteristic)}
        keepZeros
        onCancel={onCancel}
        save={{
          label: ready ? t("next", { value: `${negative ? "−" : ""}${formats.typed(digits)}` }) : t("enterValue"),
          onSave: () => (ready ? onEnter(entry) : undefined),
          disabled: !ready,
        }}
      />
    </SheetMain>
  );
}

function Seen({ cell, heading, entered, onEnter, onCancel }: CellProps) {
  const t = useTranslations("checks");
  const { defectCodes, defectNames = {} } = cell.characteristic;
  const [rejecting, setRejecting] = useState(false);
  const defect = entered !== undefined && "defect" in entered ? (entered.defect ?? "") : "";
  return (
    <>
      <FloorMain className="flex flex-col gap-6 py-6">
        {heading}
        {rejecting ? (
          <div className="flex min-h-0 flex-1 flex-col gap-3">
            <h2 className="text-floor-md font-semibold">{t("whichDefect")}</h2>
            <ReasonTiles
              look="scrap"
              label={t("whichDefect")}
              reasons={defectCodes.map((code) => ({ code, label: defectNames[code] ?? code }))}
              selected={defect}
              onPick={(code) => onEnter({ accepted: false, defect: code })}
            />
          </div>
        ) : null}
      </FloorMain>
      <SheetKeys>
        <Key icon="arrow-left" label={t("cancel")} onClick={rejecting ? () => setRejecting(false) : onCancel} />
        <Key
          icon="cross"
          label={t("reject")}
          pressed={rejecting || (entered !== undefined && "accepted" in entered && !entered.accepted)}
          onClick={() => (defectCodes.length === 0 ? onEnter({ accepted: false, defect: null }) : setRejecting(true))}
        />
        <Key icon="check" label={t("accept")} primary onClick={() => onEnter({ accepted: true, defect: null })} />
      </SheetKeys>
    </>
  );
}

type SummaryProps = {
  check: DueCheckView;
  cells: readonly CheckCell[];
  entries: readonly CellEntry[];
  failing: readonly CheckedCharacteristic[];
  onEdit: (index: number) => void;
  onRecord: () => void;
  onClose: () => void;
};

/** UI-11: a failure is expensive to undo, so it is read once more before it is recorded; a tap on a value corrects it. */
function Summary({ check, cells, entries, failing, onEdit, onRecord, onClose }: SummaryProps) {
  const t = useTranslations("checks");
  const formats = useFormats();
  const passed = failing.length === 0;
  return (
    <>
      <FloorMain className="flex flex-col gap-4 py-6">
        <h1 className="text-floor-lg font-semibold">{check.plan}</h1>
        <Mark kind={passed ? "saved" : "warning"} className="text-floor-lg font-semibold">
          {passed ? t("passes") : t("fails", { names: failing.map(({ name }) => name).join(", ") })}
        </Mark>
        {passed ? null : <p className="text-floor-md">{t("consequence")}</p>}
        <ul className="grid gap-4 landscape:grid-cols-2" aria-label={t("entered")}>
          {cells.map((cell, index) => {
            const entry = entries[index];
            if (entry === undefined) return null;
            const { name, uom, defectNames = {} } = cell.characteristic;
            const said =
              "value" in entry
                ? `${formats.quantity(entry.value)}${uom === null ? "" : `\u00a0${formats.unit(uom)}`}`
                : entry.accepted
                  ? t("accepted")
                  : entry.defect === null
                    ? t("rejected")
                    : (defectNames[entry.defect] ?? entry.defect);
            return (
              <li key={`${cell.characteristic.position} ${cell.sample}`}>
                <SecondKey
                  icon={isGood(cell, entry) ? "check" : "cross"}
                  label={`${name}: ${said}`}
                  detail={check.sampleSize > 1 ? t("sample", { at: cell.sample, of: check.sampleSize }) : undefined}
                  onClick={() => onEdit(index)}
                  className="w-full !justify-start"
                />
              </li>
            );
          })}
        </ul>
      </FloorMain>
      <SheetKeys>
        <Key icon="arrow-left" label={t("cancel")} detail={t("cancelDetail")} layout="wide" onClick={onClose} />
        <Key
          icon={passed ? "check" : "stop"}
          label={passed ? t("record") : t("recordFailure")}
          detail={passed ? t("recordDetail") : t("recordFailureDetail")}
          layout="wide"
          primary
          onClick={onRecord}
        />
      </SheetKeys>
    </>
  );
}
