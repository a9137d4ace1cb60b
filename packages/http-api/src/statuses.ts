import { conflicts } from "./statuses/conflicts.ts"
import { notFound } from "./statuses/notFound.ts"
import { payments } from "./statuses/payments.ts"
import { providers } from "./statuses/providers.ts"
import { refused } from "./statuses/refused.ts"
import { unacceptable } from "./statuses/unacceptable.ts"
import { unavailable } from "./statuses/unavailable.ts"

/**
 * Every error code with the status, the title and the meaning that it has over HTTP: the one table that the contract, the
 * server and `docs/problems.md` read. A tagged error without a row here does not compile as a problem.
 */

export interface Row {
  readonly status: number
  /** The same for every occurrence (RFC 9457, section 3.1.3). */
  readonly title: string
  readonly meaning: string
}

export const statuses = {
  ...refused,
  ...providers,
  ...payments,
  ...notFound,
  ...conflicts,
  ...unacceptable,
  ...unavailable
}

export type Code = keyof typeof statuses
