/** What those who watch a simulated shop know of it, without asking it. */
import type { Chance } from "./chance.ts"
import type { Weather } from "./faults.ts"
import type { Providers } from "./providers.ts"
import type { Tally } from "./Tally.ts"

export interface Goods {
  readonly variantId: string
  readonly price: number
}

export interface World {
  readonly seed: number
  readonly chance: Chance
  readonly tally: Tally
  readonly weather: Weather
  readonly providers: Providers
  readonly goods: ReadonlyArray<Goods>
  readonly storeId: string
  /** Orders that were answered to who placed them, by the key that they were placed with. */
  readonly placed: Map<string, string>
  /** Payments and refunds that were answered, by their keys. */
  readonly paid: Map<string, string>
  readonly refunded: Map<string, string>
  /** Messages that a provider has sent, each once. */
  readonly told: Set<string>
}
