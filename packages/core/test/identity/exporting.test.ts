import { CustomerNotFound, PermissionDenied, SignInNeeded } from "@duka/core"
import { assert, describe, expect } from "@effect/vitest"
import { Effect } from "effect"
import { logged } from "../audit/acts.ts"
import { as, filled, freshKey, guest, opened, order, owner, rooms, staff } from "../opened.ts"
import { amina, identityRooms, law, loggedIn, registered } from "./identified.ts"

const reader = staff("customer:read")

describe("everything that the shop keeps of somebody", () => {
  law(
    "is account, profile, sessions, open carts, drafts, stock alerts, orders and what became of them: for himself, and for staff, of whom the log tells",
    Effect.gen(function* () {
      const { accounts } = yield* identityRooms
      yield* registered({ address: { firstName: "Amina", lines: ["House 7"], city: "Nairobi", country: "KE" } })
      const { actor } = yield* loggedIn()
      const account = yield* as(actor)(accounts.mine())
      const goods = yield* opened(150)
      const orders = yield* Effect.forEach(Array.from({ length: 101 }), () => order(goods, 1, actor))
      const [sent] = orders
      assert(sent !== undefined)
      const { orders: moves, returns, shipments } = yield* rooms
      yield* as(owner)(shipments.create(sent.order.id, { carrier: "Sendy" }, freshKey()))
      yield* as(owner)(moves.setStatus(sent.order.id, { status: "delivered", collection: { reason: "A gift" } }))
      const back = { lines: [{ position: 0, quantity: 1, reason: "Too sweet" }] }
      yield* as(actor)(returns.request(sent.order.id, back, freshKey()))
      yield* filled(goods, 1, actor)
      yield* order(goods)
      const { draftOrders, stockAlerts } = yield* rooms
      const { id: customerId } = account
      const draft = yield* as(owner)(draftOrders.create({ customerId, lines: [{ variantId: goods.variantId }] }))
      yield* as(owner)(draftOrders.create({}))
      const soldOut = yield* opened(0)
      yield* as(actor)(stockAlerts.add(soldOut.variantId))
      const mine = yield* as(actor)(accounts.exportMine())
      expect(mine).toMatchObject({
        account,
        customer: { name: amina.name, phone: amina.phone, addresses: [{ city: "Nairobi" }] },
        sessions: [{ accountId: account.id }],
        carts: [{ currency: "KES", lines: [{ variantId: goods.variantId }] }],
        draftOrders: [{ id: draft.id, customerId, lines: draft.lines }],
        stockAlerts: [{ variantId: soldOut.variantId, product: { id: soldOut.product.id } }],
        shipments: [{ orderId: sent.order.id, carrier: "Sendy" }],
        returns: [{ orderId: sent.order.id, lines: [{ quantity: 1, reason: "Too sweet" }] }],
        isWhole: true
      })
      const paid = mine.payments.map(({ orderId }) => orderId)
      expect(new Set(paid)).toStrictEqual(new Set(orders.map((one) => one.order.id)))
      expect(new Set(mine.orders.map(({ id }) => id))).toStrictEqual(new Set(orders.map((one) => one.order.id)))
      expect(yield* as(actor)(accounts.exportOf(account.id))).toStrictEqual(mine)
      expect((yield* logged).filter(({ action }) => action === "customer.exported")).toStrictEqual([])
      expect(yield* as(reader)(accounts.exportOf(account.id))).toStrictEqual(mine)
      expect((yield* logged)[0]).toMatchObject({ action: "customer.exported", subject: { id: account.id } })
    })
  )

  law(
    "is nobody else's, and of who works here only for who manages staff",
    Effect.gen(function* () {
      const { accounts, staff: team } = yield* identityRooms
      yield* registered()
      const { actor } = yield* loggedIn()
      const member = yield* as(owner)(team.invite({ name: "Asha", email: "asha@example.com", roles: ["support"] }))
      for (const by of [guest, actor, staff("customer:write")]) {
        expect(yield* Effect.flip(as(by)(accounts.exportOf(member.id)))).toBeInstanceOf(CustomerNotFound)
      }
      expect(yield* Effect.flip(as(reader)(accounts.exportOf(member.id)))).toBeInstanceOf(PermissionDenied)
      expect(yield* Effect.flip(as(guest)(accounts.exportMine()))).toBeInstanceOf(SignInNeeded)
    })
  )
})
