"use client";

import { useState } from "react";
import clsx from "clsx";
import { Chip } from "@/components/ui/chip";
import { hexLines, readableText } from "./bytes";

/** The bytes as they came: as text where they are text, else in hexadecimal; either way one tap apart. */
export function PayloadView({ head, size, topic }: { head: string; size: number; topic: string }) {
  const text = readableText(head);
  const [asHex, setAsHex] = useState(text === null);
  const shown = head.length / 2;
  return (
    <div className="grid gap-1.5">
      <pre
        role="group"
        tabIndex={0}
        aria-label={`Payload of ${topic}`}
        className={clsx(
          "max-h-40 overflow-auto rounded-sm bg-canvas px-2.5 py-1.5 text-sm leading-[1.45]",
          asHex || text === null ? "whitespace-pre" : "font-sans break-words whitespace-pre-wrap",
        )}
      >
        {asHex || text === null ? hexLines(head) : text === "" ? <span className="text-ink-3">empty</span> : text}
      </pre>
      <div className="flex items-center gap-2 text-xs text-ink-3">
        {text === null ? <span>not text</span> : <Chip label="Hex" pressed={asHex} onClick={() => setAsHex(!asHex)} className="min-h-7! px-2!" />}
        {shown < size ? <span>the first {shown} bytes</span> : null}
      </div>
    </div>
  );
}
