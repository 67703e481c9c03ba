import { action, given, instant, scope, value } from "./build";
import type { Element } from "./document";
import { type Draft, type Parties, plantOf } from "./envelope";
import { segmentId } from "./to-performance";
import type { OutboundOf } from "./outbound-of";

type Recorded = OutboundOf<"mes.quality.recorded.v1">;
type Characteristic = Recorded["data"]["characteristics"][number];

/** The summary of a check as one test result, each characteristic as a result inside it. */
export function toTestResult(message: Recorded, parties: Parties): Draft {
  const { check, plan, planVersion, order, operation, item, lot, verdict, characteristics } = message.data;
  return {
    verb: "Sync",
    noun: "OperationsTestInformation",
    task: "publish-test-result",
    action: action("Add", "TestResult"),
    content: {
      ID: message.id,
      PublishedDate: instant(message.recordtime),
      TestResult: [
        {
          ID: check,
          EvaluationDate: instant(message.time),
          HierarchyScope: scope(plantOf(message, parties), "Site"),
          TestableObjectID: lot ?? item ?? order ?? check,
          OperationsTestRequirementID: `${plan}/${planVersion}`,
          EvaluatedCriterionResult: verdict === "PASS" ? "Accepted" : "Rejected",
          TestResultChild: given(...characteristics.map((characteristic) => result(check, characteristic))),
          PropertyMeasurement: given(
            measured("OperationsRequestID", order, "Identifier"),
            measured("SegmentRequirementID", operation === null ? null : segmentId(operation), "Identifier"),
            measured("MaterialDefinitionID", item, "Identifier"),
            measured("MaterialLotID", lot, "Identifier"),
          ),
        },
      ],
    },
  };
}

function result(check: string, { position, name, kind, uom, lowerLimit, upperLimit, samples, min, max, mean, failed, defects }: Characteristic): Element {
  return {
    ID: `${check}#${position}`,
    Description: [name],
    EvaluatedCriterionResult: failed === 0 ? "Accepted" : "Rejected",
    PropertyMeasurement: given(
      measured("Kind", kind, "Code"),
      measured("Samples", String(samples), "decimal"),
      measured("Failed", String(failed), "decimal"),
      measured("LowerLimit", lowerLimit, "decimal", uom),
      measured("UpperLimit", upperLimit, "decimal", uom),
      measured("Minimum", min, "decimal", uom),
      measured("Maximum", max, "decimal", uom),
      measured("Mean", mean, "decimal", uom),
      ...defects.map(({ code, count }) => measured(`Defect:${code}`, String(count), "decimal")),
    ),
  };
}

/** A datum of a result; unlike a property it has one value and no list. */
function measured(id: string, said: string | null, type: "Code" | "Identifier" | "decimal", uom?: string | null): Element | null {
  return said === null ? null : { ID: id, Value: value(said, type, uom) };
}
