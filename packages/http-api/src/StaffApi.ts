import {
  AccountNotFound,
  Invitation,
  LastOwner,
  Page,
  RoleNotFound,
  StaffMember,
  StaffPatch,
  VersionConflict
} from "@duka/core"
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup } from "effect/http-api"
import { asks } from "./Asks.ts"
import { Authentication } from "./Authentication.ts"
import { room, summary } from "./described.ts"
import { created, ifMatch, PreconditionRequired } from "./headers.ts"
import { onePaging, pageOf, paging } from "./Paging.ts"
import { problem } from "./Problem.ts"
import { RequestRules } from "./RequestRules.ts"

export const StaffPage = pageOf("StaffMember", StaffMember)

const params = { id: Schema.String }
const notFound = problem(AccountNotFound)
const noRole = problem(RoleNotFound)

export class StaffApi extends HttpApiGroup.make("staff")
  .add(
    HttpApiEndpoint.get("list", "/", {
      query: Schema.Struct(paging).check(onePaging),
      success: StaffPage,
      error: problem(Page.InvalidCursor)
    }).annotateMerge(summary("Who works here, by email")),
    HttpApiEndpoint.get("get", "/:id", { params, success: StaffMember, error: notFound }).annotateMerge(
      summary("Somebody who works here")
    ),
    HttpApiEndpoint.post("invite", "/invitations", {
      payload: Invitation,
      success: created(StaffMember),
      error: [noRole, problem(VersionConflict)]
    }).annotateMerge(
      summary(
        "Invite somebody to work here",
        "Who has shown that the email is his works here at once; anybody else follows the link of a message, for a week. Nobody gives more than he holds."
      )
    ),
    HttpApiEndpoint.patch("update", "/:id", {
      params,
      headers: ifMatch,
      payload: StaffPatch,
      success: StaffMember,
      error: [notFound, noRole, problem(LastOwner), problem(VersionConflict), problem(PreconditionRequired)]
    }).annotateMerge(
      summary(
        "Change somebody's roles or status",
        "Without roles he is a customer. Suspended, he is signed out everywhere."
      )
    )
  )
  .middleware(RequestRules)
  .middleware(Authentication)
  .prefix("/v1/staff")
  .annotateEndpointsMerge(asks.permission("staff:manage"))
  .annotateMerge(room("Staff", "Who works here, and as what. For who holds `staff:manage`.")) {}
