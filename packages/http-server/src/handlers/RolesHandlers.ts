import { Role, Roles } from "@duka/core"
import { DukaApi, RoleList } from "@duka/http-api"
import { Effect } from "effect"
import { HttpServerResponse } from "effect/http"
import { HttpApiBuilder } from "effect/http-api"
import { safeHeaders } from "../middleware/safeHeaders.ts"
import { created, own, text, versionTag } from "./answers.ts"
import { mustRead } from "./reading.ts"

const one = text(Role)
const all = text(RoleList)

export const roles = HttpApiBuilder.group(
  DukaApi,
  "roles",
  Effect.fnUntraced(function* (handlers) {
    const roles = yield* Roles
    return handlers.handleAll({
      list: () => Effect.map(roles.list(), (items) => own(all({ items }))),
      create: Effect.fnUntraced(function* ({ payload }) {
        const role = yield* roles.create(payload)
        return created(one(role), { etag: versionTag(role.version), location: `/v1/roles/${role.name}` })
      }),
      update: Effect.fnUntraced(function* ({ headers, params, payload }) {
        const role = yield* roles.update(params.name, payload, yield* mustRead(headers))
        return own(one(role), role.version)
      }),
      remove: ({ params }) =>
        Effect.as(roles.remove(params.name), HttpServerResponse.empty({ status: 204, headers: safeHeaders }))
    })
  })
)
