"use client";

import { useTranslations } from "next-intl";
import { isPositive } from "@/lib/client/pace";
import { quotient } from "@/lib/client/exact";
import { useFormats } from "@/lib/format/formats";
import type { Suspect } from "@/lib/queries/operator/suspects";
import { commandWords } from "./command-words";

const AMOUNTS = ["good", "scrap", "rework"] as const;

type SuspectWords = {
  /** What it is, one sentence after the other, the most telling first. */
  readonly facts: (suspect: Suspect, timeZone: string) => readonly string[];
  /** What a suspect counter would count; empty where nothing can be counted. */
  readonly counted: (suspect: Extract<Suspect, { kind: "COUNTER" }>) => string;
  /** What to do about it. */
  readonly next: (suspect: Suspect) => string;
};

/** What an entry in doubt is about, in the language of the person (EX-21). */
export function useSuspectWords(): SuspectWords {
  const t = useTranslations("suspects");
  const lead = useTranslations("lead");
  const formats = useFormats();
  const day = (text: string) => formats.date(`${text}T12:00:00Z`, "UTC");
  const instant = (text: string, timeZone: string) => t("instant", { day: formats.date(text, timeZone), time: formats.time(text, timeZone) });
  const hours = (seconds: number) => formats.quantity(quotient(String(seconds), "3600", 2), { decimals: 2 });
  const amounts = (entry: Extract<Suspect, { entry: unknown }>["entry"]) =>
    entry === null ? "" : AMOUNTS.flatMap((name) => (isPositive(entry[name]) ? [t(name, { quantity: formats.quantity(entry[name]) })] : [])).join(", ");
  const place = ({ operation, order, unit }: Extract<Suspect, { entry: unknown }>) => {
    const what = operation ?? order;
    return what === null ? [] : [unit === null ? what : lead("onAt", { what, machine: unit })];
  };
  const countWords = ({ good, scrap, uom }: { readonly good: string; readonly scrap: string; readonly uom: string }) =>
    [
      ...(good === "0" ? [] : [t("good", { quantity: formats.quantityWithUnit(good, uom) })]),
      ...(scrap === "0" ? [] : [t("scrap", { quantity: formats.quantityWithUnit(scrap, uom) })]),
    ].join(", ");
  return {
    counted: ({ count }) => (count === null ? "" : countWords(count)),
    facts: (suspect, timeZone) => {
      switch (suspect.kind) {
        case "TIME": {
          const made = amounts(suspect.entry);
          const what = commandWords(suspect.command, lead);
          return [
            t("time.when", { claimed: instant(suspect.claimed, timeZone), recorded: instant(suspect.recorded, timeZone) }),
            made === "" ? what : lead("withDetail", { text: what, detail: made }),
            ...place(suspect),
            ...(suspect.by === null ? [] : [t("enteredBy", { name: suspect.by })]),
          ];
        }
        case "FLOW":
          return [
            t("flow.entered", { amounts: amounts(suspect.entry) }),
            ...place(suspect),
            suspect.by === null ? instant(suspect.at, timeZone) : t("enteredByAt", { name: suspect.by, at: instant(suspect.at, timeZone) }),
          ];
        case "LOT":
          return [
            t(suspect.on ? "lot.on" : "lot.off", { lot: suspect.lot, item: suspect.item, at: instant(suspect.at, timeZone) }),
            ...suspect.entries.map((entry) => t("lot.entry", { operation: entry.operation, amounts: amounts(entry), at: instant(entry.at, timeZone) })),
          ];
        case "SHORT": {
          const made = amounts(suspect.entry);
          return [
            t("short.missing", {
              quantity: formats.quantityWithUnit(suspect.short, suspect.uom),
              item: suspect.itemName === "" ? suspect.item : `${suspect.item} ${suspect.itemName}`,
            }),
            ...(made === "" ? [] : [t("short.usedBy", { amounts: made })]),
            ...place(suspect),
            ...(suspect.by === null || suspect.at === null ? [] : [t("enteredByAt", { name: suspect.by, at: instant(suspect.at, timeZone) })]),
          ];
        }
        case "UNISSUED":
          return [
            t("short.missing", {
              quantity: formats.quantityWithUnit(suspect.short, suspect.uom),
              item: suspect.itemName === "" ? suspect.item : `${suspect.item} ${suspect.itemName}`,
            }),
            suspect.operation,
          ];
        case "MATERIAL":
          return [
            t(isPositive(suspect.free) ? "material.little" : "material.none", {
              item: suspect.itemName === "" ? suspect.item : `${suspect.item} ${suspect.itemName}`,
              needed: formats.quantityWithUnit(suspect.needed, suspect.uom),
              free: formats.quantityWithUnit(suspect.free, suspect.uom),
            }),
            suspect.operation,
          ];
        case "LABOUR":
          return [
            t("labour.booked", { booked: hours(suspect.bookedSeconds), attended: hours(suspect.attendedSeconds - suspect.breakSeconds) }),
            t(suspect.shift === "" ? "labour.whoWithoutShift" : "labour.who", { name: suspect.name, shift: suspect.shift, day: day(suspect.day) }),
          ];
        case "COUNTER": {
          const { counter, before, after, at, steps, count, ended } = suspect;
          return [
            t("counter.read", { counter, before: formats.quantity(String(before)), after: formats.quantity(String(after)), at: instant(at, timeZone) }),
            ...(count === null
              ? [t("counter.nothing", { steps })]
              : [t("counter.would", { steps, amounts: countWords(count) }), t("counter.on", { operations: count.operations.join(", ") })]),
            ...ended.map((one) => t("counter.ended", { amounts: countWords(one), operation: one.operation })),
          ];
        }
        case "MISMATCH":
          return [
            t("mismatch.figures", { counted: formats.quantityWithUnit(suspect.counted, suspect.uom), confirmed: formats.quantityWithUnit(suspect.confirmed, suspect.uom) }),
            t("mismatch.where", { operation: suspect.operation, shift: suspect.shift, day: day(suspect.day) }),
          ];
        case "CLOCK":
          return [t("clock.ahead", { address: suspect.address, minutes: formats.quantity(String(suspect.aheadMinutes)) })];
        case "LOCK": {
          const tablet = suspect.line === null ? suspect.device : t("at", { what: suspect.device, machine: suspect.line });
          const badge = suspect.name === null ? t(suspect.from === null ? "lock.nobodys" : "lock.unknown", { tablet }) : t("lock.badgeOf", { name: suspect.name, tablet });
          const lasts =
            suspect.from === null
              ? t("lock.until", { until: instant(suspect.until, timeZone) })
              : t("lock.away", { from: formats.dayTime(suspect.from, timeZone), until: formats.until(suspect.until, suspect.from, timeZone) });
          return [suspect.whole ? t("lock.whole", { tablet }) : badge, lasts];
        }
      }
    },
    next: (suspect) => (suspect.kind === "COUNTER" && suspect.ended.length > 0 ? t("counter.endedNext") : t(`next.${suspect.kind}`)),
  };
}
