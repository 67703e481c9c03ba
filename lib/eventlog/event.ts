import type { AttendancePayloads } from "./payloads/attendance";
import type { AttentionPayloads } from "./payloads/attention";
import type { CounterPayloads } from "./payloads/counter";
import type { EquipmentPayloads } from "./payloads/equipment";
import type { ExecutionPayloads } from "./payloads/execution";
import type { HandlingUnitPayloads } from "./payloads/handling-unit";
import type { HandoverPayloads } from "./payloads/handover";
import type { InstructionPayloads } from "./payloads/instruction";
import type { LotPayloads } from "./payloads/lot";
import type { MaterialPayloads } from "./payloads/materials";
import type { OrderPayloads } from "./payloads/order";
import type { QualityPayloads } from "./payloads/quality";
import type { ShiftProposalPayloads } from "./payloads/shift-proposal";

/** Every type of fact with what it carries. */
export type EventPayloads = ExecutionPayloads &
  HandoverPayloads &
  HandlingUnitPayloads &
  AttendancePayloads &
  AttentionPayloads &
  MaterialPayloads &
  EquipmentPayloads &
  CounterPayloads &
  OrderPayloads &
  LotPayloads &
  QualityPayloads &
  InstructionPayloads &
  ShiftProposalPayloads;
export type EventType = keyof EventPayloads;

/** Kind of thing that a fact is about. */
export type Aggregate =
  | "account"
  | "order"
  | "operation"
  | "lot"
  | "equipment"
  | "exception"
  | "person"
  | "nonconformance"
  | "instruction"
  | "shift_proposal"
  | "attention"
  | "handling_unit";

/** A fact that a command is about to append. */
export type NewEvent = {
  [Type in EventType]: {
    readonly id: string;
    readonly type: Type;
    readonly aggregate: Aggregate;
    readonly aggregateId: string;
    readonly orderId: string | null;
    readonly payload: EventPayloads[Type];
    /** When it happened, where that is not the event time of the command. */
    readonly eventTime?: Date;
  };
}[EventType];

/** A fact as it stands in the log. */
export type StoredEvent<Type extends EventType = EventType> = {
  [Each in Type]: {
    readonly id: string;
    readonly siteId: string;
    readonly type: Each;
    readonly aggregate: Aggregate;
    readonly aggregateId: string;
    readonly orderId: string | null;
    readonly payload: EventPayloads[Each];
    readonly personId: string | null;
    readonly eventTime: Date;
    readonly recordTime: Date;
  };
}[Type];
