import type { Metadata } from "next";
import { PageHeader } from "@/components/layout/page-header";
import { reader } from "@/lib/edge/reader";
import { requireActor } from "@/lib/edge/require-actor";
import { suggestLots } from "@/lib/queries/trace/lot-head";
import { FindLot } from "./_components/find-lot";

export const metadata: Metadata = { title: "Trace" };

/** Which lot? Typed, scanned, or picked from the latest. */
export default async function TracePage() {
  const actor = await requireActor("trace.read");
  const latest = await suggestLots(reader(), actor, "");
  return (
    <>
      <PageHeader title="Which lot?" sub="Its number, or the supplier’s. A scan is heard wherever the cursor is." />
      <FindLot latest={latest} />
    </>
  );
}
