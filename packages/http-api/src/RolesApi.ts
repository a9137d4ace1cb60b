import {
  NewRole,
  Role,
  RoleFixed,
  RoleInUse,
  RoleNameTaken,
  RoleNotFound,
  RolePatch,
  TooManyRoles,
  VersionConflict
} from "@duka/core"
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup } from "effect/http-api"
import { asks } from "./Asks.ts"
import { Authentication } from "./Authentication.ts"
import { room, summary } from "./described.ts"
import { created, ifMatch, PreconditionRequired } from "./headers.ts"
import { problem } from "./Problem.ts"
import { RequestRules } from "./RequestRules.ts"

export const RoleList = Schema.Struct({ items: Schema.Array(Role) }).annotate({ identifier: "RoleList" })

const params = { name: Schema.String }
const fixed = [problem(RoleNotFound), problem(RoleFixed)] as const

export class RolesApi extends HttpApiGroup.make("roles")
  .add(
    HttpApiEndpoint.get("list", "/", { success: RoleList }).annotateMerge(summary("Roles by name")),
    HttpApiEndpoint.post("create", "/", {
      payload: NewRole,
      success: created(Role),
      error: [problem(RoleNameTaken), problem(TooManyRoles)]
    }).annotateMerge(summary("Make a role", "Of permissions that one holds oneself.")),
    HttpApiEndpoint.patch("update", "/:name", {
      params,
      headers: ifMatch,
      payload: RolePatch,
      success: Role,
      error: [...fixed, problem(VersionConflict), problem(PreconditionRequired)]
    }).annotateMerge(summary("Change a role", "Whoever holds it may do so from now on.")),
    HttpApiEndpoint.delete("remove", "/:name", { params, error: [...fixed, problem(RoleInUse)] }).annotateMerge(
      summary("Remove a role that nobody holds")
    )
  )
  .middleware(RequestRules)
  .middleware(Authentication)
  .prefix("/v1/roles")
  .annotateEndpointsMerge(asks.permission("staff:manage"))
  .annotateMerge(room("Roles", "Named sets of permissions. For who holds `staff:manage`.")) {}
