import { Schema } from "effect"

/** No two items of the list have the same key. The rule's name is `isUniqueBy`. */
export const isUniqueBy = <A>(name: string, key: (item: A) => string) =>
  Schema.makeFilter(
    (items: ReadonlyArray<A>) => {
      const seen = new Set<string>()
      const twice = items.findIndex((item) => seen.size === seen.add(key(item)).size)
      return twice === -1 ? true : { path: [twice], issue: `Expected a ${name} that no other item has` }
    },
    {
      expected: `items with different ${name}s`,
      representation: { id: "duka/isUniqueBy", payload: name },
      toJsonSchema: () => [{}, true]
    }
  )
