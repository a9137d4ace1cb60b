/** Lists of Stripe's, page by page. */
import { Effect, type Schema } from "effect"
import type { Asked, Asking } from "./asking.ts"

const perPage = 100
/** A thousand of them are read, and no more. */
const pagesMax = 10

interface Page<A> {
  readonly data: ReadonlyArray<A>
  readonly has_more: boolean
}

interface At {
  readonly limit: number
  readonly starting_after?: string
}

export interface Listing<A> {
  readonly answer: Schema.ConstraintDecoder<Page<A>>
  readonly page: (stripe: Parameters<Asked<never>["ask"]>[0], at: At) => ReturnType<Asked<never>["ask"]>
}

/** All of them, newest first, unless one of those that have been read is enough. */
export const listed = Effect.fnUntraced(function* <A extends { readonly id: string }>(
  { read }: Asking,
  { answer, page }: Listing<A>,
  isEnough: (item: A) => boolean = () => false
) {
  const items: Array<A> = []
  for (let pages = 0; pages < pagesMax; pages++) {
    const after = items.at(-1)?.id
    const at = after === undefined ? { limit: perPage } : { limit: perPage, starting_after: after }
    const said = yield* read({ answer, ask: (stripe) => page(stripe, at) })
    items.push(...(said?.data ?? []))
    if (said === null || !said.has_more || said.data.length === 0 || said.data.some(isEnough)) return items
  }
  return items
})
