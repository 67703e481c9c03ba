import { type Decimal, decimal, sum, ZERO } from "@/lib/domain/shared/decimal";
import type { ProductionConfirmedV1 } from "@/lib/messages/production-confirmed.v1";
import type { Words } from "@/lib/erp/words";
import type { Order, OrderOperation } from "./api-types";
import { clockJson, dayJson, minutesJson, quantityJson } from "./edm";
import { partKey, textKey } from "./keys";
import { componentOf, componentsOf, operationNumber, operationOf, operationsOf } from "./orders";
import { batchOf, reasonOf, workCentreOf } from "./places";
import { Refused } from "./refused";
import { type SapSettings, slotsOf } from "./settings";
import { echo } from "./units";
import { localOf } from "./zone";

type Data = ProductionConfirmedV1["data"];
type Row = Readonly<Record<string, unknown>>;

/** One confirmation of several that a message became. `movements` says how many goods movements it asks for. */
export type ConfirmationPart = { readonly key: string; readonly movements: number; readonly body: Row };

/** The scrap of each confirmation: SAP knows one reason for each, so the first reason goes with the good quantity and each further one alone. */
export function scrapParts(data: Pick<Data, "quantity" | "scrapReasons">): readonly { readonly reason: string | null; readonly qty: Decimal }[] {
  const named = data.scrapReasons.map(({ code, qty }) => ({ reason: code, qty: decimal(qty) }));
  const rest = decimal(data.quantity.scrap).minus(sum(named.map(({ qty }) => qty)));
  const all = rest.gt(0) ? [...named, { reason: null, qty: rest }] : named;
  return all.length === 0 ? [{ reason: null, qty: ZERO }] : all;
}

/** The keys of the confirmations of a message, in the order in which they are posted. */
export function confirmationKeys(message: Pick<ProductionConfirmedV1, "id" | "data">): readonly string[] {
  return scrapParts(message.data).map((_, index) => partKey(message.id, index + 1));
}

/**
 * What a message asks SAP to confirm, in SAP's words. The last part carries the final flag, since SAP takes nothing after it; the first one carries
 * quantities, times and goods movements, and so fails first if anything does.
 * @throws Refused for what SAP could not take.
 */
export function toConfirmations(message: ProductionConfirmedV1, order: Order, settings: SapSettings, words: Words): readonly ConfirmationPart[] {
  const { data } = message;
  const operation = operationOf(order, data.operation);
  const rows = [...issues(data, order, settings, words), ...receipts(message, order, operation, settings, words)];
  const scraps = scrapParts(data);
  // Where SAP issues components by itself, it must be let: it takes them in proportion to what is confirmed.
  const sapIssues = componentsOf(order).some((line) => line.MatlCompIsMarkedForBackflush && operationNumber(line.ManufacturingOrderOperation) === data.operation);
  return scraps.map(({ reason, qty }, index) => {
    const key = partKey(message.id, index + 1);
    const own = index === 0 ? rows : [];
    const final = data.final && index === scraps.length - 1;
    return {
      key,
      movements: own.length,
      body: {
        ...head(message, order, operation, settings, words),
        ExternalSystemConfirmation: key,
        ConfirmationText: textKey(key, 24),
        FinalConfirmationType: final ? "X" : "",
        IsFinalConfirmation: final,
        OpenReservationsIsCleared: final && settings.clearReservations,
        APIConfHasNoGoodsMovements: own.length === 0 && !sapIssues,
        ConfirmationUnit: echo(words, operation.OperationUnit, data.quantity.uom),
        ConfirmationYieldQuantity: index === 0 ? quantityJson(decimal(data.quantity.good)) : "0",
        ConfirmationScrapQuantity: quantityJson(qty),
        ConfirmationReworkQuantity: index === 0 ? quantityJson(decimal(data.quantity.rework)) : "0",
        VarianceReasonCode: reason === null ? "" : reasonOf(reason),
        ...(index === 0 ? times(data, settings, words) : {}),
        ...(own.length === 0 ? {} : { to_ProdnOrdConfMatlDocItm: { results: own } }),
      },
    };
  });
}

function head(message: ProductionConfirmedV1, order: Order, operation: OrderOperation, settings: SapSettings, words: Words): Row {
  const { data } = message;
  const at = localOf(settings.timeZone, new Date(message.time));
  const operator = data.time.flatMap(({ labour }) => labour)[0]?.person;
  const workCentre = workCentreOf(data.workUnit, settings, words);
  return {
    OrderID: order.ManufacturingOrder,
    Sequence: operation.ManufacturingOrderSequence,
    OrderOperation: operation.ManufacturingOrderOperation,
    ...(operator === undefined ? {} : { EnteredByExternalUser: operator.slice(0, 12) }),
    ConfirmationExternalEntryDate: dayJson(at.day),
    ConfirmationExternalEntryTime: clockJson(at.clock),
    PostingDate: dayJson(at.day),
    // Only another machine than the planned one needs to be said.
    ...(workCentre === operation.WorkCenter ? {} : { WorkCenter: workCentre, Plant: order.ProductionPlant }),
  };
}

