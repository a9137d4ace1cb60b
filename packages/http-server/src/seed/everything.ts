import type { Page } from "@duka/core"
import { Effect, Option, Stream } from "effect"

interface Request {
  readonly limit: number
  readonly cursor?: string
}

const pageMax = 100

/** Every item of a list that is read a page at a time. */
export const everything = <A, E, R>(
  read: (request: Request) => Effect.Effect<Page.Page<A>, E, R>
): Stream.Stream<A, never, R> =>
  Stream.paginate({ limit: pageMax }, (request: Request) =>
    Effect.map(Effect.orDie(read(request)), (page) => [
      page.items,
      "nextCursor" in page && page.nextCursor !== null
        ? Option.some({ limit: pageMax, cursor: page.nextCursor })
        : Option.none()
    ])
  )
