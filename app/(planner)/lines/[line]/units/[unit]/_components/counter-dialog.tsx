"use client";

import { useTranslations } from "next-intl";
import { useQuery } from "@tanstack/react-query";
import { Dialog } from "@/components/ui/dialog";
import { ErrorState } from "@/components/ui/panel-state";
import { LoadingRows } from "@/components/ui/skeleton";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { plus } from "@/lib/client/pace";
import { readScreen } from "@/lib/client/read-screen";
import { useFormats } from "@/lib/format/formats";
import type { CounterHistory } from "@/lib/queries/telemetry/history";

/** A counter of a machine, and the time in which it is told. */
export type CounterSpan = {
  readonly site: { readonly code: string; readonly timeZone: string };
  readonly unit: string;
  readonly counter: "GOOD" | "SCRAP" | "TOTAL";
  readonly from: string;
  readonly to: string;
};

/** Pieces that a span is told in. */
const PIECES = 48;

/** What a counter counted in a span, piece by piece, the latest first, and what it read at the end of each (KP-02). */
export function CounterDialog({ span, label, onClose }: { span: CounterSpan; label: string; onClose: () => void }) {
  const t = useTranslations("unit.signals");
  const close = useTranslations("unit.stops")("close");
  const formats = useFormats();
  const { site, unit, counter, from, to } = span;
  const address = `/api/v1/equipment/history?${new URLSearchParams({ site: site.code, workUnit: unit, kind: "COUNTER", name: counter, from, to, pixels: String(PIECES) }).toString()}`;
  const { data, isError } = useQuery({ queryKey: ["figure", address], queryFn: () => readScreen<CounterHistory>(address), networkMode: "always" });
  const time = (instant: string) => formats.weekdayTime(instant, site.timeZone);
  return (
    <Dialog title={label} description={t("between", { from: time(from), to: time(to) })} labels={{ close }} onClose={onClose}>
      {isError ? (
        <ErrorState title={t("failed")} />
      ) : data === undefined ? (
        <LoadingRows rows={5} columns={3} />
      ) : data.points.length === 0 ? (
        <p className="text-ink-3">{t("never")}</p>
      ) : (
        <Table caption={label} dense>
          <thead>
            <tr>
              <Th>{t("since")}</Th>
              <Th num>{t("counted")}</Th>
              <Th num>{t("readings")}</Th>
              <Th num>{t("readLast")}</Th>
            </tr>
          </thead>
          <tbody>
            {data.points.toReversed().map((point) => (
              <Tr key={`${point.at} ${point.uom ?? ""}`}>
                <Td className="whitespace-nowrap">{formats.weekdayTime(point.at, site.timeZone)}</Td>
                <Td num>{formats.quantity(point.made)}</Td>
                <Td num>{formats.quantity(String(point.count))}</Td>
                <Td num>{formats.quantity(String(point.last))}</Td>
              </Tr>
            ))}
            <Tr total>
              <Td>{t("all")}</Td>
              <Td num>{formats.quantity(plus(...data.points.map(({ made }) => made)))}</Td>
              <Td num>{formats.quantity(String(data.points.reduce((total, { count }) => total + count, 0)))}</Td>
              <Td />
            </Tr>
          </tbody>
        </Table>
      )}
    </Dialog>
  );
}
