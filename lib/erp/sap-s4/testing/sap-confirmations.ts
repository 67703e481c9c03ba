import { decimal, ZERO } from "@/lib/domain/shared/decimal";
import { checkBody, filled, type Row } from "./edm-model";
import { badValue, SapRefusal } from "./sap-errors";
import { entityOf } from "./sap-model";
import { cancelDocument, orderOf, writeDocument } from "./sap-movements";
import { checkLock, checkPeriod, findRow, numberOf, rowsOf, type SapState, today } from "./sap-state";

const REASONS = new Set(["", "0001", "0003", "0004"]);
const TIME_UNITS = new Set(["MIN", "H", "S"]);
/** The standard value key of the work centres: set-up, machine, labour. */
const SLOTS_IN_USE = 3;

/** Confirms an operation with its goods movements: both or neither. */
export function postConfirmation(state: SapState, body: unknown): Row {
  const of = entityOf("ProdnOrdConf2");
  const item = entityOf("ProdnOrdConfMatlDocItm");
  const row = checkBody(of, body, { to_ProdnOrdConfMatlDocItm: item });
  for (const field of ["OrderID", "OrderOperation", "PostingDate", "ConfirmationUnit"]) if (!row[field]) throw new SapRefusal("RU/008", `Enter ${field}`);
  const number = String(row["OrderID"]);
  const order = orderOf(state, number);
  const day = checkPeriod(state, row["PostingDate"]);
  const operation = findRow(state, "A_ProductionOrderOperation_2", {
    ManufacturingOrder: number,
    ManufacturingOrderOperation: row["OrderOperation"],
    ManufacturingOrderSequence: row["Sequence"] ?? "0",
  });
  if (operation === undefined) throw new SapRefusal("RU/011", `Operation ${String(row["OrderOperation"])} does not exist in order ${number}`);
  if (operation["OperationIsConfirmed"] === "X") throw new SapRefusal("RU/119", `Operation ${String(row["OrderOperation"])} is already finally confirmed`);
  checkFlags(row);
  checkValues(state, row, operation);
  const moves = (row["to_ProdnOrdConfMatlDocItm"] ?? []) as Row[];
  if (row["APIConfHasNoGoodsMovements"] === true && moves.length > 0) throw new SapRefusal("RU/300", "A confirmation without goods movements must not bring any");
  const group = String(findGroup(state, operation) ?? state.number("group", 4711));
  const count = String(rowsOf(state, "ProdnOrdConf2").filter((one) => one["ConfirmationGroup"] === group).length + 1);
  const key = { ConfirmationGroup: group, ConfirmationCount: count };
  post(state, key, number, moves, day);
  if (row["APIConfHasNoGoodsMovements"] !== true) backflush(state, key, number, row, order, day);
  book(state, row, order, operation, 1);
  const { to_ProdnOrdConfMatlDocItm: _, ...own } = row;
  const made = filled(of, {
    ...own,
    ...key,
    Sequence: row["Sequence"] ?? "0",
    WorkCenter: row["WorkCenter"] ?? operation["WorkCenter"],
    Plant: row["Plant"] ?? order["ProductionPlant"],
    Material: order["Material"],
    OrderType: order["ManufacturingOrderType"],
  });
  rowsOf(state, "ProdnOrdConf2").push({ ...made, ConfirmationEntryDate: today(state) });
  return made;
}

function findGroup(state: SapState, operation: Row): unknown {
  const known = operation["ConfirmationGroup"];
  if (known === undefined) operation["ConfirmationGroup"] = state.number("group", 4711);
  return operation["ConfirmationGroup"];
}

function checkFlags(row: Row): void {
  const final = row["IsFinalConfirmation"] === true;
  const type = row["FinalConfirmationType"] ?? "";
  if (type !== "" && type !== "X") throw badValue("FinalConfirmationType", "only X and blank are known");
  if (final !== (type === "X")) throw new SapRefusal("RU/301", "FinalConfirmationType and IsFinalConfirmation contradict each other");
  if (row["OpenReservationsIsCleared"] === true && !final) throw new SapRefusal("RU/302", "Reservations are cleared with the final confirmation only");
}

