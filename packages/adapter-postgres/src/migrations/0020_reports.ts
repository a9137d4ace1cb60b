import { statements } from "./statements.ts"

/** Reports read the orders of a currency by when they were placed. What else they read stands under keys that there are. */
export const reports = statements(`CREATE INDEX orders_by_currency ON orders (currency, created_at)`)
