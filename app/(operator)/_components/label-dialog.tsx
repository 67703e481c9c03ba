"use client";

import { useState } from "react";
import { useTranslations } from "next-intl";
import { FloorDialog } from "@/components/shop-floor/floor-dialog";
import { SecondKey } from "@/components/shop-floor/key";
import { IconButton } from "@/components/ui/icon-button";
import { acknowledgeTap } from "@/lib/client/acknowledge";
import { unitKeys } from "@/lib/client/query-keys";
import { useRead } from "@/lib/client/use-read";
import { useFormats } from "@/lib/format/formats";
import type { FloorUnit } from "@/lib/queries/operator/floor-unit";
import type { MadeThings } from "@/app/(operator)/api/station/[workUnit]/labels/route";

const SYMBOLS = ["DATAMATRIX", "GS1_128"] as const;
const MOST_COPIES = 20;
const RESOLUTIONS = ["203", "300"] as const;
/** Which label printer stands at this tablet; it is the tablet's, whoever is signed on. */
const PRINTER = "millrace-label-dpi";

/** Labels of the handling units that this machine filled lately and of the lots that it made: shown for printing, or as the file that a label printer takes. */
export function LabelDialog({ unit, onClose }: { unit: Pick<FloorUnit, "id" | "code" | "site">; onClose: () => void }) {
  const t = useTranslations("scan.label");
  const formats = useFormats();
  const { data: made, failed } = useRead<MadeThings>(unitKeys.labels(unit.id), `/api/station/${encodeURIComponent(unit.code)}/labels`);
  const [chosen, setChosen] = useState<string>();
  const [symbol, setSymbol] = useState<(typeof SYMBOLS)[number]>("DATAMATRIX");
  const [copies, setCopies] = useState(1);
  const [dpi, setDpi] = useState(() => (localStorage.getItem(PRINTER) === "300" ? "300" : "203"));
  const labels = made === undefined ? undefined : labelsOf(made, (digits) => t("pallet", { digits }));
  const label = labels?.find((one) => one.id === chosen) ?? labels?.[0];
  const open = (format: "pdf" | "zpl") => {
    if (label === undefined) return;
    acknowledgeTap();
    const address = `${label.address}?format=${format}&copies=${copies}&dpi=${dpi}${label.oneSymbol ? "" : `&symbol=${symbol}&quantity=${encodeURIComponent(label.quantity)}`}`;
    // A file is downloaded where the page is; a label to look at gets a page of its own, so that the run stays.
    if (format === "zpl") window.location.assign(address);
    else window.open(address, "_blank", "noopener");
  };
  return (
    <FloorDialog
      onClose={onClose}
      title={t("title")}
      description={t("description")}
      actions={
        <>
          <SecondKey icon="box" label={t("zpl")} detail={t("zplDetail")} disabled={label === undefined} onClick={() => open("zpl")} className="flex-1" />
          <SecondKey icon="printer" label={t("pdf")} detail={t("pdfDetail")} primary disabled={label === undefined} onClick={() => open("pdf")} className="flex-1" />
        </>
      }
    >
      {labels === undefined || labels.length === 0 ? (
        <p role={failed ? "alert" : "status"} className="text-floor-md text-ink-2">
          {failed ? t("failed") : labels === undefined ? t("loading") : t("none")}
        </p>
      ) : (
        <div className="grid gap-5">
          <ul className="grid grid-cols-1 gap-4">
            {labels.map((one) => (
              <li key={one.id}>
                <button
                  type="button"
                  aria-pressed={one === label}
                  aria-label={[one.title, one.detail, formats.quantityWithUnit(one.quantity, one.uom), formats.dayTime(one.at, unit.site.timeZone)].join(", ")}
                  onClick={() => setChosen(one.id)}
                  className={`flex min-h-(--target) w-full min-w-0 items-center gap-4 rounded border-2 px-5 py-2 text-left active:bg-sunken ${one === label ? "border-3 border-accent bg-raised" : "border-line-strong bg-raised"}`}
                >
                  <span className="min-w-0 flex-1 leading-[1.25]">
                    <b className="block truncate text-floor-md">{one.title}</b> <span className="block truncate text-ink-2">{one.detail}</span>
                  </span>{" "}
                  <span className="flex-none text-right leading-[1.25] whitespace-nowrap">
                    <b className="block">{formats.quantityWithUnit(one.quantity, one.uom)}</b> <span className="text-ink-2">{formats.dayTime(one.at, unit.site.timeZone)}</span>
                  </span>
                </button>
              </li>
            ))}
          </ul>
          <div className="flex flex-wrap items-center justify-between gap-4">
            {label?.oneSymbol ? null : (
              <fieldset className="flex gap-4">
                <legend className="sr-only">{t("symbol")}</legend>
                {SYMBOLS.map((one) => (
                  <SecondKey key={one} label={t(one)} pressed={symbol === one} onClick={() => setSymbol(one)} />
                ))}
              </fieldset>
            )}
            <Copies copies={copies} onChange={setCopies} label={t("copies")} />
            <fieldset className="flex items-center gap-4">
              <legend className="sr-only">{t("printer")}</legend>
              {RESOLUTIONS.map((one) => (
                <SecondKey
                  key={one}
                  label={t("dpi", { dpi: one })}
                  pressed={dpi === one}
                  onClick={() => {
                    setDpi(one);
                    localStorage.setItem(PRINTER, one);
                  }}
                />
              ))}
            </fieldset>
          </div>
        </div>
      )}
    </FloorDialog>
  );
}

/** `oneSymbol`: GS1 says which code it has. */
type Labelled = { readonly id: string; readonly address: string; readonly oneSymbol: boolean; readonly title: string; readonly detail: string } & Pick<
  MadeThings["lots"][number],
  "quantity" | "uom" | "at"
>;

/** The pallets first, for theirs is the label that is wanted after each; a pallet by the last digits of its number, as the label lets them be compared. */
function labelsOf({ lots, units }: MadeThings, palletWords: (digits: string) => string): readonly Labelled[] {
  return [
    ...units.map(({ id, sscc, lot, itemText, quantity, uom, closedAt }) => ({
      id,
      address: `/api/labels/units/${id}`,
      oneSymbol: true,
      title: palletWords(sscc.slice(-6)),
      detail: `${lot}, ${itemText}`,
      quantity,
      uom,
      at: closedAt,
    })),
    ...lots.map(({ lotId, number, itemText, quantity, uom, at }) => ({
      id: lotId,
      address: `/api/labels/${lotId}`,
      oneSymbol: false,
      title: number,
      detail: itemText,
      quantity,
      uom,
      at,
    })),
  ];
}

function Copies({ copies, onChange, label }: { copies: number; onChange: (copies: number) => void; label: string }) {
  const t = useTranslations("floor.stepper");
  return (
    <div role="group" aria-label={label} className="flex items-center gap-4">
      <span className="font-semibold">{label}</span>
      <IconButton icon="minus" label={t("less")} onClick={() => onChange(Math.max(1, copies - 1))} className="size-(--target)! border-2 border-line-strong" />
      <output aria-live="polite" className="min-w-10 text-center text-floor-lg font-semibold">
        {copies}
      </output>
      <IconButton icon="plus" label={t("more")} onClick={() => onChange(Math.min(MOST_COPIES, copies + 1))} className="size-(--target)! border-2 border-line-strong" />
    </div>
  );
}
