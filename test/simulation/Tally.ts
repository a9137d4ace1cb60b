/** How often everything has happened that can: what never did was never tried. */
export interface Tally {
  readonly count: (kind: string, name: string) => void
  readonly of: (kind: string) => ReadonlyMap<string, number>
  /** Which of these, by kind, nothing that was counted begins with. */
  readonly missing: (expected: Readonly<Record<string, ReadonlyArray<string>>>) => ReadonlyArray<string>
  readonly lines: () => ReadonlyArray<string>
}

export const makeTally = (): Tally => {
  const kinds = new Map<string, Map<string, number>>()
  const of = (kind: string) => {
    const known = kinds.get(kind) ?? new Map<string, number>()
    kinds.set(kind, known)
    return known
  }
  return {
    count: (kind, name) => void of(kind).set(name, (of(kind).get(name) ?? 0) + 1),
    of,
    missing: (expected) =>
      Object.entries(expected).flatMap(([kind, names]) =>
        names
          .filter((name) => ![...of(kind).keys()].some((counted) => counted.startsWith(name)))
          .map((name) => `${kind}: ${name}`)
      ),
    lines: () =>
      [...kinds].flatMap(([kind, names]) => [
        `${kind}:`,
        ...[...names].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, count]) => `  ${name.padEnd(40)} ${count}`)
      ])
  }
}
