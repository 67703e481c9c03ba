import { randomUUID } from "node:crypto";
import { z } from "zod";
import { Frame } from "@/lib/erp/b2mml/api-types";
import { type B2mmlDocument, type Element, NotADocument, type ReadDocument } from "@/lib/erp/b2mml/document";
import { decimal } from "@/lib/domain/shared/decimal";
import { many, maybe, one, text, texts } from "@/lib/erp/b2mml/fields";
import { type Form, read, write } from "@/lib/erp/b2mml/forms";

/** What the partner holds of one document of ours. */
export type Posting = { readonly bodId: string; readonly root: string; readonly number: string; readonly order: string | null; readonly text: string };

/** An object of the partner's, as it now is. */
type Held = { readonly noun: Noun; readonly changedAt: number; readonly content: Element };
type Noun = "MaterialDefinition" | "MaterialLot" | "Equipment" | "OperationsDefinition" | "OperationsMaterialBill" | "OperationsRequest" | "Person";

/** What it answers: a status for HTTP, and the document; null where it has nothing to show. */
export type Said = { readonly status: number; readonly document: B2mmlDocument | null };

const Area = z.object({
  Sender: one(z.object({ LogicalID: maybe, ReferenceID: maybe, ConfirmationCode: maybe })),
  CreationDateTime: text,
  BODID: maybe,
});
const Amount = z.object({ QuantityString: text, UnitOfMeasure: maybe });
const Performance = z.object({
  ID: text,
  OperationsResponse: many(
    z.object({
      OperationsRequestID: texts,
      SegmentResponse: many(
        z.object({ ID: text, MaterialActual: many(z.object({ MaterialDefinitionID: texts, MaterialLotID: texts, MaterialUse: maybe, Quantity: many(Amount) })) }),
      ),
    }),
  ),
});

/** Messages that it takes from a MES; every other one is refused. */
const TAKEN: ReadonlySet<string> = new Set([
  "ProcessOperationsPerformance",
  "CancelOperationsPerformance",
  "SyncOperationsPerformance",
  "SyncOperationsEventInformation",
  "SyncWorkAlert",
  "SyncMaterialLot",
  "SyncOperationsTestInformation",
  "AcknowledgeOperationsSchedule",
  "ConfirmBOD",
]);

class Refusal extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

export type Isa95Partner = ReturnType<typeof isa95Partner>;

/**
 * An ISA-95 partner in memory, strict: it takes a document once, repeats its first acknowledge for the same BODID, judges what it rejected anew,
 * takes the documents of one subject in sequence only, and posts nothing for an order, a lot or a document that it does not know.
 * @param check says why a document is not valid by the published schema; null where there is no schema at hand
 */
