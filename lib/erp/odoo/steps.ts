import type { Accepted, Delivery, DocumentPart, FindOutcome } from "@/lib/erp/port";
import { type Memory, readMemory } from "./memory";
import { Refused } from "./refused";

/** The memory of a message under way; `keep` stores it before the call goes on. */
export type Notebook = { readonly memory: Memory; keep(change: Partial<Memory>): Promise<void> };

/**
 * One call of several that a message needs, each a transaction of its own in Odoo. `find` says whether its effect is there, `perform`
 * brings it about; it is asked again afterwards, since Odoo answers 200 with a window where it did nothing.
 */
export type Step = {
  readonly name: string;
  find(): Promise<readonly DocumentPart[] | null>;
  perform(): Promise<void>;
  /** True for a value that later messages overwrite: once set, it is not looked at again. */
  readonly passing?: boolean;
};

/** A message as steps. `document` names what people look for, from the parts that the steps found. */
export type Plan = { readonly steps: readonly Step[]; document(parts: readonly DocumentPart[]): string };

/** The notebook of a delivery. */
export function notebookOf(delivery: Delivery): Notebook {
  let memory = readMemory(delivery.memory);
  return {
    get memory() {
      return memory;
    },
    async keep(change) {
      memory = { ...memory, ...change };
      await delivery.remember(memory);
    },
  };
}

/** Walks the steps: what is there is not done again, what is not there is done and read back. @throws Refused, OdooError. */
export async function walk(plan: Plan, book: Notebook): Promise<Accepted> {
  const parts: DocumentPart[] = [];
  for (const [index, step] of plan.steps.entries()) {
    const finished = index < book.memory.done;
    if (finished && step.passing === true) continue;
    let found = await step.find();
    if (found === null) {
      await step.perform();
      found = await step.find();
    }
    if (found === null) throw new Refused("NOT_DONE", `Odoo answered as if all were well and did not do it (${step.name}): a person has to look at it there.`);
    parts.push(...found);
    if (!finished) await book.keep({ done: index + 1 });
  }
  return { kind: "accepted", document: plan.document(parts), parts };
}

/** Asks whether every step's effect is there. @throws Refused, OdooError. */
export async function lookUp(plan: Plan, book: Notebook): Promise<FindOutcome> {
  const parts: DocumentPart[] = [];
  for (const [index, step] of plan.steps.entries()) {
    if (index < book.memory.done && step.passing === true) continue;
    const found = await step.find();
    if (found === null) return { kind: "absent" };
    parts.push(...found);
  }
  return { kind: "accepted", document: plan.document(parts), parts };
}
