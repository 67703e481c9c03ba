"use client";

import { type ReactNode, useState } from "react";
import { useTranslations } from "next-intl";
import clsx from "clsx";
import { FloorDialog } from "@/components/shop-floor/floor-dialog";
import { SecondKey } from "@/components/shop-floor/key";
import { later } from "@/components/ui/later";
import { Icon } from "@/components/ui/icon";
import { isPositive } from "@/lib/client/pace";
import type { ExpiryGap } from "@/lib/client/route-scan";
import { useFormats } from "@/lib/format/formats";
import type { ScannedLot } from "@/lib/queries/operator/scanned-thing";

// Seldom, and it needs the network anyway.
const HoldLotDialog = later(() => import("./hold-lot-dialog").then(({ HoldLotDialog: dialog }) => dialog));

/** A lot of a number that was scanned, as the run shows it or as the books do. */
export type NamedLot = { readonly lotId: string; readonly item: string; readonly itemText: string; readonly gtin?: string | null; readonly expiresAt: string | null };

/** What a scan led to that nobody can act on by itself, with what was read. */
export type Told =
  | { readonly kind: "NOTHING" | "OFFLINE" | "FORBIDDEN" | "BUSY" | "NOT_NOW"; readonly text: string }
  | { readonly kind: "DAMAGED" | "NO_LOT"; readonly text: string; readonly at: string }
  /** A handling unit and what stands on it, with the nonconformances that hold that (EX-14); null where its entry was taken back. */
  | { readonly kind: "PALLET"; readonly sscc: string; readonly on: { readonly lot: ScannedLot; readonly quantity: string; readonly heldBy: readonly string[] } | null }
  | { readonly kind: "HERE"; readonly name: string }
  | { readonly kind: "ORDER"; readonly order: string; readonly item: string; readonly state: string }
  /** It waits for the machine on the screen, on which another order is loaded. */
  | { readonly kind: "AFTER"; readonly order: string; readonly item: string; readonly running: string }
  | { readonly kind: "LOT"; readonly lots: readonly ScannedLot[] }
  /** EX-11: the label names another material (`label`) than the lot of that number is. */
  | { readonly kind: "OTHER_ITEM"; readonly lot: string; readonly label: string; readonly books: Pick<ScannedLot, "item" | "itemText"> }
  /** Lots of several items have that number; `take` goes on with one. */
  | { readonly kind: "WHICH"; readonly lot: string; readonly lots: readonly NamedLot[]; readonly take: (one: NamedLot) => void }
  /** The label and the books differ; `take` goes on with the lot. */
  | { readonly kind: "EXPIRY"; readonly lot: string; readonly gap: ExpiryGap; readonly take: () => void };

type Words = { readonly title: string; readonly why?: string; readonly next: string };

/** UI-07: says what was read, what is wrong with it and what to do next. */
export function ToldDialog({ told, timeZone, onClose }: { told: Told; timeZone: string; onClose: () => void }) {
  const t = useTranslations("scan");
  const words = useWords(told);
  const [holding, setHolding] = useState<ScannedLot>();
  if (holding !== undefined) return <HoldLotDialog lot={holding} timeZone={timeZone} onClose={onClose} />;
  return (
    <FloorDialog
      onClose={onClose}
      title={words.title}
      actions={
        told.kind === "EXPIRY" ? (
          <>
            <SecondKey
              label={t("expiry.take")}
              onClick={() => {
                onClose();
                told.take();
              }}
              className="min-w-48"
            />
            <SecondKey label={t("expiry.aside")} primary onClick={onClose} className="min-w-48" />
          </>
        ) : told.kind === "WHICH" ? (
          <SecondKey label={t("which.none")} onClick={onClose} className="min-w-48" />
        ) : (
          <SecondKey label={t("understood")} primary onClick={onClose} className="min-w-48" />
        )
      }
    >
      <div className="grid gap-5">
        {words.why === undefined ? null : (
          <Line icon={<Icon name={told.kind === "HERE" ? "check" : "stop"} className={told.kind === "HERE" ? "mt-0.5 size-8" : "mt-0.5 size-8 text-down-ink"} />}>{words.why}</Line>
        )}
        {told.kind === "PALLET" && told.on !== null ? <LotFacts lot={told.on.lot} timeZone={timeZone} packed={told.on} /> : null}
        {told.kind === "LOT" ? told.lots.map((lot) => <LotFacts key={lot.lotId} lot={lot} timeZone={timeZone} onHold={() => setHolding(lot)} />) : null}
        <Line icon={<Icon name="arrow-right" className="mt-0.5 size-8" />} strong>
          {words.next}
        </Line>
        {told.kind === "WHICH" ? (
          <ul className="grid gap-4">
            {told.lots.map((one) => (
              <li key={one.lotId} className="grid">
                <SecondKey
                  icon="box"
                  label={one.itemText || one.item}
                  detail={one.item}
                  className="!justify-start"
                  onClick={() => {
                    onClose();
                    told.take(one);
                  }}
                />
              </li>
            ))}
          </ul>
        ) : null}
      </div>
    </FloorDialog>
  );
}

function Line({ icon, strong = false, children }: { icon: ReactNode; strong?: boolean; children: ReactNode }) {
  return (
    <p className={`flex items-start gap-4 text-floor-md ${strong ? "font-semibold" : ""}`}>
      {icon}
      <span className="min-w-0 break-words">{children}</span>
    </p>
  );
}