export function isa95Partner(form: Form, check: ((text: string) => string | null) | null = null) {
  const postings = new Map<string, Posting>();
  const answers = new Map<string, B2mmlDocument>();
  const sequences = new Map<string, number>();
  const held = new Map<string, Held>();
  const heard: string[] = [];
  const told: string[] = [];
  const listeners: ((document: B2mmlDocument) => void)[] = [];
  let numbers = 4711;
  let versions = Date.now();

  function take(body: string): Said {
    heard.push(body);
    let document: ReadDocument;
    try {
      document = read(body);
    } catch (error) {
      if (!(error instanceof NotADocument)) throw error;
      return { status: 400, document: confirm(null, new Refusal("SCHEMA", error.message)) };
    }
    if (document.root.startsWith("Get")) {
      const invalid = check?.(body) ?? null;
      return invalid === null ? show(document) : { status: 400, document: confirm(null, new Refusal("SCHEMA", invalid)) };
    }
    const frame = Frame.parse(document.body);
    const { ApplicationArea: area } = z.object({ ApplicationArea: one(Area) }).parse(document.body);
    if (area === undefined) return { status: 400, document: confirm(null, new Refusal("SCHEMA", "There is no ApplicationArea.")) };
    const known = answers.get(area.BODID ?? "");
    if (known !== undefined) return { status: 200, document: known };
    try {
      if (area.BODID === undefined) throw new Refusal("SCHEMA", "There is no BODID.");
      const invalid = check?.(body) ?? null;
      if (invalid !== null) throw new Refusal("SCHEMA", invalid);
      if (!TAKEN.has(document.root)) throw new Refusal("NOT_SUPPORTED", `${document.root} is not taken here.`);
      const advance = inSequence(area.Sender?.ReferenceID);
      const performance = performanceIn(frame.DataArea?.OperationsPerformance);
      judge(document.root, performance);
      // From here on it is posted: number, sequence and answer belong together.
      advance();
      if (performance !== null && !document.root.startsWith("Sync")) bookStock(performance, document.root.startsWith("Cancel") ? 1 : -1);
      const number = `${(numbers += 1)}/1`;
      postings.set(area.BODID, { bodId: area.BODID, root: document.root, number, order: performance?.OperationsResponse[0]?.OperationsRequestID[0] ?? null, text: body });
      const answer = document.root.startsWith("Process") ? acknowledge(area, performance, number) : confirm(area, number);
      answers.set(area.BODID, answer);
      return { status: 200, document: answer };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return {
        status: error.code === "SCHEMA" ? 400 : 200,
        document: document.root.startsWith("Process") && error.code !== "SCHEMA" ? reject(area, document, error) : confirm(area, error),
      };
    }
  }

  /** Sequences have no gap: what comes too early is judged again once the one before it is there. */
  function inSequence(reference: string | undefined): () => void {
    const [, subject, number] = /^(.+)#(\d+)$/.exec(reference ?? "") ?? [];
    if (subject === undefined) throw new Refusal("SCHEMA", "The sender gives no ReferenceID <subject>#<number>.");
    const last = sequences.get(subject) ?? 0;
    if (Number(number) !== last + 1) throw new Refusal("OUT_OF_SEQUENCE", `${subject} stands at ${last}; this is ${number}.`);
    return () => sequences.set(subject, last + 1);
  }

  function judge(root: string, performance: z.infer<typeof Performance> | null): void {
    if (performance === null || root.startsWith("Sync")) return;
    if (root.startsWith("Cancel") && !postings.has(performance.ID)) throw new Refusal("NOT_POSTED", `Nothing is posted under ${performance.ID}.`);
    for (const response of performance.OperationsResponse) {
      const unknown = response.OperationsRequestID.find((order) => !held.has(`OperationsRequest/${order}`));
      if (unknown !== undefined) throw new Refusal("ORDER_UNKNOWN", `There is no order ${unknown}.`);
      for (const material of response.SegmentResponse.flatMap((segment) => segment.MaterialActual)) {
        const [item, lot] = [material.MaterialDefinitionID[0], material.MaterialLotID[0]];
        if (material.MaterialUse === "Material Consumed" && lot !== undefined && !held.has(`MaterialLot/${lot}`))
          throw new Refusal("STOCK_DEFICIT", `Not enough stock of ${item}, lot ${lot}.`);
      }
    }
  }

  /** What was taken of a lot that lies at one place is gone from there, until it is taken back. */
  function bookStock(performance: z.infer<typeof Performance>, sign: 1 | -1): void {
    for (const material of performance.OperationsResponse.flatMap((response) => response.SegmentResponse.flatMap((segment) => segment.MaterialActual))) {
      const key = `MaterialLot/${material.MaterialLotID[0]}`;
      const [lot, moved] = [held.get(key), material.Quantity[0]];
      const stock = z.object({ Version: text, Quantity: z.tuple([Amount]) }).safeParse(lot?.content).data;
      if (material.MaterialUse !== "Material Consumed" || lot === undefined || moved === undefined || stock === undefined) continue;
      const left = decimal(stock.Quantity[0].QuantityString).plus(decimal(moved.QuantityString).times(sign));
      const content = { ...lot.content, Version: String(Number(stock.Version) + 1), Quantity: [{ ...stock.Quantity[0], QuantityString: left.toFixed() }] };
      held.set(key, { ...lot, changedAt: Date.now(), content });
    }
  }

  function show(document: ReadDocument): Said {
    const Question = z.object({ Get: one(z.object({ Expression: texts })) });
    const Asked = z.object({ MaterialDefinition: many(z.unknown()), MaterialLot: many(z.unknown()) });
    const data = Frame.parse(document.body).DataArea ?? {};
    const since = Date.parse(Question.parse(data).Get?.Expression[0]?.replace(/^since /, "") ?? "1970-01-01T00:00:00Z");
    const noun = document.root.slice("Get".length);
    const changed = (kind: Noun) => [...held.values()].filter((one) => one.noun === kind && one.changedAt >= since).map((one) => one.content);
    const asked = one(Asked).parse(data[noun]);
    const shown = {
      OperationsSchedule: { ID: "SCHED", OperationsRequest: changed("OperationsRequest") },
      MaterialInformation: asked?.MaterialLot.length === 0 ? { MaterialDefinition: changed("MaterialDefinition") } : { MaterialLot: changed("MaterialLot") },
      PersonnelInformation: { ID: "PERS", Person: changed("Person") },
      EquipmentInformation: { ID: "EQ", Equipment: changed("Equipment") },
      OperationsDefinitionInformation: { ID: "DEF", OperationsDefinition: changed("OperationsDefinition"), OperationsMaterialBill: changed("OperationsMaterialBill") },
    }[noun];
    if (shown === undefined) return { status: 400, document: confirm(null, new Refusal("NOT_SUPPORTED", `${noun} is not shown here.`)) };
    if (!Object.values(shown).some((value) => Array.isArray(value) && value.length > 0)) return { status: 204, document: null };
    return { status: 200, document: message("Show", noun, {}, pruned(shown)) };
  }

  /** Keeps an object in its next version, and tells who listens. */
  function put(noun: Noun, id: string, content: Element): void {
    const next = { ...content, ID: id };
    held.set(`${noun}/${id}`, { noun, changedAt: Date.now(), content: next });
    const published = noun === "OperationsRequest" ? message("Sync", "OperationsSchedule", {}, { ID: "SCHED", OperationsRequest: [next] }) : message("Sync", noun, {}, next);
    for (const listener of listeners) listener(published);
  }

  return {
    form,
    take,
    /** The answer to a BODID; for one that it does not know, the document that says so. */
    stored(bodId: string): Said {
      const answer = answers.get(bodId);
      return answer === undefined ? { status: 404, document: confirm(null, new Refusal("BODID_UNKNOWN", `BODID ${bodId} is not known.`)) } : { status: 200, document: answer };
    },
    textOf(document: B2mmlDocument): string {
      const text = write(document, form);
      told.push(text);
      return text;
    },
    /** Every document that came and went so far. */
    documents: (): readonly string[] => [...heard, ...told],
    postings: (): readonly Posting[] => [...postings.values()],
    put,
    /** Calls the listener with every object that changes, as a document that publishes it. */
    onChange: (listener: (document: B2mmlDocument) => void): void => void listeners.push(listener),
    order(order: string, change: { readonly qty?: string; readonly priority?: number; readonly state?: string } = {}): void {
      put("OperationsRequest", order, requestOf(String((versions += 1)), change));
    },
    hasOrder: (order: string): boolean => held.has(`OperationsRequest/${order}`),
  };
}