function checkValues(state: SapState, row: Row, operation: Row): void {
  if (row["ConfirmationUnit"] !== operation["OperationUnit"])
    throw new SapRefusal("RU/029", `Unit ${String(row["ConfirmationUnit"])} cannot be converted to ${String(operation["OperationUnit"])}`);
  for (const field of ["ConfirmationYieldQuantity", "ConfirmationScrapQuantity", "ConfirmationReworkQuantity"]) {
    if (numberOf(row[field]).lt(0)) throw new SapRefusal("RU/030", `${field} must not be negative`);
  }
  const reason = String(row["VarianceReasonCode"] ?? "");
  if (!REASONS.has(reason)) throw new SapRefusal("RU/031", `Reason for variance ${reason} does not exist in plant 1010`);
  const centre = row["WorkCenter"];
  if (centre !== undefined && (row["Plant"] === undefined || findRow(state, "A_WorkCenters", { WorkCenter: centre, Plant: row["Plant"] }) === undefined)) {
    throw new SapRefusal("CR/000", `Work center ${String(row["Plant"])} ${String(centre)} does not exist`);
  }
  for (let slot = 1; slot <= 6; slot++) {
    const quantity = numberOf(row[`OpConfirmedWorkQuantity${slot}`]);
    if (row[`OpConfirmedWorkQuantity${slot}`] === undefined) continue;
    if (!TIME_UNITS.has(String(row[`OpWorkQuantityUnit${slot}`] ?? ""))) throw new SapRefusal("RU/032", `Enter a unit for activity ${slot}`);
    if (slot > SLOTS_IN_USE && quantity.gt(0)) throw new SapRefusal("RU/033", `Activity ${slot} is not used by the standard value key of the work center`);
  }
  for (const which of ["Start", "End"]) {
    const [date, time] = [row[`ConfirmedExecution${which}Date`], row[`ConfirmedExecution${which}Time`]];
    if ((date === undefined) !== (time === undefined)) throw new SapRefusal("RU/034", `Enter date and time of the execution ${which.toLowerCase()}`);
  }
}

/** Posts the movements of a confirmation as one document, and notes each as the confirmation's own. */
function post(state: SapState, key: Row, number: string, moves: readonly Row[], day: string): void {
  if (moves.length === 0) return;
  for (const move of moves) if (move["OrderID"] !== number) throw new SapRefusal("RU/303", "Goods movements must belong to the order of the confirmation");
  const items = moves.map(({ OrderID, OrderItem, ...move }) => ({
    ...move,
    ManufacturingOrder: OrderID,
    ...(OrderItem === undefined ? {} : { ManufacturingOrderItem: OrderItem }),
  }));
  const document = writeDocument(state, { GoodsMovementCode: "", PostingDate: `/Date(${Date.parse(day)})/` }, items, day);
  for (const [index, move] of moves.entries()) {
    rowsOf(state, "ProdnOrdConfMatlDocItm").push(
      filled(entityOf("ProdnOrdConfMatlDocItm"), {
        ...move,
        ...key,
        MaterialDocument: document["MaterialDocument"],
        MaterialDocumentYear: document["MaterialDocumentYear"],
        MaterialDocumentItem: String(index + 1),
      }),
    );
  }
}

/** SAP issues the flagged components by itself; what it cannot post goes to its correction list and fails nothing. */
function backflush(state: SapState, key: Row, number: string, row: Row, order: Row, day: string): void {
  const processed = numberOf(row["ConfirmationYieldQuantity"]).plus(numberOf(row["ConfirmationScrapQuantity"]));
  const flagged = rowsOf(state, "A_ProductionOrderComponent_3").filter(
    (line) => line["ManufacturingOrder"] === number && line["ManufacturingOrderOperation"] === row["OrderOperation"] && line["MatlCompIsMarkedForBackflush"] === true,
  );
  for (const line of flagged) {
    const quantity = numberOf(line["RequiredQuantity"]).times(processed).div(numberOf(order["TotalQuantity"]));
    if (!quantity.gt(0)) continue;
    const there = rowsOf(state, "A_MatlStkInAcctMod").find(
      (one) => one["Material"] === line["Material"] && one["StorageLocation"] === line["StorageLocation"] && numberOf(one["MatlWrhsStkQtyInMatlBaseUnit"]).gte(quantity),
    );
    const move = {
      OrderID: number,
      Material: line["Material"],
      Plant: line["Plant"],
      StorageLocation: line["StorageLocation"],
      Batch: there?.["Batch"] ?? "",
      GoodsMovementType: "261",
      Reservation: line["Reservation"],
      ReservationItem: line["ReservationItem"],
      EntryUnit: line["BaseUnit"],
      QuantityInEntryUnit: quantity.toDecimalPlaces(3).toFixed(),
    };
    if (there === undefined) state.corrections.push({ ...key, ...move });
    else post(state, key, number, [move], day);
  }
}

