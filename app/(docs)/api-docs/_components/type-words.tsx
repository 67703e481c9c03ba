import type { JsonObject } from "@/app/api/v1/_api/json";
import { anchorOf, typeWords } from "./read-document";

/** A type in words; shared schemas lead to where they are explained. */
export function TypeWords({ schema }: { schema: JsonObject }) {
  return (
    <>
      {typeWords(schema).map((part, index) =>
        typeof part === "string" ? (
          part
        ) : (
          <a key={index} href={`#${anchorOf(part.ref)}`} className="text-accent">
            {part.ref}
          </a>
        ),
      )}
    </>
  );
}
