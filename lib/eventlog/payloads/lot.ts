export type LotPayloads = Record<never, never>;
