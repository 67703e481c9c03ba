import { startProduct } from "@/lib/processes/testing/product";

/** Starts the whole product once for all journeys; the fixtures hand out its addresses. */
export default async function setup(): Promise<() => Promise<void>> {
  const { product, stop } = await startProduct({}, ".artifacts/journeys-logs");
  process.env.MILLRACE_PRODUCT = JSON.stringify(product);
  return stop;
}
