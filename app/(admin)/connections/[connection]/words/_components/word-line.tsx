import { Button } from "@/components/ui/button";
import { Mark } from "@/components/ui/mark";
import { RowHead, Td, Tr } from "@/components/ui/table";
import { KIND_WORDS } from "./kind-words";
import type { Line } from "./words-editor";

type WordLineProps = {
  line: Line;
  number: number;
  known: readonly string[];
  errors: { readonly ours: string | undefined; readonly theirs: string | undefined };
  onChange: (line: Line) => void;
  onRemove: () => void;
};

/** One line of the mapping. Our word is picked from what exists; one that is not known yet may still come from the ERP. */
export function WordLine({ line, number, known, errors, onChange, onRemove }: WordLineProps) {
  const what = KIND_WORDS[line.kind];
  const strange = line.ours !== "" && !known.includes(line.ours);
  return (
    <Tr className="align-top">
      <RowHead className="py-2.5">{what}</RowHead>
      <Td className="py-1.5">
        <Word label={`${what} ${number}, in the ERP`} value={line.theirs} error={errors.theirs} onChange={(theirs) => onChange({ ...line, theirs })} />
      </Td>
      <Td className="py-1.5">
        <Word label={`${what} ${number}, here`} value={line.ours} error={errors.ours} list={`words-${line.kind}`} onChange={(ours) => onChange({ ...line, ours })} />
        {strange && errors.ours === undefined ? (
          <Mark kind="info" className="mt-1 text-sm text-ink-2">
            Not known here yet
          </Mark>
        ) : null}
      </Td>
      <Td className="py-1.5 text-right">
        <Button tone="quiet" aria-label={`Remove line ${number}`} onClick={onRemove}>
          Remove
        </Button>
      </Td>
    </Tr>
  );
}

function Word({ label, value, error, list, onChange }: { label: string; value: string; error: string | undefined; list?: string; onChange: (value: string) => void }) {
  return (
    <>
      <input
        aria-label={label}
        aria-invalid={error === undefined ? undefined : true}
        value={value}
        list={list}
        maxLength={80}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onChange(event.target.value)}
        className={`min-h-8 w-full min-w-32 rounded border bg-raised px-3 text-ink ${error === undefined ? "border-line-strong" : "border-down-edge"}`}
      />
      {error === undefined ? null : (
        <p role="alert" className="mt-1 text-sm font-medium text-down-ink">
          {error}
        </p>
      )}
    </>
  );
}
