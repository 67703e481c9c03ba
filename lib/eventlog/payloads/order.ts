export type OrderPayloads = Record<never, never>;
