import { Audit } from "@duka/core"
import { AuditPage, DukaApi, Paging } from "@duka/http-api"
import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { own, text } from "./answers.ts"

const page = text(AuditPage)

export const audit = HttpApiBuilder.group(
  DukaApi,
  "audit",
  Effect.fnUntraced(function* (handlers) {
    const audit = yield* Audit
    return handlers.handleAll({
      list: ({ query: { action, actor, from, subject, to, ...paging } }) => {
        const filter = {
          ...(actor === undefined ? {} : { actor }),
          ...(subject === undefined ? {} : { subject }),
          ...(action === undefined ? {} : { action }),
          ...(from === undefined ? {} : { from }),
          ...(to === undefined ? {} : { to })
        }
        return Effect.map(audit.list(filter, Paging.pageRequest(paging)), (found) => own(page(found)))
      }
    })
  })
)
