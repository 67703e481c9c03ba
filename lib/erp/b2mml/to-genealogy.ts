import { action, given, instant, property, quantity, scope } from "./build";
import type { Element } from "./document";
import { type Draft, type Parties, plantOf } from "./envelope";
import { segmentId } from "./to-performance";
import type { OutboundOf } from "./outbound-of";

type Genealogy = OutboundOf<"mes.genealogy.recorded.v1">;
type Line = Genealogy["data"]["inputs"][number];

/**
 * Which lots a run took and which it made: every output with all inputs of the run as its assembly. It is published, not to be posted, so its
 * material has a use of its own, and the quantities of the assembly are those of the run, not of the one output.
 */
export function toGenealogy(message: Genealogy, parties: Parties): Draft {
  const { run, order, operation, workUnit, from, to, inputs, outputs } = message.data;
  const assembly = given(...inputs.map((line, index) => ({ ID: String(index + 1), ...lineOf(line) })));
  const assembled = assembly === undefined ? {} : { AssemblyActual: assembly, AssemblyType: "Physical", AssemblyRelationship: "Permanent" };
  return {
    verb: "Sync",
    noun: "OperationsPerformance",
    task: "publish-genealogy",
    action: action("Add", "MaterialActual"),
    content: {
      ID: message.id,
      PublishedDate: instant(message.recordtime),
      StartTime: instant(from),
      Endtime: instant(to),
      HierarchyScope: scope(plantOf(message, parties), "Site"),
      OperationsType: "Production",
      OperationsResponse: [
        {
          ID: `${order}-R${message.sequence}`,
          OperationsRequestID: [order],
          SegmentResponse: [
            {
              ID: `${segmentId(operation)}#${message.sequence}`,
              ActualStartTime: instant(from),
              ActualEndTime: instant(to),
              SegmentRequirementID: [segmentId(operation)],
              SegmentData: given(property("GenealogyRun", run, "Identifier")),
              EquipmentActual: [{ ID: "1", EquipmentID: [workUnit] }],
              MaterialActual: (outputs.length === 0 ? [null] : outputs).map((output, index) => ({
                ID: String(index + 1),
                ...(output === null ? { MaterialUse: GENEALOGY } : lineOf(output, output.hu)),
                ...assembled,
              })),
            },
          ],
        },
      ],
    },
  };
}

const GENEALOGY: Element = { "@OtherValue": "Genealogy", $: "Other" };

function lineOf(line: Line, hu?: string | null): Element {
  return { MaterialDefinitionID: [line.item], MaterialLotID: [line.lot], MaterialSubLotID: given(hu), MaterialUse: GENEALOGY, Quantity: [quantity(line.qty, line.uom)] };
}
