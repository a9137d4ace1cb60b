/** One command, asked of both storages; and whether they answered alike. */
import type { OrderId, Page, StoragePorts } from "@duka/core"
import { assert } from "@effect/vitest"
import { Cause, type Context, Effect, Exit } from "effect"

/** One of the two storages. */
export interface Side {
  readonly ports: Context.Context<StoragePorts>
  /** Numbers are a storage's own: they are compared as the orders that they belong to. */
  readonly numbers: Map<number, OrderId>
}

export interface Sides {
  readonly one: Side
  readonly other: Side
  /** What was asked so far, in words. */
  readonly trace: Array<string>
}

export type Step = (sides: Sides) => Effect.Effect<void>

export interface Asked<A, E> {
  /** What is asked, for whoever has to read of a difference. */
  readonly about: ReadonlyArray<unknown>
  readonly ask: (side: Side) => Effect.Effect<A, E, StoragePorts>
  /** What of the answer is compared; all of it when left out. */
  readonly shown?: (answer: A, side: Side) => unknown
  /** What the commands to come need to know of the answer. */
  readonly learn?: (answer: A) => void
}

const outcome = <A, E>(exit: Exit.Exit<A, E>, shown: (answer: A) => unknown): unknown => {
  if (Exit.isSuccess(exit)) return { answer: shown(exit.value) }
  const failure = exit.cause.reasons.find(Cause.isFailReason)
  return failure === undefined ? "a defect" : { failure: { ...failure.error } }
}

export const step =
  <A, E>({ about, ask, learn, shown = (answer) => answer }: Asked<A, E>): Step =>
  ({ one, other, trace }) =>
    Effect.gen(function* () {
      trace.push(about.map((part) => (typeof part === "string" ? part : JSON.stringify(part))).join(" "))
      const [first, second] = [
        yield* Effect.exit(Effect.provideContext(ask(one), one.ports)),
        yield* Effect.exit(Effect.provideContext(ask(other), other.ports))
      ]
      trace.push(`  ${Exit.isSuccess(first) ? "done" : Cause.squash(first.cause)}`)
      const defects = [first, second].flatMap((exit) =>
        Exit.isFailure(exit) && Exit.hasDies(exit) ? [Cause.pretty(exit.cause)] : []
      )
      assert.deepStrictEqual(
        outcome(second, (answer) => shown(answer, other)),
        outcome(first, (answer) => shown(answer, one)),
        [trace.at(-2), ...defects].join("\n")
      )
      if (Exit.isSuccess(first)) learn?.(first.value)
    })

/** Nothing to ask about yet. */
export const nothing: Step = () => Effect.void

type List<A, R> = (slice: Page.Slice) => Effect.Effect<Page.Sliced<A>, never, R>

/** Some pages by cursor, each from where the storage itself said that the one before had ended; or one numbered page. */
export const pages = Effect.fnUntraced(function* <A, R>(
  list: List<A, R>,
  way: { readonly size: number; readonly page: number }
) {
  const numbered = yield* list({ _tag: "Numbered", ...way })
  const found: Array<Page.Sliced<A>> = [{ ...numbered, next: null }]
  let position: Page.Position | null = null
  for (let count = 0; count < 3 && (count === 0 || position !== null); count++) {
    const page: Page.Sliced<A> = yield* list({ _tag: "After", limit: way.size, position })
    found.push(page)
    position = page.next
  }
  return found
})

/** The items and the ends of pages, the items as they are compared. */
export const shownPages =
  <A>(shown: (item: A) => unknown) =>
  (found: ReadonlyArray<Page.Sliced<A>>): unknown =>
    found.map(({ items, next, total }) => ({ items: items.map(shown), next, total }))
