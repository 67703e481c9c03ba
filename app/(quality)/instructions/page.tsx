import type { Metadata } from "next";
import { RefreshOnChange } from "@/app/(planner)/_components/refresh-on-change";
import { Answer } from "@/components/ui/answer";
import { reader } from "@/lib/edge/reader";
import { requireActor } from "@/lib/edge/require-actor";
import { instructionLines, instructionPlaces } from "@/lib/queries/quality/instructions";
import { InstructionTable } from "./_components/instruction-table";
import { NewInstruction } from "./_components/new-instruction";

export const metadata: Metadata = { title: "Instructions" };

/** What people read at which item and operation, which version counts, and what it holds back until it is read. */
export default async function InstructionsPage() {
  const actor = await requireActor("instruction.read");
  const from = reader();
  const [lines, places] = await Promise.all([instructionLines(from, actor), instructionPlaces(from, actor)]);
  const counting = lines.filter(({ state }) => state === "PUBLISHED").length;
  return (
    <>
      <RefreshOnChange kinds={["instruction"]} />
      <div className="flex flex-wrap items-end gap-x-9 gap-y-3">
        <Answer sub="A version that was published is never changed: the next one ends it. Tablets show it from then on, without the network as well.">{answer(counting)}</Answer>
        {places.length === 0 ? null : <NewInstruction places={places} lines={lines} />}
      </div>
      <InstructionTable rows={lines} />
    </>
  );
}

function answer(counting: number): string {
  if (counting === 0) return "No instruction counts yet";
  return counting === 1 ? "One instruction counts" : `${counting} instructions count`;
}
