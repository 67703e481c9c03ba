import { z } from "zod";
import type { FindOutcome, PostOutcome } from "@/lib/erp/port";
import type { QualityRecordedV1 } from "@/lib/messages/quality-recorded.v1";
import { Characteristic, InspectionLot, Result } from "./api-types";
import { clockJson, dayJson, literal } from "./edm";
import { partKey, textKey } from "./keys";
import { Refused } from "./refused";
import { held, type Work } from "./work";
import { localOf } from "./zone";

type Checked = QualityRecordedV1["data"]["characteristics"][number];
/** One characteristic of the check, and that of the inspection lot which it is. `booked`: this very result is there. */
type Match = { readonly checked: Checked; readonly own: Characteristic; readonly text: string; readonly booked: boolean };

/** Records one summarised result for each characteristic of a check. @throws Refused, SapError. */
export async function recordResults(work: Work, message: QualityRecordedV1): Promise<PostOutcome> {
  const matches = await matchesOf(work, message);
  for (const match of matches) {
    if (!match.booked) await work.calls.create("inspection", "/A_InspectionResult", bodyOf(work, message, match), z.object({ InspectionLot: z.string() }));
  }
  return heldResults(matches);
}

/** @throws SapError; Refused where there is no lot for it. */
export async function findResults(work: Work, message: QualityRecordedV1): Promise<FindOutcome> {
  const matches = await matchesOf(work, message);
  return matches.every(({ booked }) => booked) ? heldResults(matches) : { kind: "absent" };
}

function heldResults(matches: readonly Match[]): ReturnType<typeof held> {
  return held(matches.map(({ own }) => ({ kind: "inspection result", number: [own.InspectionLot, own.InspPlanOperationInternalID, own.InspectionCharacteristic].join("/") })));
}

/**
 * The inspection lot of SAP that takes this check: the first whose characteristics are all there and still open, or hold this check already.
 * One summarised result is all that a characteristic of a lot takes.
 */
async function matchesOf(work: Work, message: QualityRecordedV1): Promise<readonly Match[]> {
  const { calls } = work;
  const { order, item, lot, characteristics } = message.data;
  const filter = order !== null ? `ManufacturingOrder eq ${literal(order)}` : item !== null && lot !== null ? `Material eq ${literal(item)} and Batch eq ${literal(lot)}` : null;
  const lots = filter === null ? [] : await calls.all("inspection", "/A_InspectionLot", { $filter: filter, $select: "InspectionLot", $orderby: "InspectionLot" }, InspectionLot);
  if (lots.length === 0)
    throw new Refused("NO_INSPECTION_LOT", `SAP has opened no inspection lot for ${order === null ? `lot ${lot ?? "?"} of ${item ?? "?"}` : `order ${order}`}.`);
  const missing = new Set<string>();
  for (const { InspectionLot: number } of lots) {
    const query = { $filter: `InspectionLot eq ${literal(number)}` };
    const own = await calls.all("inspection", "/A_InspectionCharacteristic", query, Characteristic);
    const results = await calls.all("inspection", "/A_InspectionResult", query, Result);
    const matches = characteristics.map((checked, index): Match | null => {
      const found = own.find((one) =>
        [one.InspectionSpecification, one.InspectionSpecificationText].some((name) => name !== "" && name.toLowerCase() === checked.name.trim().toLowerCase()),
      );
      if (found === undefined) {
        missing.add(checked.name);
        return null;
      }
      const text = textKey(partKey(message.id, index + 1), 24);
      const same = (one: z.infer<typeof Result>) =>
        one.InspPlanOperationInternalID === found.InspPlanOperationInternalID && one.InspectionCharacteristic === found.InspectionCharacteristic;
      const there = results.find(same);
      return there !== undefined && there.InspectionResultText !== text ? null : { checked, own: found, text, booked: there !== undefined };
    });
    if (!matches.includes(null)) return matches.filter((match) => match !== null);
  }
  if (missing.size > 0) throw new Refused("CHARACTERISTIC_UNKNOWN", `The inspection lot of SAP has no characteristic ${[...missing].join(", ")}.`);
  throw new Refused("RESULT_EXISTS", `Each inspection lot of SAP for this holds a result already (${lots.map(({ InspectionLot: number }) => number).join(", ")}).`);
}

function bodyOf(work: Work, message: QualityRecordedV1, { checked, own, text }: Match): object {
  const { day, clock } = localOf(work.settings.timeZone, new Date(message.time));
  return {
    InspectionLot: own.InspectionLot,
    InspPlanOperationInternalID: own.InspPlanOperationInternalID,
    InspectionCharacteristic: own.InspectionCharacteristic,
    ...(checked.mean === null ? {} : { InspResultFrmtdMeanValue: checked.mean }),
    InspResultValidValuesNumber: checked.samples,
    InspRsltNonconformingValsNmbr: checked.failed,
    InspectionValuationResult: checked.failed === 0 ? "A" : "R",
    InspectionStartDate: dayJson(day),
    InspectionStartTime: clockJson(clock),
    InspectionEndDate: dayJson(day),
    InspectionEndTime: clockJson(clock),
    InspectionResultText: text,
  };
}
