import { DOCTYPES, type DocType, type Field, STANDARD_FIELDS } from "./doctypes";
import { FrappeException, invalid } from "./frappe-exception";
import { RULES } from "./other-rules";
import type { Site } from "./site";
import { type Doc, num, rowsOf, type Store, text, type Value } from "./store";

type Given = Readonly<Record<string, unknown>>;

/** `POST`: makes a document, and submits it where it says so. All of it is one transaction of the caller's. */
export function insert(site: Site, doctype: string, given: Given, user: string): Doc {
  const meta = metaOf(doctype);
  const { store } = site;
  const values = fieldsOf(store, doctype, meta, given, null);
  const wanted = num(values, "docstatus");
  if (wanted === 2 || (wanted === 1 && !meta.submittable)) throw invalid(`Cannot insert ${doctype} with docstatus ${wanted}`, "DocstatusTransitionError");
  const name = nameOf(store, doctype, meta, values);
  if (store.get(doctype, name) !== undefined)
    throw new FrappeException(409, "DuplicateEntryError", `('${doctype}', '${name}', IntegrityError(1062, "Duplicate entry '${name}' for key 'PRIMARY'"))`);
  const now = store.stamp();
  return save(site, doctype, meta, { ...values, name, owner: user, creation: now, modified: now, modified_by: user, idx: 0, doctype }, null);
}

/** `PUT`: changes, submits or cancels a document. */
export function update(site: Site, doctype: string, name: string, given: Given, user: string): Doc {
  const meta = metaOf(doctype);
  const { store } = site;
  const before = find(store, doctype, name);
  const stamp = given["modified"];
  if (stamp !== undefined && stamp !== before["modified"]) throw invalid("Document has been modified after you have opened it", "TimestampMismatchError");
  const from = num(before, "docstatus");
  if (from === 2) throw invalid(`Cannot edit cancelled document`);
  const values = fieldsOf(store, doctype, meta, given, before);
  const to = num(values, "docstatus");
  if (to !== from && !meta.submittable) throw invalid(`${doctype} is not submittable`, "DocstatusTransitionError");
  if ((from === 0 && to === 2) || (from === 1 && to === 0)) throw invalid(`Cannot change docstatus from ${from} to ${to}`, "DocstatusTransitionError");
  const changed = Object.keys(given).filter(
    (field) => !["docstatus", "modified", "doctype"].includes(field) && JSON.stringify(values[field] ?? null) !== JSON.stringify(before[field] ?? null),
  );
  if (from === 1 && changed.length > 0) throw invalid(`Not allowed to change ${changed.join(", ")} after submission`, "UpdateAfterSubmitError");
  return save(site, doctype, meta, { ...values, modified: store.stamp(), modified_by: user }, before);
}

/** The document. */
export function find(store: Store, doctype: string, name: string): Doc {
  metaOf(doctype);
  const found = store.get(doctype, name);
  if (found === undefined) throw new FrappeException(404, "DoesNotExistError", `${doctype} ${name} not found`, "Not Found");
  return found;
}

/** The doctype. */
export function metaOf(doctype: string): DocType {
  const meta = DOCTYPES.get(doctype);
  if (meta === undefined) throw new FrappeException(404, "DoesNotExistError", `DocType ${doctype} not found`, "Not Found");
  return meta;
}

function save(site: Site, doctype: string, meta: DocType, given: Doc, before: Doc | null): Doc {
  const { store } = site;
  const rules = RULES[doctype];
  const [from, to] = [before === null ? 0 : num(before, "docstatus"), num(given, "docstatus")];
  checkRequired(doctype, meta, given);
  const doc = (from === 1 ? undefined : rules?.validate)?.(site, given, before) ?? given;
  checkUnique(store, doctype, meta, doc);
  const name = text(doc, "name");
  const rows = Object.fromEntries(
    [...meta.fields].flatMap(([field, { type }]) => (type === "table" ? [[field, rowsOf(doc, field).map((row) => ({ ...row, docstatus: to, parent: name }))]] : [])),
  );
  store.put(doctype, name, { ...doc, ...rows });
  if (from === 0 && to === 1) rules?.onSubmit?.(site, find(store, doctype, name));
  if (to === 2) {
    if (doctype === "Job Card") store.put(doctype, name, { ...find(store, doctype, name), status: "Cancelled" });
    rules?.onCancel?.(site, find(store, doctype, name));
  }
  return find(store, doctype, name);
}

function nameOf(store: Store, doctype: string, { series, nameFrom }: DocType, values: Doc): string {
  const amended = text(values, "amended_from");
  if (amended !== "") {
    if (num(find(store, doctype, amended), "docstatus") !== 2) throw invalid(`Cannot amend ${amended}: it is not cancelled`);
    return /-\d+$/.test(amended) && /-\d+-\d+$/.test(amended) ? amended.replace(/-(\d+)$/, (_, last: string) => `-${Number(last) + 1}`) : `${amended}-1`;
  }
  if (nameFrom !== null) return text(values, nameFrom);
  return store.nextName(series ?? `${doctype}-#####`);
}

