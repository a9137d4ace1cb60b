/** Numbers by their names, and their sums. Pure. */
import { Record } from "effect"
import type { MinorUnits } from "../Money.ts"

/** Numbers by their names, amounts among them. */
export type Counts<K extends string> = Readonly<Record<K, number>>

/** The sums of what `nothing` names. */
export const added = <K extends string>(nothing: Counts<K>, rows: ReadonlyArray<Counts<NoInfer<K>>>): Counts<K> =>
  Record.map(nothing, (_, name: K): number => rows.reduce((sum, row) => sum + row[name], 0))

export const noGoods = { units: 0, gross: 0, discount: 0, cancelled: 0, returned: 0, tax: 0 }

export const netOf = ({ cancelled, discount, gross, returned }: Counts<keyof typeof noGoods>): MinorUnits =>
  gross - discount - cancelled - returned
