import { object, text } from "@/app/api/v1/_api/json";
import { Panel } from "@/components/ui/panel";
import { Table, Th } from "@/components/ui/table";
import { CodeText } from "./code-text";
import type { DocOperation } from "./read-document";
import { FieldRow, SchemaTable } from "./schema-table";
import { TypeWords } from "./type-words";

/** One address: what it does, what it takes, what it answers, how it refuses. */
export function Operation({ operation }: { operation: DocOperation }) {
  const { id, method, path, summary, description, parameters, body, answer, problems } = operation;
  return (
    <article id={id} className="scroll-mt-14" aria-label={`${method} ${path}`}>
      <Panel label={`${method} ${path}`}>
        <header className="px-4 pt-3 pb-2.5">
          <h3 className="text-md font-semibold">{summary}</h3>
          <p className="mt-1 flex flex-wrap items-center gap-2">
            <span className="rounded-sm border border-line-strong px-1.5 text-sm font-semibold">{method}</span>
            <code className="font-sans text-sm font-medium break-all select-all">{path}</code>
          </p>
          <p className="mt-1.5 text-ink-2">
            <CodeText>{description}</CodeText>
          </p>
        </header>
        {parameters.length === 0 ? null : (
          <Table caption={`Parameters of ${method} ${path}`}>
            <thead>
              <tr>
                <Th>Parameter</Th>
                <Th>Type</Th>
                <Th>Meaning</Th>
              </tr>
            </thead>
            <tbody>
              {parameters.map((parameter) => (
                <FieldRow
                  key={`${text(parameter.in)} ${text(parameter.name)}`}
                  name={text(parameter.name)}
                  place={text(parameter.in)}
                  schema={object(parameter.schema)}
                  required={parameter.required === true}
                  meaning={<CodeText>{text(parameter.description)}</CodeText>}
                />
              ))}
            </tbody>
          </Table>
        )}
        {body === null ? null : <SchemaTable schema={body} caption={`Body of ${method} ${path}`} />}
        <p className="border-t border-line px-4 py-2.5 text-sm text-ink-2">
          {Object.keys(answer).length === 0 ? null : (
            <>
              Answers <AnswerWords schema={answer} />.{" "}
            </>
          )}
          Problems: {problems.join(", ")}.
        </p>
      </Panel>
    </article>
  );
}

function AnswerWords({ schema }: { schema: DocOperation["answer"] }) {
  const { data: rows, result } = object(schema.properties);
  const data = object(rows);
  if (result !== undefined) {
    return (
      <>
        <code className="font-sans">commandId</code> and <code className="font-sans">result</code>: <TypeWords schema={object(result)} />
      </>
    );
  }
  return data.type === "array" ? (
    <>
      a page of <TypeWords schema={object(data.items)} />
    </>
  ) : (
    <TypeWords schema={schema} />
  );
}
