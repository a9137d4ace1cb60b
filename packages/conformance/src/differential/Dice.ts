/** Choices that a command makes, from numbers that fast-check can shrink: the smaller, the simpler. */
import type { Array } from "effect"

export interface Dice {
  /** From 0 to `count - 1`. */
  readonly below: (count: number) => number
  /** Once in so many times. */
  readonly once: (outOf: number) => boolean
  readonly pick: <A>(choices: Array.NonEmptyReadonlyArray<A>) => A
  /** One of those that there are, if there are any: rather an early one, so that many commands meet at the same. */
  readonly any: <A>(choices: Iterable<A>) => A | undefined
  /** Some of those that there are, at most so many, each once. */
  readonly some: <A>(choices: Iterable<A>, most: number) => ReadonlyArray<A>
}

export const make = (numbers: ReadonlyArray<number>): Dice => {
  let index = 0
  // Beyond the last number the earlier ones are mixed anew.
  const next = () => (numbers[index % numbers.length] ?? 0) * (Math.floor(index++ / numbers.length) * 7 + 1)
  const below = (count: number) => next() % count
  const any = <A>(choices: Iterable<A>) => {
    const all = [...choices]
    return all.length === 0 ? undefined : all[Math.min(below(all.length), below(all.length), below(all.length))]
  }
  return {
    below,
    once: (outOf) => below(outOf) === outOf - 1,
    pick: (choices) => choices[below(choices.length)] ?? choices[0],
    any,
    some: (choices, most) => {
      const left = [...choices]
      const chosen = []
      for (let count = below(most + 1); count > 0 && left.length > 0; count--) {
        chosen.push(...left.splice(below(left.length), 1))
      }
      return chosen
    }
  }
}
