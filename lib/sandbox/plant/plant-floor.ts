import { MachineModel, type MachineState, STEP_SECONDS } from "./machine-model";
import { demoMachines } from "./machines";
import type { PlantOrder } from "./plant-order";

/**
 * All machines of the demo company over plant time. They live in whole steps up to the time that is asked for, so the same seed has lived the
 * same at the same plant time, however often and unevenly it was asked.
 */
export class PlantFloor {
  readonly models: readonly MachineModel[];
  private readonly byCode: ReadonlyMap<string, MachineModel>;
  private steps = 0;

  constructor(seed: number) {
    this.models = demoMachines().map((machine, index) => new MachineModel(machine, seed * 1000 + index));
    this.byCode = new Map(this.models.map((model) => [model.machine.code, model]));
  }

  /** Lets plant time pass up to so many seconds after the beginning. */
  liveUntil(plantSeconds: number): void {
    const last = Math.floor(plantSeconds / STEP_SECONDS);
    for (; this.steps < last; this.steps += 1) {
      for (const model of this.models) model.step(this.leaderOf(model));
    }
  }

  /** Tells the machines that it concerns; it shows at once, as no time has to pass for it. */
  obey({ order, concerns }: PlantOrder): void {
    for (const model of this.models) if (concerns(model.machine)) model.obey(order);
    for (const model of this.models) model.settle(this.leaderOf(model));
  }

  /** Tells each machine whether somebody works at it. */
  load(codes: ReadonlySet<string>): void {
    for (const model of this.models) model.load(codes.has(model.machine.code));
    for (const model of this.models) model.settle(this.leaderOf(model));
  }

  private leaderOf({ machine }: MachineModel): MachineState | null {
    return machine.follows === null ? null : (this.byCode.get(machine.follows)?.state ?? null);
  }
}
