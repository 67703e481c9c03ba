import { isReportedState, type ReportedState } from "./equipment-state";
import { fromPackml, isPackmlMode, isPackmlState, packmlState } from "./packml";

/** What a machine calls one of its states, or one of its modes, and which state of ours that is. */
export type StateWord = { readonly value: string; readonly state: ReportedState };

/** A value as a machine tells it. */
type Told = string | number | boolean;

/**
 * The state that a machine tells. With a list of its words the list alone says what they are, for a number may mean another state to this machine than to PackML; without one it is a state of
 * ours or of PackML by its name, in whatever letters, or the number of a PackML state. Undefined for everything else.
 */
export function stateOf(told: Told, words: readonly StateWord[] | null): ReportedState | undefined {
  const text = spelled(told);
  if (words !== null) return listed(text, words);
  const ours = text.toUpperCase();
  if (isReportedState(ours)) return ours;
  if (/^\d{1,9}$/.test(text)) return fromPackml(packmlState(Number(text)), "Production");
  const packml = capitalised(text);
  return isPackmlState(packml) ? fromPackml(packml, "Production") : undefined;
}

/**
 * The state that follows from the mode of a machine, or from another sign that stands beside its state; null where its state speaks for itself. With a list the list says for which modes; without
 * one those of PackML are known, by name or number, and undefined is for any other.
 */
export function stateInMode(told: Told, words: readonly StateWord[] | null): ReportedState | null | undefined {
  const text = spelled(told);
  if (words !== null) return listed(text, words) ?? null;
  const mode = NUMBERED[text] ?? capitalised(text);
  if (!isPackmlMode(mode)) return undefined;
  return mode === "Production" ? null : fromPackml("Execute", mode);
}

/** Unit modes that PackML has numbers for; those above are each company's own. */
const NUMBERED: Readonly<Record<string, string>> = { "1": "Production", "2": "Maintenance", "3": "Manual" };

function listed(text: string, words: readonly StateWord[]): ReportedState | undefined {
  const found = words.find(({ value }) => value === text) ?? words.find(({ value }) => value.toLowerCase() === text.toLowerCase());
  return found?.state;
}

function spelled(told: Told): string {
  return String(told).trim();
}

function capitalised(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1).toLowerCase();
}
