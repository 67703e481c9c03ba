import { log } from "@/lib/platform/log";
import { jsonGateway } from "./json-gateway";
import { Link } from "./link";
import { MachineModel } from "./machine-model";
import { demoMachines } from "./machines";
import { PLANT_ORDER_TOPIC, readPlantOrder } from "./plant-order";
import { sparkplugGateway } from "./sparkplug-gateway";

export type PlantOptions = {
  readonly url: string;
  readonly seed: number;
  /** Plant time against real time. */
  readonly speed: number;
  readonly now: () => Date;
  /** Real time between two reports of a machine. */
  readonly reportMs?: number;
};

/** The demo company's machines, living and publishing until closed. */
export function startPlant({ url, seed, speed, now, reportMs = 2000 }: PlantOptions): { close(): Promise<void> } {
  const models = demoMachines().map((machine, index) => new MachineModel(machine, seed * 1000 + index));
  const byCode = new Map(models.map((model) => [model.machine.code, model]));
  const gateways = models.map((model) => (model.machine.protocol === "SPARKPLUG" ? sparkplugGateway(url, model, now) : jsonGateway(url, model, now)));
  const orders = new Link(url, { clientId: "plant-orders", clean: true }, false);
  orders.client.on("connect", () => {
    orders.client.subscribe(PLANT_ORDER_TOPIC, { qos: 1 }, (error) => {
      if (error !== null) log.warn({ err: error }, "the plant hears no orders");
    });
  });
  orders.client.on("message", (_topic, payload) => {
    const order = readPlantOrder(payload);
    if (order === null) return log.warn({ payload: payload.toString().slice(0, 200) }, "the plant does not understand this order");
    for (const model of models) if (order.concerns(model.machine)) model.obey(order.order);
    live(0);
    for (const gateway of gateways) gateway.report();
  });

  let lived = now().getTime();
  function live(seconds: number): void {
    for (const model of models) {
      const leader = model.machine.follows === null ? undefined : byCode.get(model.machine.follows);
      model.pass(seconds, leader?.state ?? null);
    }
  }
  const timer = setInterval(() => {
    const at = now().getTime();
    // Plant time passes in small steps, so that a short stop is not stepped over when an hour passes in a minute.
    const seconds = ((at - lived) / 1000) * speed;
    lived = at;
    const steps = Math.max(1, Math.min(200, Math.ceil(seconds)));
    for (let step = 0; step < steps; step += 1) live(seconds / steps);
    for (const gateway of gateways) gateway.report();
  }, reportMs);
  live(0);
  for (const gateway of gateways) gateway.report();

  return {
    async close() {
      clearInterval(timer);
      await Promise.all([...gateways.map((gateway) => gateway.close()), orders.close()]);
    },
  };
}