function useWords(told: Told): Words {
  const t = useTranslations("scan");
  const formats = useFormats();
  const day = (text: string) => formats.date(`${text}T12:00:00Z`, "UTC");
  switch (told.kind) {
    case "NOTHING":
      return { title: t("nothing.title", { text: told.text }), why: t("nothing.why"), next: t("nothing.next") };
    case "OFFLINE":
      return { title: t("offline.title", { text: told.text }), why: t("offline.why"), next: t("offline.next") };
    case "FORBIDDEN":
      return { title: t("forbidden.title", { text: told.text }), why: t("forbidden.why"), next: t("forbidden.next") };
    case "BUSY":
      return { title: t("offline.title", { text: told.text }), why: t("busy.why"), next: t("busy.next") };
    case "NOT_NOW":
      return { title: t("notNow.title", { text: told.text }), why: t("notNow.why"), next: t("notNow.next") };
    case "DAMAGED":
      return { title: t("damaged.title"), why: t("damaged.why", { text: told.text, at: told.at }), next: t("damaged.next") };
    case "NO_LOT":
      return { title: t("noLot.title"), why: t("noLot.why", { text: told.text }), next: t("noLot.next") };
    case "PALLET":
      if (told.on === null) return { title: t("pallet.title", { sscc: told.sscc }), why: t("pallet.whyEmpty"), next: t("pallet.nextEmpty") };
      if (told.on.heldBy.length === 0) return { title: t("pallet.title", { sscc: told.sscc }), next: t("pallet.next") };
      return { title: t("pallet.titleHeld", { sscc: told.sscc }), why: t("pallet.whyHeld", { numbers: told.on.heldBy.join(", ") }), next: t("pallet.nextHeld") };
    case "HERE":
      return { title: t("here.title", { name: told.name }), why: t("here.why"), next: t("here.next") };
    case "ORDER":
      return { title: t("order.title", { order: told.order, item: told.item }), why: t("order.why", { state: told.state }), next: t("order.next") };
    case "AFTER":
      return { title: t("order.title", { order: told.order, item: told.item }), why: t("after.why", { running: told.running }), next: t("after.next", { running: told.running }) };
    case "LOT":
      return { title: t("lot.title", { lot: told.lots[0]?.number ?? "" }), next: t("lot.next") };
    case "OTHER_ITEM": {
      const { item, itemText } = told.books;
      return {
        title: t("otherItem.title", { lot: told.lot }),
        why: t("otherItem.why", { label: told.label, lot: told.lot, item, name: itemText || item }),
        next: t("otherItem.next"),
      };
    }
    case "WHICH":
      return { title: t("which.title", { lot: told.lot }), next: t("which.next") };
    case "EXPIRY": {
      const label = day(told.gap.label);
      return {
        title: t("expiry.title", { lot: told.lot }),
        why: told.gap.books === null ? t("expiry.whyNone", { label }) : t("expiry.why", { label, books: day(told.gap.books) }),
        next: t("expiry.next"),
      };
    }
  }
}

type LotFactsProps = { lot: ScannedLot; timeZone: string; packed?: { readonly quantity: string; readonly heldBy: readonly string[] }; onHold?: () => void };

/** `packed`: what a handling unit of it was closed with, and what holds that. */
function LotFacts({ lot, timeZone, packed, onHold }: LotFactsProps) {
  const t = useTranslations("scan");
  const formats = useFormats();
  const facts = [
    ...(packed === undefined
      ? []
      : [
          { label: t("pallet.on"), value: formats.quantityWithUnit(packed.quantity, lot.uom) },
          { label: t("pallet.lot"), value: lot.number },
        ]),
    { label: t("lot.quality"), value: t("lot.status", { status: packed !== undefined && packed.heldBy.length > 0 ? "ON_HOLD" : lot.status }) },
    { label: t("lot.inStock"), value: formats.quantityWithUnit(lot.onHand, lot.uom) },
    ...(lot.status !== "ON_HOLD" && isPositive(lot.held) ? [{ label: t("lot.held"), value: formats.quantityWithUnit(lot.held, lot.uom) }] : []),
    ...(lot.expiresAt === null ? [] : [{ label: t("lot.useBy"), value: formats.date(lot.expiresAt, timeZone) }]),
  ];
  return (
    <section aria-label={lot.itemText} className="grid gap-4 border-b border-line pb-5">
      <p className="text-floor-md font-semibold break-words">
        {lot.itemText} <span className="font-normal text-ink-2">{lot.item}</span>
      </p>
      {/* No row of one. */}
      <dl className={clsx("grid gap-4", facts.length === 4 ? "grid-cols-2" : "grid-cols-3")}>
        {facts.map((fact) => (
          <div key={fact.label} className="min-w-0">
            <dt className="text-ink-3">{fact.label}</dt>
            <dd className="text-floor-md font-semibold break-words">{fact.value}</dd>
          </div>
        ))}
      </dl>
      {lot.heldBy.flatMap(({ nonconformance, quantity, from, to, units }) =>
        // What was taken back since is held no more.
        from === null || to === null
          ? []
          : [
              <p key={nonconformance} className="flex items-start gap-3 text-ink-2">
                <Icon name="box-x" className="mt-0.5 size-6 text-amber-ink" />
                <span className="min-w-0 break-words">
                  {t("lot.heldBy", {
                    number: nonconformance,
                    quantity: formats.quantityWithUnit(quantity, lot.uom),
                    from: formats.dayTime(from, timeZone),
                    to: formats.until(to, from, timeZone),
                    pallets: units.length,
                    digits: units.map((sscc) => `…\u2060${sscc.slice(-6)}`).join(", "),
                  })}
                </span>
              </p>,
            ],
      )}
      {onHold === undefined || !lot.mayHold ? null : <SecondKey icon="stop" label={t("hold.key")} onClick={onHold} className="justify-self-start" />}
    </section>
  );
}
