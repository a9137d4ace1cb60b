import { Context, Effect, Layer } from "effect"
import { type CurrentActor, type PermissionDenied, requires } from "../Actor.ts"
import { type InvalidCursor, type Page, page, type PageRequest, slice } from "../Page.ts"
import type { AuditEntry } from "./AuditEntry.ts"
import { type AuditFilter, AuditStore } from "./AuditStore.ts"

/** The log of what staff did and of who signed in. */
export class Audit extends Context.Service<
  Audit,
  {
    /** Newest first. */
    list(
      filter?: AuditFilter,
      request?: PageRequest
    ): Effect.Effect<Page<AuditEntry>, InvalidCursor | PermissionDenied, CurrentActor>
  }
>()("@duka/core/audit/Audit") {
  static readonly layer = Layer.effect(
    Audit,
    Effect.map(AuditStore, (store) =>
      Audit.of({
        list: Effect.fn("Audit.list")(function* (filter: AuditFilter = {}, request: PageRequest = {}) {
          yield* requires("audit:read")
          const asked = yield* slice(request, "-at")
          return page(asked, yield* store.list(filter, asked))
        })
      })
    )
  )
}
