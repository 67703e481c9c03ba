import { decimal } from "@/lib/domain/shared/decimal";
import type { RoutingOperation } from "@/lib/messages/erp-routing.v1";
import type { PlannedStep } from "./from-routing";
import type { StepTimes } from "./plan-settings";
import { NOTHING, text } from "./plant-data";
import type { TrytonSettings } from "./settings";

type Times = Pick<RoutingOperation, "setupMachineHours" | "setupLabourHours" | "runMachineHours" | "runLabourHours" | "yield" | "crew">;

/** What the settings say of a step; undefined when they do not name it. A line with the step's number counts before one without. */
export function lineOf(settings: Pick<TrytonSettings, "routings">, { routing, operation, name }: PlannedStep): StepTimes | undefined {
  const lines = (routing === null ? undefined : settings.routings[routing.trim()])?.steps.filter((line) => line.operation === name.trim()) ?? [];
  return lines.find((line) => line.number === operation) ?? lines.find((line) => line.number === undefined);
}

/** Standard times of a step; none for a step that the settings do not name. Labour hours are machine hours × crew unless given. */
export function timesOf(settings: Pick<TrytonSettings, "routings">, step: PlannedStep): Times {
  const line = lineOf(settings, step);
  if (line === undefined) return { setupMachineHours: NOTHING, setupLabourHours: NOTHING, runMachineHours: NOTHING, runLabourHours: NOTHING, yield: "1", crew: "1" };
  const people = (hours: string) => text(decimal(hours).times(line.crew));
  return {
    setupMachineHours: line.setupHours,
    setupLabourHours: line.setupLabourHours ?? people(line.setupHours),
    runMachineHours: line.runHours,
    runLabourHours: line.runLabourHours ?? people(line.runHours),
    yield: line.yield,
    crew: line.crew,
  };
}
