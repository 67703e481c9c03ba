"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { CheckTrends } from "./check-trends";

/** The last values of each characteristic of a check's plan, between its limits and those of the process. */
export function TrendButton({ checkId, plan }: { checkId: string; plan: string }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button tone="quiet" aria-label={`Trend of ${plan}`} onClick={() => setOpen(true)}>
        Trend
      </Button>
      {open ? (
        <Dialog
          onClose={() => setOpen(false)}
          title={`Trend of ${plan}`}
          description="The last values that were recorded, of whichever order; solid lines are the limits of this check."
          wide
        >
          <CheckTrends checkId={checkId} />
        </Dialog>
      ) : null}
    </>
  );
}
