import { openRelay } from "@/lib/erp/http/testing/relay";

/** Stands before an ERP and passes everything on; the answer to a call that `cut` names never arrives, though the call was carried out. */
export type CuttingProxy = { readonly url: string; readonly calls: readonly string[]; cut: ((method: string, count: number) => boolean) | null; close(): Promise<void> };

/** Opens a proxy before the ERP at `target`. `count` tells how many calls of the same method went before. */
export async function openCuttingProxy(target: string): Promise<CuttingProxy> {
  const calls: string[] = [];
  const relay = await openRelay(target, ({ body }) => {
    const method = String(JSON.parse(body).method);
    const before = calls.filter((call) => call === method).length;
    calls.push(method);
    return { kind: proxy.cut?.(method, before) === true ? "cut" : "pass" };
  });
  const proxy: CuttingProxy = { url: `${relay.url}/`, calls, cut: null, close: () => relay.close() };
  return proxy;
}
