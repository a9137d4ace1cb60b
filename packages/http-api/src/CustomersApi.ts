import {
  Account,
  AccountNotFound,
  AccountPatch,
  Customer,
  CustomerNotFound,
  CustomerPatch,
  CustomerQuery,
  InvalidInput,
  LastOwner,
  OrdersOpen,
  Page,
  PersonalData,
  StorageBusy,
  VersionConflict
} from "@duka/core"
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup } from "effect/http-api"
import { asks } from "./Asks.ts"
import { Authentication } from "./Authentication.ts"
import { room, summary } from "./described.ts"
import { ifMatch, PreconditionRequired } from "./headers.ts"
import { onePaging, pageOf, paging } from "./Paging.ts"
import { problem } from "./Problem.ts"
import { RequestRules } from "./RequestRules.ts"

export const CustomerPage = pageOf("Customer", Customer)

const params = { id: Schema.String }
const notFound = problem(CustomerNotFound)
const noAccount = problem(AccountNotFound)

export class CustomersApi extends HttpApiGroup.make("customers")
  .add(
    HttpApiEndpoint.get("list", "/", {
      query: Schema.Struct({ ...CustomerQuery.fields, ...paging }).check(onePaging),
      success: CustomerPage,
      error: problem(Page.InvalidCursor)
    })
      .annotateMerge(asks.permission("customer:read"))
      .annotateMerge(
        summary(
          "Customers, newest first",
          "`q` finds by the beginnings of words of name and email, and by any part of the phone."
        )
      ),
    HttpApiEndpoint.get("get", "/:id", { params, success: Customer, error: notFound })
      .annotateMerge(asks.signedInOwnerOr("customer:read"))
      .annotateMerge(summary("A customer", "His own, or with `customer:read`.")),
    HttpApiEndpoint.patch("update", "/:id", {
      params,
      headers: ifMatch,
      payload: CustomerPatch,
      success: Customer,
      error: [notFound, problem(InvalidInput), problem(VersionConflict), problem(PreconditionRequired)]
    })
      .annotateMerge(asks.signedInOwnerOr("customer:write"))
      .annotateMerge(summary("Change a customer's profile", "The email that he logs in with stays what it is.")),
    HttpApiEndpoint.delete("erase", "/:id", {
      params,
      error: [notFound, problem(OrdersOpen), problem(LastOwner), problem(StorageBusy)]
    })
      .annotateMerge(asks.signedInOwnerOr("customer:write"))
      .annotateMerge(
        summary(
          "Erase a customer",
          "Account, profile, addresses and carts go, orders stay without the person. Waits for open orders to be closed."
        )
      ),
    HttpApiEndpoint.get("export", "/:id/export", { params, success: PersonalData, error: notFound })
      .annotateMerge(asks.signedInOwnerOr("customer:read"))
      .annotateMerge(
        summary(
          "Everything that the shop keeps of a customer",
          "His own, or with `customer:read`: then it stands in the audit log."
        )
      ),
    HttpApiEndpoint.get("account", "/:id/account", { params, success: Account, error: noAccount })
      .annotateMerge(asks.signedInOwnerOr("customer:read"))
      .annotateMerge(
        summary("A customer's account", "How he signs in, and whether he may. His own, or with `customer:read`.")
      ),
    HttpApiEndpoint.patch("setStatus", "/:id/account", {
      params,
      headers: ifMatch,
      payload: AccountPatch,
      success: Account,
      error: [
        noAccount,
        problem(InvalidInput),
        problem(LastOwner),
        problem(VersionConflict),
        problem(PreconditionRequired)
      ]
    })
      .annotateMerge(asks.permission("customer:write"))
      .annotateMerge(
        summary(
          "Suspend a customer, or reinstate him",
          "Suspended, he is signed out everywhere and signs in nowhere; what he has ordered goes on. Who works here is for who holds `staff:manage`."
        )
      )
  )
  .middleware(RequestRules)
  .middleware(Authentication)
  .prefix("/v1/customers")
  .annotateMerge(room("Customers", "The people who buy here, as staff sees them.")) {}