/** What a confirmation does to operation and order; `sign` -1 takes it back. */
function book(state: SapState, row: Row, order: Row, operation: Row, sign: 1 | -1): void {
  const good = numberOf(row["ConfirmationYieldQuantity"]).times(sign);
  operation["OpTotalConfirmedYieldQty"] = numberOf(operation["OpTotalConfirmedYieldQty"]).plus(good).toFixed();
  if (row["IsFinalConfirmation"] === true) operation["OperationIsConfirmed"] = sign === 1 ? "X" : "";
  const operations = rowsOf(state, "A_ProductionOrderOperation_2").filter((one) => one["ManufacturingOrder"] === order["ManufacturingOrder"]);
  const last = operations.toSorted((a, b) => String(a["ManufacturingOrderOperation"]).localeCompare(String(b["ManufacturingOrderOperation"]))).at(-1);
  if (last === operation) order["MfgOrderConfirmedYieldQty"] = numberOf(order["MfgOrderConfirmedYieldQty"]).plus(good).toFixed();
  const all = operations.every((one) => one["OperationIsConfirmed"] === "X");
  order["OrderIsConfirmed"] = all ? "X" : "";
  order["OrderIsPartiallyConfirmed"] = all ? "" : "X";
  if (sign === 1 && row["OpenReservationsIsCleared"] === true) {
    for (const line of rowsOf(state, "A_ProductionOrderComponent_3")) {
      if (line["ManufacturingOrder"] === order["ManufacturingOrder"] && line["ManufacturingOrderOperation"] === row["OrderOperation"]) line["ReservationIsFinallyIssued"] = true;
    }
  }
}

/** Takes a confirmation back with its movements. */
export function cancelConfirmation(state: SapState, parameters: Readonly<Record<string, string>>, day: string): Row {
  const found = findRow(state, "ProdnOrdConf2", { ConfirmationGroup: parameters["ConfirmationGroup"], ConfirmationCount: parameters["ConfirmationCount"] });
  if (found === undefined) throw new SapRefusal("RU/100", `Confirmation ${parameters["ConfirmationGroup"]} ${parameters["ConfirmationCount"]} does not exist`);
  checkLock(state, String(found["OrderID"]));
  if (found["IsReversed"] === true || found["IsReversal"] === true) throw new SapRefusal("RU/101", "The confirmation was already cancelled");
  checkPeriod(state, `/Date(${Date.parse(day)})/`);
  const own = (row: Row) => row["ConfirmationGroup"] === found["ConfirmationGroup"] && row["ConfirmationCount"] === found["ConfirmationCount"];
  const documents = new Set(
    rowsOf(state, "ProdnOrdConfMatlDocItm")
      .filter(own)
      .map((row) => `${String(row["MaterialDocumentYear"])}/${String(row["MaterialDocument"])}`),
  );
  for (const document of documents) {
    const [MaterialDocumentYear = "", MaterialDocument = ""] = document.split("/");
    cancelDocument(state, { MaterialDocumentYear, MaterialDocument }, day);
  }
  const order = findRow(state, "A_ProductionOrder_2", { ManufacturingOrder: found["OrderID"] });
  const operation = findRow(state, "A_ProductionOrderOperation_2", { ManufacturingOrder: found["OrderID"], ManufacturingOrderOperation: found["OrderOperation"] });
  if (order !== undefined && operation !== undefined) book(state, found, order, operation, -1);
  found["IsReversed"] = true;
  const count = rowsOf(state, "ProdnOrdConf2").filter((one) => one["ConfirmationGroup"] === found["ConfirmationGroup"]).length + 1;
  const negative = (name: string) =>
    [
      name,
      decimal(String(found[name] ?? "0"))
        .negated()
        .plus(ZERO)
        .toFixed(),
    ] as const;
  const made = {
    ...found,
    ...Object.fromEntries(
      Object.keys(found)
        .filter((name) => /Quantity\d?$/.test(name))
        .map(negative),
    ),
    ConfirmationCount: String(count),
    ConfirmationText: parameters["ConfirmationText"] ?? "",
    ExternalSystemConfirmation: parameters["ExternalSystemConfirmation"] ?? "00000000-0000-0000-0000-000000000000",
    IsReversed: false,
    IsReversal: true,
    ConfirmationEntryDate: today(state),
  };
  rowsOf(state, "ProdnOrdConf2").push(made);
  return made;
}