/** When it was made, and the times in the slots of the work centre. */
function times(data: Data, settings: SapSettings, words: Words): Row {
  const booked = data.time.filter(({ activity }) => settings.bookedActivities.includes(activity));
  const seconds = (activities: readonly Data["time"][number][]) => activities.reduce((total, one) => total + one.machineSeconds, 0);
  const people = booked.flatMap(({ labour }) => labour);
  const slots = slotsOf(settings, workCentreOf(data.workUnit, settings, words));
  const setup = seconds(booked.filter(({ activity }) => activity === "SETUP"));
  const machine = seconds(booked.filter(({ activity }) => activity !== "SETUP")) + (slots.setup === null ? setup : 0);
  const inSlots = new Map<number, number>();
  const put = (slot: number | null, value: number) => slot !== null && inSlots.set(slot, (inSlots.get(slot) ?? 0) + value);
  put(slots.setup, setup);
  put(slots.machine, machine);
  put(
    slots.labour,
    people.reduce((total, one) => total + one.seconds, 0),
  );
  const bounds = data.output.flatMap(({ from, to }) => [Date.parse(from), Date.parse(to)]);
  const persons = new Set(people.map(({ person }) => person)).size;
  return {
    ...(bounds.length === 0 ? {} : { ...moment("Start", Math.min(...bounds), settings), ...moment("End", Math.max(...bounds), settings) }),
    ...(persons === 0 ? {} : { NumberOfEmployees: persons }),
    ...Object.fromEntries(
      [...inSlots].flatMap(([slot, value]) => [
        [`OpWorkQuantityUnit${slot}`, "MIN"],
        [`OpConfirmedWorkQuantity${slot}`, minutesJson(value)],
      ]),
    ),
  };
}

function moment(which: "Start" | "End", at: number, settings: SapSettings): Row {
  const { day, clock } = localOf(settings.timeZone, new Date(at));
  return { [`ConfirmedExecution${which}Date`]: dayJson(day), [`ConfirmedExecution${which}Time`]: clockJson(clock) };
}

/** What the confirmation itself takes from stock. What SAP backflushes is SAP's to take (erp-contracts §1.7). */
function issues(data: Data, order: Order, settings: SapSettings, words: Words): Row[] {
  return data.consumption.flatMap(({ item, lot, qty, uom }) => {
    const line = componentOf(order, data.operation, item);
    const quantity = quantityJson(decimal(qty));
    if (line?.MatlCompIsMarkedForBackflush === true || quantity === "0") return [];
    const storageLocation = line?.StorageLocation !== undefined && line.StorageLocation !== "" ? line.StorageLocation : settings.issueStorageLocation;
    if (storageLocation === null) throw new Refused("NO_STORAGE_LOCATION", `Neither the order nor the connection says where ${item} is taken from.`);
    return [
      {
        OrderID: order.ManufacturingOrder,
        Material: item,
        Plant: line?.Plant ?? order.ProductionPlant,
        StorageLocation: storageLocation,
        ...batchOf(lot),
        GoodsMovementType: "261",
        ...(line === undefined ? {} : { Reservation: line.Reservation, ReservationItem: line.ReservationItem }),
        EntryUnit: line === undefined ? uom : echo(words, line.BaseUnit, uom),
        QuantityInEntryUnit: quantity,
        ...(data.genealogyRun === null ? {} : { MaterialDocumentItemText: data.genealogyRun.slice(0, 50) }),
      },
    ];
  });
}

/** One receipt per lot that the last operation made, where the connection receives with the confirmation. */
function receipts(message: ProductionConfirmedV1, order: Order, operation: OrderOperation, settings: SapSettings, words: Words): Row[] {
  const { data } = message;
  if (settings.receiptWith !== "CONFIRMATION" || operationsOf(order).at(-1) !== operation) return [];
  const lots = new Map<string, Decimal>();
  for (const { lot, qty } of data.output) lots.set(lot, (lots.get(lot) ?? ZERO).plus(qty));
  const item = order.to_ProductionOrderItem[0];
  const storageLocation = [item?.StorageLocation, order.StorageLocation, settings.receiptStorageLocation].find((place) => place !== undefined && place !== null && place !== "");
  if (lots.size > 0 && storageLocation === undefined)
    throw new Refused("NO_STORAGE_LOCATION", `Neither order ${order.ManufacturingOrder} nor the connection says where its product is received.`);
  return [...lots].map(([lot, qty], index) => ({
    OrderID: order.ManufacturingOrder,
    OrderItem: item?.ManufacturingOrderItem ?? "1",
    Material: order.Material,
    Plant: order.ProductionPlant,
    StorageLocation: storageLocation,
    ...batchOf(lot),
    GoodsMovementType: "101",
    GoodsMovementRefDocType: "F",
    EntryUnit: echo(words, order.ProductionUnit, data.quantity.uom),
    QuantityInEntryUnit: quantityJson(qty),
    IsCompletelyDelivered: data.final && index === lots.size - 1,
    ManufactureDate: dayJson(localOf(settings.timeZone, new Date(message.time)).day),
  }));
}
