"use client";

import { useState } from "react";
import { useTranslations } from "next-intl";
import { Icon } from "@/components/ui/icon";
import { Mark } from "@/components/ui/mark";
import { instructionFileHref } from "@/lib/client/instruction-file";
import { useFormats } from "@/lib/format/formats";
import { SecondKey } from "./key";

/** One piece of an instruction; `file` is the digest under which a picture or PDF is served. */
export type InstructionPiece = { readonly kind: "TEXT" | "STEP"; readonly text: string } | { readonly kind: "PICTURE" | "PDF"; readonly file: string; readonly text: string };

/** Widths of a picture, in per cent of its frame; at first the whole of it is in sight. */
const SIZES = [null, 100, 150, 200, 300] as const;

/** What an instruction says, in large type: words, numbered steps, pictures that grow by a tap, and PDFs. */
export function InstructionBody({ pieces }: { pieces: readonly InstructionPiece[] }) {
  const numbers = stepNumbers(pieces);
  return (
    <div className="grid gap-5 text-floor-md leading-[1.4]">
      {pieces.map((piece, index) => (
        <Piece key={index} piece={piece} number={numbers[index] ?? 0} />
      ))}
    </div>
  );
}

function Piece({ piece, number }: { piece: InstructionPiece; number: number }) {
  const t = useTranslations("instructions");
  switch (piece.kind) {
    case "TEXT":
      return <p className="break-words whitespace-pre-line">{piece.text}</p>;
    case "STEP":
      return (
        <p className="flex items-start gap-4 break-words">
          <b className="grid size-12 flex-none place-items-center rounded-full border-2 border-line-strong">{number}</b>
          <span className="min-w-0 self-center whitespace-pre-line">{piece.text}</span>
        </p>
      );
    case "PICTURE":
      return <Picture href={instructionFileHref(piece.file)} caption={piece.text} />;
    case "PDF":
      return (
        <a
          href={instructionFileHref(piece.file)}
          target="_blank"
          rel="noreferrer"
          className="flex min-h-(--target) items-center gap-4 justify-self-start rounded border-2 border-line-strong bg-raised px-5 py-3 font-semibold active:bg-sunken"
        >
          <Icon name="document" className="size-8" />
          <span className="min-w-0 break-words">{piece.text === "" ? t("pdf") : piece.text}</span>
        </a>
      );
  }
}

/** Steps are counted through, whatever stands between them. */
function stepNumbers(pieces: readonly InstructionPiece[]): readonly number[] {
  let count = 0;
  return pieces.map(({ kind }) => (kind === "STEP" ? (count += 1) : count));
}

function Picture({ href, caption }: { href: string; caption: string }) {
  const t = useTranslations("instructions");
  const formats = useFormats();
  const [size, setSize] = useState(0);
  const [away, setAway] = useState(false);
  const percent = SIZES[size] ?? null;
  if (away) return <Mark kind="warning">{t("pictureAway")}</Mark>;
  return (
    <figure className="grid gap-3">
      {/* On white: drawings are dark lines on nothing. It scrolls once it is larger than its frame. */}
      <div role="group" aria-label={caption === "" ? t("picture") : caption} tabIndex={0} className="max-h-[60vh] overflow-auto rounded border border-line bg-paper">
        {/* Served by us, once and for all under its digest: there is nothing that Next could make smaller. */}
        <img
          src={href}
          alt={caption === "" ? t("picture") : caption}
          onError={() => setAway(true)}
          className={percent === null ? "mx-auto max-h-[60vh] max-w-full" : "max-w-none"}
          style={percent === null ? undefined : { width: `${percent}%` }}
        />
      </div>
      <div className="flex flex-wrap items-center gap-4">
        <SecondKey icon="minus" label={t("smaller")} disabled={size === 0} onClick={() => setSize(size - 1)} />
        <SecondKey icon="plus" label={t("larger")} disabled={size === SIZES.length - 1} onClick={() => setSize(size + 1)} />
        <output aria-live="polite" className="min-w-20 text-ink-2">
          {percent === null ? null : t("size", { percent: formats.quantity(String(percent)) })}
        </output>
        {caption === "" ? null : <figcaption className="min-w-0 flex-1 text-ink-2">{caption}</figcaption>}
      </div>
    </figure>
  );
}