/** Lists without anything in them are no element. */
function pruned(element: Element): Element {
  return Object.fromEntries(Object.entries(element).filter(([, value]) => !Array.isArray(value) || value.length > 0));
}

function performanceIn(noun: unknown): z.infer<typeof Performance> | null {
  return one(Performance).parse(noun) ?? null;
}

function applicationArea(confirmation = "Never"): Element {
  return { Sender: { LogicalID: "ERP", ConfirmationCode: confirmation }, Receiver: [{ LogicalID: "MES" }], CreationDateTime: new Date().toISOString(), BODID: randomUUID() };
}

function message(verb: string, noun: string, action: Element, content: Element): B2mmlDocument {
  return { root: `${verb}${noun}`, body: { "@releaseID": "7.0.1", ApplicationArea: applicationArea(), DataArea: { [verb]: action, [noun]: [content] } } };
}

type AreaOf = z.infer<typeof Area>;

function original(area: AreaOf): Element {
  return { Sender: { LogicalID: area.Sender?.LogicalID ?? "MES" }, CreationDateTime: area.CreationDateTime, BODID: area.BODID };
}

function criteria(expression: string, outcome: string | Refusal): Element {
  const at = new Date().toISOString();
  if (typeof outcome === "string") {
    return { ResponseExpression: { "@actionCode": "Accepted", $: expression }, ChangeStatus: { Code: "POSTED", Description: [outcome], EffectiveDateTime: at } };
  }
  return {
    ResponseExpression: { "@actionCode": "Rejected", $: expression },
    ChangeStatus: { Code: "REJECTED", Description: [outcome.message], EffectiveDateTime: at, ReasonCode: outcome.code },
  };
}