/** The values of a document or row with what is given: types, links and choices as the fields have them. A table that is given replaces the one that is there. */
function fieldsOf(store: Store, doctype: string, meta: DocType, given: Given, before: Doc | null): Doc {
  // Numbers and checks of a database are never empty.
  const zeros = before === null ? [...meta.fields].flatMap(([field, { type }]) => (["check", "int", "float"].includes(type) ? [[field, 0] as const] : [])) : [];
  const values: Record<string, Value> = { docstatus: 0, ...Object.fromEntries(zeros), ...before };
  for (const [field, value] of Object.entries(given)) {
    if (field === "docstatus") {
      if (value !== 0 && value !== 1 && value !== 2) throw invalid("docstatus must be 0, 1 or 2");
      values["docstatus"] = value;
    }
    if (STANDARD_FIELDS.has(field)) continue;
    const known = meta.fields.get(field);
    if (known === undefined) throw invalid(`${doctype} has no field ${field}`);
    values[field] = known.type === "table" ? table(store, known.of, field, value, before) : checked(store, doctype, field, known, value);
  }
  return values;
}

function table(store: Store, doctype: string, field: string, value: unknown, before: Doc | null): readonly Doc[] {
  if (!Array.isArray(value)) throw invalid(`${field} must be a list`);
  const meta = metaOf(doctype);
  const known = before === null ? [] : rowsOf(before, field);
  return value.map((given: unknown, index) => {
    if (typeof given !== "object" || given === null) throw invalid(`${field} must hold rows`);
    const row = Object.fromEntries(Object.entries(given));
    const name = row["name"];
    if (name !== undefined && !known.some((one) => one["name"] === name)) throw invalid(`${doctype} ${String(name)} not found`);
    // A row is what was sent: what is left out of it is emptied.
    const values = fieldsOf(store, doctype, meta, row, null);
    checkRequired(doctype, meta, values);
    return { ...values, name: typeof name === "string" ? name : store.rowName(), idx: index + 1, parentfield: field, doctype };
  });
}

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const CLOCK = /^\d{1,2}:\d{2}:\d{2}(\.\d{1,6})?$/;

function checked(store: Store, doctype: string, field: string, known: Field, value: unknown): Value {
  if (value === null || value === "") return null;
  const wrong = () => invalid(`${doctype}: ${field} cannot be ${JSON.stringify(value)}`);
  switch (known.type) {
    case "float":
    case "int":
      if (typeof value !== "number" || (known.type === "int" && !Number.isInteger(value))) throw wrong();
      return value;
    case "check":
      if (value !== 0 && value !== 1) throw wrong();
      return value;
    default:
  }
  if (typeof value !== "string") throw wrong();
  const [day = "", clock = ""] = value.split(" ");
  if (known.type === "date" && !DATE.test(value)) throw wrong();
  if (known.type === "time" && !CLOCK.test(value)) throw wrong();
  if (known.type === "datetime" && !(DATE.test(day) && CLOCK.test(clock))) throw wrong();
  if (known.type === "data" && value.length > 140) throw invalid(`'${field}' (${value}) will get truncated, as max characters allowed is 140`, "CharacterLengthExceededError");
  if (known.type === "select" && !known.of.split("|").includes(value)) throw invalid(`${field} cannot be "${value}". It should be one of "${known.of.replaceAll("|", '", "')}"`);
  if (known.type === "link" && store.get(known.of, value) === undefined) throw invalid(`Could not find ${field}: ${value}`, "LinkValidationError");
  return value;
}

function checkRequired(doctype: string, meta: DocType, doc: Doc): void {
  const missing = [...meta.fields].filter(([field, { required, type }]) => {
    const value = doc[field] ?? null;
    return required && (value === null || (type === "table" && rowsOf(doc, field).length === 0));
  });
  if (missing.length > 0) throw invalid(`[${doctype}, ${text(doc, "name")}]: ${missing.map(([field]) => field).join(", ")}`, "MandatoryError");
}

function checkUnique(store: Store, doctype: string, meta: DocType, doc: Doc): void {
  const name = text(doc, "name");
  const others = store.all(doctype).filter((other) => other["name"] !== name);
  const clash = () => invalid(`('${doctype}', '${name}', IntegrityError(1062, "Duplicate entry"))`, "UniqueValidationError");
  for (const [field, { unique, type, of }] of meta.fields) {
    if (unique && text(doc, field) !== "" && others.some((other) => other[field] === doc[field])) throw clash();
    if (type !== "table") continue;
    for (const [column, known] of metaOf(of).fields) {
      if (!known.unique) continue;
      const mine = rowsOf(doc, field).flatMap((row) => (text(row, column) === "" ? [] : [text(row, column)]));
      // Rows of cancelled documents keep their value as well.
      const taken = new Set(others.flatMap((other) => rowsOf(other, field).map((row) => text(row, column))));
      if (new Set(mine).size !== mine.length || mine.some((value) => taken.has(value))) throw clash();
    }
  }
}
