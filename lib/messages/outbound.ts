import { z } from "zod";
import { EntryReversedV1 } from "./entry-reversed.v1";
import { ExceptionRaisedV1, ExceptionResolvedV1 } from "./exception-raised.v1";
import { GenealogyRecordedV1 } from "./genealogy-recorded.v1";
import { LabourTotalsV1 } from "./labour-totals.v1";
import { LineDownV1, LineRestoredV1 } from "./line-down.v1";
import { LotHeldV1, LotReleasedV1 } from "./lot-held.v1";
import { MaterialIssuedV1 } from "./material-issued.v1";
import { MaterialScrappedV1 } from "./material-scrapped.v1";
import { MessageResolvedV1 } from "./message-resolved.v1";
import { OrderAcknowledgedV1 } from "./order-acknowledged.v1";
import { OrderStatusV1 } from "./order-status.v1";
import { ProductionConfirmedV1 } from "./production-confirmed.v1";
import { ProductionReceivedV1 } from "./production-received.v1";
import { ProjectionSnapshotV1 } from "./projection-snapshot.v1";
import { QualityRecordedV1 } from "./quality-recorded.v1";
import { ReconciliationSnapshotV1 } from "./reconciliation-snapshot.v1";
import { ShiftKpiV1 } from "./shift-kpi.v1";
import { ShiftProductionProposedV1 } from "./shift-production-proposed.v1";
import { WipSnapshotV1 } from "./wip-snapshot.v1";

/** Everything that Millrace says to an ERP, told apart by `type`. */
export const OutboundMessage = z.discriminatedUnion("type", [
  ProductionConfirmedV1,
  MaterialIssuedV1,
  MaterialScrappedV1,
  ProductionReceivedV1,
  EntryReversedV1,
  OrderStatusV1,
  OrderAcknowledgedV1,
  LineDownV1,
  LineRestoredV1,
  ExceptionRaisedV1,
  ExceptionResolvedV1,
  LotHeldV1,
  LotReleasedV1,
  QualityRecordedV1,
  GenealogyRecordedV1,
  ShiftProductionProposedV1,
  LabourTotalsV1,
  ShiftKpiV1,
  WipSnapshotV1,
  ProjectionSnapshotV1,
  ReconciliationSnapshotV1,
  MessageResolvedV1,
]);
export type OutboundMessage = z.infer<typeof OutboundMessage>;
export type OutboundType = OutboundMessage["type"];

/** The types of `OutboundMessage`, in the order of the contract. */
export const OUTBOUND_TYPES: readonly OutboundType[] = OutboundMessage.options.map((option) => option.shape.type.value);

/** Totals of a period of a site. */
export const TOTALS_TYPES = ["mes.labour.totals.v1", "mes.shift.kpi.v1", "mes.wip.snapshot.v1", "mes.projection.snapshot.v1"] as const satisfies readonly OutboundType[];
export type TotalsType = (typeof TOTALS_TYPES)[number];

/** What sums a site up: nothing to book, so most ERPs have no place for it. */
export const SUMMARY_TYPES = [...TOTALS_TYPES, "mes.reconciliation.snapshot.v1"] as const satisfies readonly OutboundType[];
export type SummaryMessage = Extract<OutboundMessage, { type: (typeof SUMMARY_TYPES)[number] }>;
