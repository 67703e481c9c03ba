"use client";

import { Icon } from "@/components/ui/icon";
import { Menu } from "@/components/ui/menu";

/** The label of a lot: to print, or as the file that a label printer takes. Each is a request of its own, for each label made stands in the audit trail. */
export function LabelMenu({ lotId }: { lotId: string }) {
  const open = (query: string) => window.open(`/api/labels/${lotId}?${query}`, "_blank", "noopener");
  return (
    <Menu
      label="Label of this lot"
      trigger={
        <>
          <Icon name="printer" className="size-4" />
          Label
        </>
      }
      items={[
        { label: "PDF, square code", onSelect: () => open("format=pdf&symbol=DATAMATRIX") },
        { label: "PDF, bars", onSelect: () => open("format=pdf&symbol=GS1_128") },
        { label: "ZPL for a label printer, 203 dpi", onSelect: () => window.location.assign(`/api/labels/${lotId}?format=zpl`) },
        { label: "ZPL for a label printer, 300 dpi", onSelect: () => window.location.assign(`/api/labels/${lotId}?format=zpl&dpi=300`) },
      ]}
    />
  );
}
