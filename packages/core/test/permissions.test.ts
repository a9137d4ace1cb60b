import { Permission, PermissionDenied } from "@duka/core"
import { describe, expect } from "@effect/vitest"
import { Effect, Exit } from "effect"
import { guarded } from "./guarded.ts"
import { as, customer, guest, law, rooms, staff } from "./opened.ts"

/** What needs no permission: it is public, or whose thing it is decides. */
const unguarded = {
  accounts: [
    "acceptInvitation",
    "exportMine",
    "exportOf",
    "get",
    "setStatus",
    "changeEmail",
    "changePassword",
    "erase",
    "forgotPassword",
    "mine",
    "register",
    "requestVerification"
  ].concat(["resetPassword", "verifyEmail"]),
  staff: ["createOwner", "hasOwner"],
  roles: [],
  apiKeys: [],
  audit: [],
  sessions: ["authenticate", "end", "list", "logIn", "logInExternally", "logOut", "publicKeys", "refresh", "revoke"],
  categories: ["get", "list", "tree"],
  products: ["get", "getDocument", "list", "listDocuments"],
  stores: ["get", "list"],
  inbox: ["countUnread", "list", "live", "markRead"],
  inventory: [],
  jobs: ["encoded", "enqueue"],
  messages: [],
  stockAlerts: ["add", "list", "remove"],
  subscriptions: ["mine", "unsubscribe", "updateMine"],
  carts: ["addLine", "clear", "create", "deliveryOptions", "get", "merge", "mine", "paymentMethods", "quote"].concat([
    "remove",
    "removeLine",
    "setDelivery",
    "updateLine"
  ]),
  checkout: ["place"],
  customers: ["addAddress", "erase", "get", "removeAddress", "update", "updateAddress"],
  deliveryReports: ["receive"],
  draftOrders: [],
  orders: ["cancel", "get", "list", "track", "update"],
  payments: ["get", "list", "start"],
  reports: [],
  returns: ["get", "list", "request"],
  shipments: ["get", "list"],
  webhookEndpoints: [],
  webhooks: ["receive"]
} as const

describe("permissions", () => {
  law(
    "are asked for by every use case of staff: guests, customers and other staff are refused",
    Effect.gen(function* () {
      for (const [permission, name, run] of yield* guarded) {
        const others = Permission.literals.filter((other) => other !== permission)
        for (const actor of [guest, customer(1), staff(), staff(...others)]) {
          const refused = yield* Effect.flip(as(actor)(run))
          expect(refused, `${name} as ${actor._tag}`).toBeInstanceOf(PermissionDenied)
          expect(refused, name).toMatchObject({ permission })
        }
      }
    })
  )

  law(
    "are enough: whoever holds the one that is asked for is let in",
    Effect.gen(function* () {
      for (const [permission, name, run] of yield* guarded) {
        for (const actor of [
          staff(permission),
          { _tag: "ApiClient", id: "key-1", permissions: [permission] } as const
        ]) {
          const exit = yield* Effect.exit(as(actor)(run))
          const refused = Exit.isFailure(exit) && exit.cause.toString().includes("PermissionDenied")
          expect(refused, `${name} with ${permission}`).toBe(false)
        }
      }
    })
  )

  law(
    "leave no use case out: each is in one of the two tables",
    Effect.gen(function* () {
      const told = (yield* guarded).map(([, name]) => name)
      for (const [room, service] of Object.entries(yield* rooms)) {
        const free = Object.entries(unguarded).flatMap(([name, methods]) => (name === room ? methods : []))
        const named = told.flatMap((name) => (name.startsWith(`${room}.`) ? [name.slice(room.length + 1)] : []))
        expect([...named, ...free].toSorted(), room).toStrictEqual(Object.keys(service).toSorted())
      }
    })
  )
})
