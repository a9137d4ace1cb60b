import { Staff, StaffMember } from "@duka/core"
import { DukaApi, Paging, StaffPage } from "@duka/http-api"
import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { created, own, text, versionTag } from "./answers.ts"
import { mustRead } from "./reading.ts"

const one = text(StaffMember)
const page = text(StaffPage)

const shown = (member: StaffMember) => own(one(member), member.version)

export const staff = HttpApiBuilder.group(
  DukaApi,
  "staff",
  Effect.fnUntraced(function* (handlers) {
    const staff = yield* Staff
    return handlers.handleAll({
      list: ({ query }) => Effect.map(staff.list(Paging.pageRequest(query)), (found) => own(page(found))),
      get: ({ params }) => Effect.map(staff.get(params.id), shown),
      invite: Effect.fnUntraced(function* ({ payload }) {
        const member = yield* staff.invite(payload)
        return created(one(member), { etag: versionTag(member.version), location: `/v1/staff/${member.id}` })
      }),
      update: Effect.fnUntraced(function* ({ headers, params, payload }) {
        return shown(yield* staff.update(params.id, payload, yield* mustRead(headers)))
      })
    })
  })
)
