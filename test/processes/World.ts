/** What those who use a shop of many processes know of it. */
import type { PaystackServer } from "../../packages/payment-paystack/test/paystackServer.ts"
import type { Goods } from "../environment/shopper.ts"
import type { Chance } from "../simulation/chance.ts"
import type { Tally } from "../simulation/Tally.ts"
import type { Fleet } from "./Fleet.ts"

export interface Keyed {
  readonly key: string
  /** What it was answered with: the first time, and each time that it was asked again. */
  readonly ids: Set<string>
}

export interface World {
  readonly fleet: Fleet
  readonly paystack: PaystackServer
  readonly goods: Goods
  readonly price: number
  readonly staff: Readonly<Record<string, string>>
  readonly chance: Chance
  readonly tally: Tally
  /** When nobody begins anything new any more. */
  readonly isOver: () => boolean
  /** Commands that were answered, by what they create. */
  readonly answered: Readonly<Record<"orders" | "payments" | "refunds" | "shipments" | "movements", Array<Keyed>>>
  /** Answers that nobody should get. */
  readonly wrong: Array<string>
}

export interface Request {
  readonly method: string
  readonly path: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}
