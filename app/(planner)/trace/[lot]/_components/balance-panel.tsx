import { Mark } from "@/components/ui/mark";
import { Panel, PanelFoot } from "@/components/ui/panel";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { formatPercent, formatQuantity, unitSymbol } from "@/lib/format/quantity";
import type { LotHead } from "@/lib/queries/trace/lot-head";
import type { LotBalance } from "@/lib/queries/trace/mass-balance";

/** TR-08: what came in is what went out, lies here, or cannot be explained. */
export function BalancePanel({ lot, balance }: { lot: LotHead; balance: LotBalance }) {
  const write = (value: string) => formatQuantity(value, { decimals: lot.decimals });
  const rows = [
    ["Taken by orders", balance.consumed],
    ["Scrapped", balance.scrapped],
    ["Shipped", balance.shipped],
    ["On hand", balance.onHand],
    ["Adjusted here", balance.adjusted],
    ["Adjusted by the ERP’s count", balance.counted],
  ] as const;
  return (
    <Panel title="Mass balance" note={unitSymbol(lot.uom)} className="max-w-2xl">
      <Table caption={`Mass balance of ${lot.number}`}>
        <thead>
          <tr>
            <Th>Where</Th>
            <Th num>Quantity</Th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <Td className="font-semibold">{lot.origin === "PURCHASED" ? "Received" : "Made"}</Td>
            <Td num className="font-semibold">
              {write(balance.entered)}
            </Td>
          </tr>
          {rows.map(([name, value]) => (
            <tr key={name}>
              <Td className="pl-8!">{name}</Td>
              <Td num className={value === "0" ? "text-ink-3" : ""}>
                {write(value)}
              </Td>
            </tr>
          ))}
          <Tr total>
            <Td>Unexplained</Td>
            <Td num>{write(balance.unexplained)}</Td>
          </Tr>
        </tbody>
      </Table>
      <PanelFoot>
        {balance.flagged ? (
          <Mark kind="warning">{`${balance.unexplainedPercent === null ? "More went out than came in" : `${formatPercent(balance.unexplainedPercent)} is unexplained`}, 0.50 % is tolerated`}</Mark>
        ) : (
          `${balance.unexplainedPercent === null ? "Nothing came in" : `${formatPercent(balance.unexplainedPercent)} unexplained`}, within 0.50 %`
        )}
      </PanelFoot>
    </Panel>
  );
}
