/** Chance that a seed decides: the same seed, the same run. */
export interface Chance {
  /** From 0 to `count - 1`. */
  readonly below: (count: number) => number
  /** Once in so many times. */
  readonly once: (outOf: number) => boolean
  readonly pick: <const A>(choices: readonly [A, ...ReadonlyArray<A>]) => A
  /** One of those that there are. */
  readonly any: <A>(choices: ReadonlyArray<A>) => A | undefined
}

/** Mulberry32 (Tommy Ettinger, public domain): 32 bits of state are enough to choose by. */
export const chanceOf = (seed: number): Chance => {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (count: number) => Math.floor(next() * count)
  return {
    below,
    once: (outOf) => below(outOf) === 0,
    pick: (choices) => choices[below(choices.length)] ?? choices[0],
    any: (choices) => choices[below(choices.length)]
  }
}
