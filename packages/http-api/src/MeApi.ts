import {
  Account,
  Address,
  AddressNotFound,
  AmountTooLarge,
  CartNotFound,
  Customer,
  CustomerNotFound,
  CustomerPatch,
  LastOwner,
  MergeNotice,
  OrdersOpen,
  PersonalData,
  QuotedCart,
  SignInNeeded,
  StorageBusy,
  TooManyAddresses,
  VersionConflict
} from "@duka/core"
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup } from "effect/http-api"
import { asks } from "./Asks.ts"
import { Authentication } from "./Authentication.ts"
import { room, summary } from "./described.ts"
import { created, ifMatch } from "./headers.ts"
import { problem } from "./Problem.ts"
import { RequestRules } from "./RequestRules.ts"

/** Who asks: how he signs in, and who he is to the shop. */
export const Me = Schema.Struct({ account: Account, customer: Customer }).annotate({ identifier: "Me" })

export const MergeRequest = Schema.Struct({
  /** The guest's, as `Duka-Cart-Token` has it. */
  token: Schema.String.check(Schema.isBetweenLength(1, 200))
}).annotate({ identifier: "MergeRequest" })

export const MergeAnswer = Schema.Struct({ cart: QuotedCart, notices: Schema.Array(MergeNotice) }).annotate({
  identifier: "MergeAnswer"
})

/** The email that one signs in with is changed by `/v1/auth/email/change`, which asks whose it is. */
export const ProfilePatch = Schema.Struct({
  name: CustomerPatch.fields.name,
  phone: CustomerPatch.fields.phone,
  defaultAddressId: CustomerPatch.fields.defaultAddressId
}).annotate({ identifier: "ProfilePatch" })

const needed = problem(SignInNeeded)
const gone = problem(CustomerNotFound)
const addressParams = { id: Schema.String }
const changing = [needed, gone, problem(VersionConflict)] as const

export class MeApi extends HttpApiGroup.make("me")
  .add(
    HttpApiEndpoint.get("get", "/", { success: Me, error: [needed, gone] })
      .annotateMerge(asks.signedIn)
      .annotateMerge(
        summary("Who one is", "Changes of the profile name `customer.version` in `If-Match`, if they name one.")
      ),
    HttpApiEndpoint.patch("update", "/", {
      headers: ifMatch,
      payload: ProfilePatch,
      success: Customer,
      error: changing
    })
      .annotateMerge(asks.signedIn)
      .annotateMerge(summary("Change one's profile")),
    HttpApiEndpoint.delete("erase", "/", {
      error: [needed, gone, problem(OrdersOpen), problem(LastOwner), problem(StorageBusy)]
    })
      .annotateMerge(asks.signedIn)
      .annotateMerge(
        summary(
          "Erase oneself",
          "Account, profile, addresses and carts go, orders stay without the person. Waits for open orders to be closed."
        )
      ),
    HttpApiEndpoint.get("export", "/export", { success: PersonalData, error: needed })
      .annotateMerge(asks.signedIn)
      .annotateMerge(summary("Everything that the shop keeps of oneself", "Of orders the newest 10,000.")),
    HttpApiEndpoint.post("addAddress", "/addresses", {
      headers: ifMatch,
      payload: Address,
      success: created(Customer),
      error: [...changing, problem(TooManyAddresses)]
    })
      .annotateMerge(asks.signedIn)
      .annotateMerge(summary("Add an address", "The first one is offered first.")),
    HttpApiEndpoint.put("updateAddress", "/addresses/:id", {
      params: addressParams,
      headers: ifMatch,
      payload: Address,
      success: Customer,
      error: [...changing, problem(AddressNotFound)]
    })
      .annotateMerge(asks.signedInOwner)
      .annotateMerge(summary("Replace an address")),
    HttpApiEndpoint.delete("removeAddress", "/addresses/:id", {
      params: addressParams,
      headers: ifMatch,
      success: Customer,
      error: [...changing, problem(AddressNotFound)]
    })
      .annotateMerge(asks.signedInOwner)
      .annotateMerge(summary("Remove an address")),
    HttpApiEndpoint.get("cart", "/cart", {
      success: QuotedCart,
      error: [needed, problem(CartNotFound), problem(AmountTooLarge)]
    })
      .annotateMerge(asks.signedIn)
      .annotateMerge(summary("One's open cart", "Opened when there is none.")),
    HttpApiEndpoint.post("mergeCart", "/cart/merge", {
      payload: MergeRequest,
      success: MergeAnswer,
      error: [needed, problem(CartNotFound), problem(AmountTooLarge), problem(StorageBusy)]
    })
      .annotateMerge(asks.signedIn)
      .annotateMerge(
        summary(
          "Take a guest's cart into one's own",
          "Its token ends. One that is wrong or was merged changes nothing."
        )
      )
  )
  .middleware(RequestRules)
  .middleware(Authentication)
  .prefix("/v1/me")
  .annotateMerge(room("Me", "What belongs to who asks.")) {}
