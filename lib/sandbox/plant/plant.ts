import { log } from "@/lib/platform/log";
import { jsonGateway } from "./json-gateway";
import { Link } from "./link";
import { PlantFloor } from "./plant-floor";
import { PLANT_LOADED_TOPIC, PLANT_ORDER_TOPIC, readLoaded, readPlantOrder } from "./plant-order";
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
  const floor = new PlantFloor(seed);
  const gateways = floor.models.map((model) => (model.machine.protocol === "SPARKPLUG" ? sparkplugGateway(url, model, now) : jsonGateway(url, model, now)));
  const orders = new Link(url, { clientId: "plant-orders", clean: true }, false);
  orders.client.on("connect", () => {
    orders.client.subscribe([PLANT_ORDER_TOPIC, PLANT_LOADED_TOPIC], { qos: 1 }, (error) => {
      if (error !== null) log.warn({ err: error }, "the plant hears no orders");
    });
  });
  orders.client.on("message", (topic, payload) => {
    const loaded = topic === PLANT_LOADED_TOPIC ? readLoaded(payload) : null;
    const order = topic === PLANT_LOADED_TOPIC ? null : readPlantOrder(payload);
    if (loaded !== null) floor.load(loaded);
    else if (order !== null) floor.obey(order);
    else return log.warn({ payload: payload.toString().slice(0, 200) }, "the plant does not understand this order");
    for (const gateway of gateways) gateway.report();
  });

  // Steps are of plant time, so that a short stop is not stepped over when an hour passes in a minute.
  const beganMs = now().getTime();
  const timer = setInterval(() => {
    floor.liveUntil(((now().getTime() - beganMs) / 1000) * speed);
    for (const gateway of gateways) gateway.report();
  }, reportMs);
  for (const gateway of gateways) gateway.report();

  return {
    async close() {
      clearInterval(timer);
      await Promise.all([...gateways.map((gateway) => gateway.close()), orders.close()]);
    },
  };
}