/** The noun of an answer holds the ids that the schema asks for, and nothing else. */
function skeleton(performance: z.infer<typeof Performance> | null): Element {
  const response = performance?.OperationsResponse[0];
  return {
    ID: performance?.ID ?? "*",
    OperationsResponse: [
      {
        ID: "*",
        OperationsRequestID: response === undefined || response.OperationsRequestID.length === 0 ? undefined : response.OperationsRequestID,
        SegmentResponse: [{ ID: response?.SegmentResponse[0]?.ID ?? "*" }],
      },
    ],
  };
}

function acknowledge(area: AreaOf, performance: z.infer<typeof Performance> | null, number: string): B2mmlDocument {
  return message(
    "Acknowledge",
    "OperationsPerformance",
    { OriginalApplicationArea: original(area), ResponseCriteria: [criteria("//SegmentResponse", number)] },
    skeleton(performance),
  );
}

function reject(area: AreaOf, document: ReadDocument, refusal: Refusal): B2mmlDocument {
  const performance = performanceIn(Frame.parse(document.body).DataArea?.OperationsPerformance);
  return message(
    "Acknowledge",
    "OperationsPerformance",
    { OriginalApplicationArea: original(area), ResponseCriteria: [criteria("//SegmentResponse", refusal)] },
    skeleton(performance),
  );
}

/** The generic receipt, or the refusal of what could not even be read. */
function confirm(area: AreaOf | null, outcome: string | Refusal): B2mmlDocument {
  const OriginalApplicationArea = area === null ? undefined : original(area);
  return {
    root: "ConfirmBOD",
    body: {
      ApplicationArea: applicationArea(),
      DataArea: {
        Confirm: { OriginalApplicationArea, ResponseCriteria: [criteria("/*", outcome)] },
        BOD: [{ OriginalApplicationArea, Description: typeof outcome === "string" ? undefined : [outcome.message] }],
      },
    },
  };
}

/** The answer of a partner that is there and does not want the document now. It posted nothing and keeps nothing. */
export function busy(bodId?: string): B2mmlDocument {
  const area = bodId === undefined ? null : { CreationDateTime: new Date().toISOString(), BODID: bodId };
  return confirm(area, new Refusal("BUSY", "The posting period is being closed."));
}

/** An order for FG-100 with one component, released. */
function requestOf(version: string, { qty = "200", priority = 10, state = "Released" }: { readonly qty?: string; readonly priority?: number; readonly state?: string }): Element {
  const piece = (amount: string): Element => ({ QuantityString: amount, DataType: "decimal", UnitOfMeasure: "PCE" });
  return {
    ID: "",
    Version: version,
    EndTime: "2026-03-31T16:00:00Z",
    Priority: String(priority),
    RequestState: state,
    OperationsDefinitionID: "FG-100/1",
    SegmentRequirement: [
      {
        ID: "0020",
        ProcessSegmentID: "0020",
        Duration: "PT8H",
        OperationsDefinitionID: "FG-100/1",
        OperationsSegmentID: "0020",
        EquipmentRequirement: [{ ID: "1", EquipmentID: ["ASSY"], EquipmentUse: "Work centre" }],
        MaterialRequirement: [
          { ID: "1", MaterialDefinitionID: ["SEAL-02"], MaterialUse: "Consumed", Quantity: [piece("400")] },
          { ID: "2", MaterialDefinitionID: ["FG-100"], MaterialUse: "Produced", Quantity: [piece(qty)] },
        ],
      },
    ],
  };
}
