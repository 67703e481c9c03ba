"use client";

import { useTranslations } from "next-intl";
import clsx from "clsx";
import { SecondKey } from "@/components/shop-floor/key";
import { Glyph } from "@/components/ui/glyph";
import { isPositive } from "@/lib/client/pace";
import { useFormats } from "@/lib/format/formats";
import type { Translator } from "@/lib/i18n/translator";
import type { LotToTake } from "@/lib/queries/operator/lots-to-take";
import type { Mounted as MountedLot, RunComponent } from "@/lib/queries/operator/run-components";

/** Why a lot may not be taken. */
function whyBlocked({ blocked, status }: LotToTake, t: Translator<"material">): string {
  if (blocked === "EXPIRED" || blocked === "RESERVED" || blocked === "HELD") return t(`blocked.${blocked}`);
  return status === "RELEASED" ? "" : t(`blocked.${status}`);
}

type LotListProps = {
  component: RunComponent;
  timeZone: string;
  onPick: (lot: LotToTake) => void;
  onAmount: (lot: LotToTake) => void;
  onTakeOff: (mounted: MountedLot) => void;
};

/** The lots that fit one input, the one to take first on top; those that may not be taken say why and cannot be tapped. */
export function LotList({ component, timeZone, onPick, onAmount, onTakeOff }: LotListProps) {
  const t = useTranslations("material");
  const run = useTranslations("run");
  const formats = useFormats();
  const mount = component.mode === "BACKFLUSH";
  // What is on stands above, with its own key.
  const on = component.mounted === null ? [] : [component.mounted, ...(component.mountedToo ?? [])];
  const lots = component.lots.filter((lot) => on.every((one) => one.lot !== lot.number));
  const first = lots.find((lot) => lot.blocked === null);
  return (
    <section aria-label={t("lotsOf", { item: component.item })} className="flex min-h-0 min-w-0 flex-col gap-4">
      <h2 className="text-floor-md font-semibold break-words">{t(mount ? "mountWhat" : "takeWhat", { what: component.description || component.item })}</h2>
      {on.map((mounted) => (
        <Mounted key={mounted.mountId} mounted={mounted} uom={component.uom} onTakeOff={onTakeOff} />
      ))}
      {lots.length === 0 ? (
        on.length === 0 ? (
          <p className="text-ink-2">{component.tracked ? t("noLot") : t("notByLot")}</p>
        ) : null
      ) : (
        <ol className="grid grid-cols-1 gap-4">
          {lots.map((lot) => (
            <li key={lot.lotId} className="flex min-w-0 gap-4">
              <button
                type="button"
                disabled={lot.blocked !== null}
                onClick={() => onPick(lot)}
                className={clsx(
                  "flex min-h-[88px] min-w-0 flex-1 items-center gap-4 rounded border-2 px-5 py-2 text-left active:bg-sunken disabled:border-dashed disabled:border-line-strong disabled:bg-transparent",
                  lot === first ? "border-3 border-accent bg-raised" : "border-line-strong bg-raised",
                )}
              >
                <span className="min-w-0 flex-1 leading-[1.25]">
                  <b className="block truncate text-floor-md">{lot.number}</b>
                  <span className="block truncate text-ink-2">
                    {lot.expiresAt === null ? lot.location : run("todo.placeUseBy", { location: lot.location, date: formats.date(lot.expiresAt, timeZone) })}
                  </span>
                  {lot.item === component.item ? null : <span className="block truncate text-ink-2">{t("instead", { item: lot.itemName })}</span>}
                </span>
                <span className="flex-none text-right leading-[1.25] whitespace-nowrap">
                  {lot.blocked === null ? (
                    <>
                      <b className={clsx("block", lot === first && "text-accent")}>{lot === first ? t(mount ? "mountThis" : "takeThis") : null}</b>
                      <span>{formats.quantityWithUnit(lot.held === undefined ? lot.onHand : lot.free, component.uom)}</span>
                      {lot.held === undefined ? null : (
                        <span className="block text-amber-ink">{t("alsoHeld", { quantity: formats.quantityWithUnit(lot.held, component.uom) })}</span>
                      )}
                    </>
                  ) : (
                    <span className="inline-flex items-center gap-2 font-semibold text-amber-ink">
                      <Glyph shape="blocked" className="size-4" />
                      {whyBlocked(lot, t)}
                    </span>
                  )}
                </span>
              </button>
              {mount || lot.blocked !== null || !isPositive(component.remaining) ? null : (
                <SecondKey
                  label={t("part")}
                  detail={
                    <>
                      {t("typeIt")}
                      <span className="sr-only"> {lot.number}</span>
                    </>
                  }
                  layout="stack"
                  onClick={() => onAmount(lot)}
                  className="flex-none"
                />
              )}
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

/** What feeds the machine now, what is left of it, and the key that takes it off. */
function Mounted({ mounted, uom, onTakeOff }: { mounted: MountedLot; uom: RunComponent["uom"]; onTakeOff: LotListProps["onTakeOff"] }) {
  const t = useTranslations("material");
  const formats = useFormats();
  // A mount that still waits here has no number yet by which the server would know it.
  const waits = mounted.mountId === "";
  return (
    <div className="flex min-w-0 items-center gap-4">
      <span className="min-w-0 flex-1 leading-[1.25]">
        <b className="block truncate text-floor-md">{t("onMachine", { lot: mounted.lot })}</b>
        <span className="text-ink-2">{t("leftOfIt", { quantity: formats.quantityWithUnit(mounted.left, uom) })}</span>
      </span>
      <SecondKey
        icon="undo"
        label={t("takeOff")}
        detail={waits ? t("mountWaits") : <span className="sr-only">{mounted.lot}</span>}
        disabled={waits}
        onClick={() => onTakeOff(mounted)}
        className="flex-none"
      />
    </div>
  );
}
