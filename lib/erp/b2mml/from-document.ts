import { z } from "zod";
import { Frame } from "./api-types";
import type { ReadDocument } from "./document";
import { many, maybe, one } from "./fields";
import { fromDefinitions } from "./from-definition";
import { fromEquipment } from "./from-equipment";
import { fromDefinition, fromLot } from "./from-material";
import { fromPerson } from "./from-person";
import { fromSchedule } from "./from-schedule";
import { joined, jsonOf, type Read, readEach, type Reading } from "./reading";
import { instantOf } from "./values";
import { Unmappable } from "./unmappable";

/** What an inbound document is: objects for us, an answer to something of ours, or nothing that we understand. */
export type Inbound =
  | { readonly kind: "objects"; readonly read: Read; readonly created: string }
  | { readonly kind: "answer" }
  | { readonly kind: "other"; readonly reason: string };

/** Verbs that bring whole objects. CANCEL brings orders only. */
const BRINGS = /^(Sync|Show|Process|Change|Cancel)([A-Z]\w*)$/;
const ANSWERS = /^(Acknowledge|Respond)[A-Z]\w*$|^ConfirmBOD$/;

const Action = one(z.object({ ActionCriteria: many(z.object({ ActionExpression: many(z.object({ "@actionCode": maybe })) })) }));
const Information = z.object({
  MaterialDefinition: many(z.unknown()),
  MaterialLot: many(z.unknown()),
  Equipment: many(z.unknown()),
  OperationsDefinition: many(z.unknown()),
  OperationsMaterialBill: many(z.unknown()),
  Person: many(z.unknown()),
});

/** Reads whatever the partner sent. Each object stands for itself: one that cannot be read is kept with its reason. */
export function fromDocument(document: ReadDocument, context: Omit<Reading, "created">): Inbound {
  if (ANSWERS.test(document.root)) return { kind: "answer" };
  const [, verb, noun] = BRINGS.exec(document.root) ?? [];
  if (verb === undefined || noun === undefined) return { kind: "other", reason: `"${document.root}" is not a message that brings anything.` };
  const frame = Frame.safeParse(document.body);
  const area = frame.data?.ApplicationArea;
  const data = frame.data?.DataArea;
  if (area === undefined || data === undefined) return { kind: "other", reason: `${document.root} needs an ApplicationArea with its CreationDateTime, and a DataArea.` };
  const reading: Reading = { ...context, created: area.CreationDateTime };
  const withdraws = verb === "Cancel" || deletes(data[verb]);
  const nouns = Array.isArray(data[noun]) ? (data[noun] as unknown[]) : [data[noun]];
  try {
    return { kind: "objects", read: objectsOf(noun, nouns, withdraws, reading), created: instantOf(area.CreationDateTime) };
  } catch (error) {
    if (error instanceof Unmappable) return { kind: "other", reason: error.message };
    if (error instanceof z.ZodError) return { kind: "other", reason: z.prettifyError(error) };
    throw error;
  }
}

function deletes(verb: unknown): boolean {
  const action = Action.safeParse(verb).data;
  return action?.ActionCriteria.some((criteria) => criteria.ActionExpression.some((expression) => expression["@actionCode"] === "Delete")) ?? false;
}

function objectsOf(noun: string, nouns: readonly unknown[], withdraws: boolean, reading: Reading): Read {
  if (noun === "OperationsSchedule") return fromSchedule(nouns, withdraws, reading);
  if (withdraws) throw new Unmappable(`A ${noun} is not withdrawn: send it with its status, or as it now is.`);
  switch (noun) {
    case "MaterialInformation":
    case "EquipmentInformation":
    case "OperationsDefinitionInformation":
    case "PersonnelInformation":
      return joined(nouns.map((object) => fromInformation(object, reading)));
    case "MaterialDefinition":
      return items(nouns, reading);
    case "MaterialLot":
      return lots(nouns, reading);
    case "Equipment":
      return equipment(nouns, reading);
    case "Person":
      return people(nouns, reading);
    case "OperationsDefinition":
      return joined(fromDefinitions(nouns, [], reading));
    default:
      throw new Unmappable(`We have no use for a ${noun}.`);
  }
}

function fromInformation(object: unknown, reading: Reading): Read {
  const information = Information.parse(object);
  return joined([
    items(information.MaterialDefinition, reading),
    equipment(information.Equipment, reading),
    ...fromDefinitions(information.OperationsDefinition, information.OperationsMaterialBill, reading),
    lots(information.MaterialLot, reading),
    people(information.Person, reading),
  ]);
}

const items = (objects: readonly unknown[], reading: Reading): Read => readEach("erp.item.v1", objects, (object) => fromDefinition(object, reading));
const lots = (objects: readonly unknown[], reading: Reading): Read => readEach("erp.lot.v1", objects, (object) => fromLot(object, reading));
const people = (objects: readonly unknown[], reading: Reading): Read => readEach("erp.person.v1", objects, (object) => fromPerson(object, reading));
const equipment = (objects: readonly unknown[], reading: Reading): Read => readEach("erp.work-centre.v1", objects, (object) => fromEquipment(object, reading));

/** A document of which nothing can be used, kept with its reason. */
export function unreadable(id: string, text: string, reason: string): Read["unreadable"][number] {
  return { id, type: null, raw: jsonOf(text.slice(0, 4000)), reason };
}
