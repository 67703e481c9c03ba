"use client";

import { useState } from "react";
import { useTranslations } from "next-intl";
import { FloorDialog } from "@/components/shop-floor/floor-dialog";
import { SecondKey } from "@/components/shop-floor/key";
import { useWedge } from "@/components/shop-floor/use-wedge";
import { printedElements, readScan, visibleCode } from "@/lib/client/scan";
import { FNC1_SIGNS, fnc1Signs, rememberFnc1Sign } from "@/lib/client/scanner-setting";

/** Shows what this tablet's scanner sends and how it is read, and sets what it sends for FNC1. Nothing that is scanned here is booked. */
export function ScannerDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslations("scan.scanner");
  const [heard, setHeard] = useState<string>();
  const [sign, setSign] = useState(fnc1Signs()[0] ?? null);
  useWedge(setHeard);
  const reading = heard === undefined ? undefined : readScan(heard);
  const choose = (next: (typeof FNC1_SIGNS)[number] | null) => {
    rememberFnc1Sign(next);
    setSign(next);
  };
  return (
    <FloorDialog onClose={onClose} title={t("title")} description={t("hint")}>
      <div className="grid gap-5">
        <dl aria-live="polite" className="grid min-h-40 content-start gap-3 border-y border-line py-4">
          <div>
            <dt className="text-ink-3">{t("heard")}</dt>
            <dd className="font-mono text-floor-md break-all">{heard === undefined ? t("nothingYet") : visibleCode(heard)}</dd>
          </div>
          {reading === undefined ? null : (
            <div>
              <dt className="text-ink-3">{t("readAs")}</dt>
              <dd className="text-floor-md font-semibold">{t("kind", { kind: reading.kind })}</dd>
              <dd className="text-floor-md break-all">{printedElements(reading)}</dd>
            </div>
          )}
        </dl>
        <fieldset className="grid gap-3">
          <legend className="mb-3 font-semibold">{t("sign")}</legend>
          <div className="flex flex-wrap gap-4">
            <SecondKey label={t("control")} pressed={sign === null} onClick={() => choose(null)} />
            {FNC1_SIGNS.map((one) => (
              <SecondKey key={one} label={one} pressed={sign === one} onClick={() => choose(one)} className="min-w-(--target)!" />
            ))}
          </div>
        </fieldset>
      </div>
    </FloorDialog>
  );
}
