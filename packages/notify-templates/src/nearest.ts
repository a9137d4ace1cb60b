/** How many letters have to be changed, added or left out to make one word of another. */
const distance = ({ from, to }: { readonly from: string; readonly to: string }): number => {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (const [index, letter] of [...from].entries()) {
    const next = [index + 1]
    for (const [column, other] of [...to].entries()) {
      next.push(
        Math.min(
          (row[column + 1] ?? 0) + 1,
          (next[column] ?? 0) + 1,
          (row[column] ?? 0) + (letter.toLowerCase() === other.toLowerCase() ? 0 : 1)
        )
      )
    }
    row = next
  }
  return row[to.length] ?? 0
}

/** Of the names that there are, the one that was most likely meant; null: there are none. */
export const nearest = (word: string, names: Iterable<string>): string | null => {
  let best: { readonly name: string; readonly away: number } | null = null
  for (const name of names) {
    const away = distance({ from: word, to: name })
    if (best === null || away < best.away) best = { name, away }
  }
  return best?.name ?? null
}
