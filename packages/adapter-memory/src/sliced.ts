/** A part of a list that stands in memory as a whole. */
import type { Page, Time } from "@duka/core"
import { Text } from "@duka/core"

/** How a list is sorted: what an item is sorted by, and its id among those with the same. */
export interface Sorting<A> {
  readonly sort: string
  readonly descending: boolean
  readonly value: (item: A) => Page.Position["value"]
  readonly id: (item: A) => string
}

interface Created {
  readonly id: string
  readonly createdAt: Time.Timestamp
}

/** By the time of creation, and those of one moment by id. */
export const oldestFirst: Sorting<Created> = {
  sort: "createdAt",
  descending: false,
  value: ({ createdAt }) => createdAt,
  id: ({ id }) => id
}

export const newestFirst: Sorting<Created> = { ...oldestFirst, sort: "-createdAt", descending: true }

type Place = Pick<Page.Position, "value" | "id">

/** Null stands last in either direction. */
const compareValues = (a: Place["value"], b: Place["value"], sign: 1 | -1): number => {
  if (a === b) return 0
  if (a === null || b === null) return a === null ? 1 : -1
  return sign * (typeof a === "number" && typeof b === "number" ? a - b : Text.compare(String(a), String(b)))
}

const comparePlaces = (descending: boolean) => {
  const sign = descending ? -1 : 1
  return (a: Place, b: Place): number => compareValues(a.value, b.value, sign) || sign * Text.compare(a.id, b.id)
}

/** The slice of the items, in the order of the sorting. */
export const sliced = <A>(
  items: Iterable<A>,
  { descending, id, sort, value }: Sorting<A>,
  slice: Page.Slice
): Page.Sliced<A> => {
  const compare = comparePlaces(descending)
  const placed = Array.from(items, (item) => ({ item, value: value(item), id: id(item) }))
  const position = slice._tag === "After" ? slice.position : null
  const following = position === null ? placed : placed.filter((place) => compare(place, position) > 0)
  const sorted = following.sort(compare)
  const begin = slice._tag === "After" ? 0 : (slice.page - 1) * slice.size
  const end = begin + (slice._tag === "After" ? slice.limit : slice.size)
  const page = sorted.slice(begin, end)
  const last = page.at(-1)
  return {
    items: page.map((place) => place.item),
    next: last === undefined || sorted.length <= end ? null : { sort, value: last.value, id: last.id },
    total: slice._tag === "Numbered" ? placed.length : null
  }
}
