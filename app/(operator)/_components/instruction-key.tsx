"use client";

import { useEffect } from "react";
import { useTranslations } from "next-intl";
import { SecondKey } from "@/components/shop-floor/key";
import { instructionFileHref } from "@/lib/client/instruction-file";
import type { FloorInstruction } from "@/lib/queries/operator/floor-instructions";

/** Opens the instruction of an operation; it says whether it is new to this person or has changed since they read it. */
export function InstructionKey({ instruction, className, onOpen }: { instruction: FloorInstruction; className?: string; onOpen: () => void }) {
  const t = useTranslations("instructions");
  const files = instruction.content.blocks.flatMap((block) => ("file" in block ? [block.file] : [])).join(" ");
  useEffect(() => {
    // EX-22: it is read without the network as well. What is fetched once, the browser keeps; what cannot be fetched now is asked for again when it is opened.
    for (const file of files.split(" ").filter((one) => one !== "")) void fetch(instructionFileHref(file)).then(undefined, () => undefined);
  }, [files]);
  const { known } = instruction;
  return (
    <SecondKey
      icon="document"
      label={t("key")}
      detail={known === "READ" ? t("known") : known === "CHANGED" ? t("changed") : t("new")}
      onClick={onOpen}
      className={known === "READ" ? className : `${className ?? ""} border-amber!`}
    />
  );
}
