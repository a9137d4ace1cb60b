import { AuditAction, AuditEntry, Page, Text, Time } from "@duka/core"
import { DateTime, Option, Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup } from "effect/http-api"
import { asks } from "./Asks.ts"
import { Authentication } from "./Authentication.ts"
import { room, summary } from "./described.ts"
import { onePaging, pageOf, paging } from "./Paging.ts"
import { problem } from "./Problem.ts"
import { RequestRules } from "./RequestRules.ts"

export const AuditPage = pageOf("AuditEntry", AuditEntry)

const id = Schema.optionalKey(Text.line({ max: 200 }))

const time = Schema.optionalKey(
  Time.Timestamp.check(
    Schema.makeFilter((text: Time.Timestamp) => Option.isSome(DateTime.make(text)), {
      expected: "a time that there is",
      representation: { id: "duka/isTime", payload: null },
      toJsonSchema: () => [{}, true]
    })
  )
)

export class AuditApi extends HttpApiGroup.make("audit")
  .add(
    HttpApiEndpoint.get("list", "/", {
      query: Schema.Struct({
        /** Who did it: the id of an account or an API key. */
        actor: id,
        /** To what: a product's id, a customer's, a role's name. */
        subject: id,
        action: Schema.optionalKey(AuditAction),
        from: time,
        /** Not included. */
        to: time,
        ...paging
      }).check(onePaging),
      success: AuditPage,
      error: problem(Page.InvalidCursor)
    }).annotateMerge(
      summary(
        "What staff did and who signed in, newest first",
        "It names people by id. For who holds `audit:read`, which no role but the owner's does at first."
      )
    )
  )
  .middleware(RequestRules)
  .middleware(Authentication)
  .prefix("/v1/audit")
  .annotateEndpointsMerge(asks.permission("audit:read"))
  .annotateMerge(room("Audit log", "Who did what, when and from where. Entries are added, never changed.")) {}
