"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";

/** Puts text on the clipboard, and says that it did. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const [copied, setCopied] = useState(false);
  return (
    <Button
      tone="quiet"
      className="-my-1.5"
      icon={copied ? "check" : undefined}
      onClick={() => {
        void navigator.clipboard.writeText(text).then(() => setCopied(true));
      }}
    >
      {copied ? "Copied" : label}
    </Button>
  );
}
