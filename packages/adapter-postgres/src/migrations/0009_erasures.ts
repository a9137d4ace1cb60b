import { statements } from "./statements.ts"

/** Ids of customers who were removed, and nothing else of them: nothing is sold to them, whoever still asks in their name. */
export const erasures = statements(`CREATE TABLE customer_erased (id uuid PRIMARY KEY)`)
