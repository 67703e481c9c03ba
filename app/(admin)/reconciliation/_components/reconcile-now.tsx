"use client";

import { useState, useTransition } from "react";
import { useRouter } from "next/navigation";
import { v7 as uuidv7 } from "uuid";
import { Refused } from "@/app/(admin)/_components/refused";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/field";
import type { Refusal } from "@/lib/commands/refusal";
import type { ReconcilablePair } from "@/lib/queries/reconciliation/runs";
import { startAction } from "../actions";

/** Asks for a comparison now, of one site and ERP where there are several. The page shows how far it is by itself. */
export function ReconcileNow({ pairs, allowed }: { pairs: readonly ReconcilablePair[]; allowed: boolean }) {
  const router = useRouter();
  const [busy, start] = useTransition();
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [chosen, setChosen] = useState(pairs[0] === undefined ? "" : keyOf(pairs[0]));
  const pair = pairs.find((one) => keyOf(one) === chosen) ?? pairs[0];
  if (pair === undefined) return null;

  function ask(of: ReconcilablePair) {
    start(async () => {
      const result = await startAction({ commandId: uuidv7(), connectionId: of.connectionId, siteId: of.siteId });
      setRefusal(result.ok ? null : result);
      // The new run is the one to look at.
      router.push("/reconciliation", { scroll: false });
      router.refresh();
    });
  }

  return (
    <div className="grid justify-items-end gap-1">
      <div className="flex flex-wrap items-end gap-2">
        {pairs.length === 1 ? null : (
          <Select
            label="Site and ERP"
            value={keyOf(pair)}
            onChange={(event) => setChosen(event.target.value)}
            options={pairs.map((one) => ({ value: keyOf(one), label: `${one.site}, ${one.connection}` }))}
          />
        )}
        <Button tone="primary" icon="refresh" busy={busy || pair.underWay} onClick={() => ask(pair)} forbidden={allowed ? undefined : "Integration starts a comparison."}>
          {pair.underWay ? "Being compared" : "Reconcile now"}
        </Button>
      </div>
      {refusal === null ? null : <Refused refusal={refusal} timeZone={pair.timeZone} />}
    </div>
  );
}

function keyOf({ siteId, connectionId }: ReconcilablePair): string {
  return `${siteId} ${connectionId}`;
}
