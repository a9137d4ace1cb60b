/** Who buys from a shop of many processes, and who works in it. */
import { randomUUID } from "node:crypto"
import { setTimeout as sleep } from "node:timers/promises"
import { message } from "../../packages/payment-paystack/test/paystackServer.ts"
import { answerTo, command } from "./asking.ts"
import type { World } from "./World.ts"

/** Paystack tells it until it is answered: late, and twice at times, to whichever process it meets. */
const told = async (world: World, name: string, event: ReturnType<typeof message>) => {
  const { chance, fleet, tally, wrong } = world
  for (let times = chance.pick([1, 1, 2]); times > 0; times--) {
    await sleep(chance.below(chance.pick([100, 3_000])))
    for (let attempt = 0; ; attempt++) {
      try {
        const { body, headers } = event
        const response = await fetch(`${fleet.anyUrl()}/v1/webhooks/payments/paystack`, {
          method: "POST",
          headers,
          body: Buffer.from(body)
        })
        await response.body?.cancel()
        if (response.status === 200) break
        tally.count("webhooks", `${name} ${response.status}`)
        if (response.status === 500) wrong.push(`the message ${name} was answered 500`)
      } catch {
        tally.count("webhooks", `${name} lost`)
      }
      if (attempt === 400) {
        wrong.push(`the message ${name} was never taken`)
        return
      }
      await sleep(300)
    }
    tally.count("webhooks", name)
  }
}

/** What the payer does on Paystack's page. */
const pays = async (world: World, paymentId: string) => {
  const { chance, paystack, tally } = world
  if (!paystack.transactions.has(paymentId)) return
  const what = chance.pick(["pays", "pays", "pays", "pays", "pays", "declines", "ignores"])
  tally.count("payers", what)
  await sleep(chance.below(1_500))
  if (what === "ignores") return
  if (what === "declines") return paystack.decline(paymentId)
  paystack.pay(paymentId)
  await told(world, "charge.success", paystack.told(paymentId))
}

const ordered = async (world: World) => {
  const { chance, goods, price } = world
  const variantId = chance.any(goods.variantIds)
  const quantity = 1 + chance.below(3)
  const method = chance.pick(["paystack", "paystack", "cash_on_delivery"])
  const key = randomUUID()
  const placed = await command(world, "place", {
    kind: "orders",
    key,
    method: "POST",
    path: "/v1/orders",
    body: {
      lines: [{ variantId, quantity }],
      delivery: { method: "pickup", storeId: goods.storeId },
      contact: { name: key, phone: "+254700000001", email: "buyer@example.com" },
      payment: { method },
      expectedTotal: { amount: price * quantity, currency: "KES" }
    },
    idOf: ({ id }) => id,
    walksAway: chance.once(4)
  })
  if (placed === null || placed.status >= 300) return
  const order = placed.body
  const headers = { "duka-order-token": order.token }
  const paying = method === "paystack" ? pays(world, order.payment.id) : Promise.resolve()
  await sleep(chance.below(2_500))
  if (method === "paystack" && chance.once(4)) {
    const again = await command(world, "pay again", {
      kind: "payments",
      key: randomUUID(),
      method: "POST",
      path: `/v1/orders/${order.id}/payments`,
      body: { method },
      headers,
      idOf: ({ id }) => id
    })
    if (again !== null && again.status < 300) await pays(world, again.body.id)
  }
  if (chance.once(5)) {
    await answerTo(world, "cancel", { method: "POST", path: `/v1/orders/${order.id}/cancel`, body: {}, headers })
  }
  await paying
}

export const shopper = async (world: World) => {
  while (!world.isOver()) {
    await ordered(world)
    await sleep(world.chance.below(800))
  }
}

/** One of the newest orders or payments. */
const some = async (world: World, what: "orders" | "payments", filter = "") => {
  const { chance, staff } = world
  const answer = await answerTo(world, what, { method: "GET", path: `/v1/${what}?limit=40${filter}`, headers: staff })
  return answer === null || answer.status >= 300
    ? undefined
    : chance.any<{ readonly id: string; readonly version: number }>(answer.body.items)
}

const deeds = ["ship", "ship", "part", "deliver", "start", "cancel", "refund", "refund", "receive"] as const

const worked = async (world: World) => {
  const { chance, goods, staff } = world
  const key = randomUUID()
  const deed = chance.pick(deeds)
  if (deed === "receive") {
    const movement = { variantId: chance.any(goods.variantIds), storeId: goods.storeId, kind: "receipt", quantity: 2 }
    await command(world, "receive", {
      kind: "movements",
      key,
      method: "POST",
      path: "/v1/inventory/movements",
      body: { movements: [{ ...movement, note: key }] },
      headers: staff,
      idOf: () => key
    })
    return
  }
  if (deed === "refund") {
    const payment = await some(world, "payments", "&status=captured")
    if (payment === undefined) return
    const path = `/v1/payments/${payment.id}/refund`
    const body = { amount: { amount: 100 * (1 + chance.below(80)), currency: "KES" } }
    const asked = { kind: "refunds", key, method: "POST", path, body, headers: staff } as const
    await command(world, "refund", { ...asked, idOf: ({ id }) => id })
    return
  }
  const order = await some(world, "orders")
  if (order === undefined) return
  const path = `/v1/orders/${order.id}`
  if (deed === "part" || deed === "ship") {
    const body = { note: key, ...(deed === "part" ? { lines: [{ position: 0, quantity: 1 }] } : {}) }
    const asked = { kind: "shipments", key, method: "POST", path: `${path}/shipments`, body, headers: staff } as const
    await command(world, deed, { ...asked, idOf: ({ id }) => id })
    return
  }
  if (deed === "cancel") {
    await answerTo(world, "cancel by staff", { method: "POST", path: `${path}/cancel`, body: {}, headers: staff })
    return
  }
  const status = deed === "start" ? "processing" : "delivered"
  const body = { status, ...(deed === "deliver" ? { collection: { reason: "A gift" } } : {}) }
  const headers = { ...staff, "if-match": `"${order.version}"` }
  await answerTo(world, deed, { method: "PATCH", path: `${path}/status`, body, headers })
}

export const clerk = async (world: World) => {
  while (!world.isOver()) {
    await worked(world)
    await sleep(world.chance.below(600))
  }
}

/** Paystack gives back what it was asked to, in its own time, and tells of it. It ends with what it has begun. */
export const givesBack = async (world: World, isOver: () => boolean) => {
  const { chance, paystack, tally } = world
  const telling = new Set<Promise<void>>()
  while (!isOver()) {
    for (const refund of paystack.refunds) {
      if (refund.status !== "pending" || chance.once(3)) continue
      refund.status = "processed"
      tally.count("provider", "refund processed")
      telling.add(told(world, "refund.processed", message({ event: "refund.processed", data: refund })))
    }
    // Answers take their time, and who waits for them may be killed meanwhile; others are lost after it was acted upon.
    while (paystack.faults.length < 10) {
      // What is lost is seldom: each job asks up to three times, and all of them are to be done within a minute.
      const kind = chance.once(15) ? "lost" : chance.once(3) ? "late" : "none"
      paystack.faults.push(kind === "late" ? { kind, millis: chance.below(2_000) } : { kind })
    }
    await sleep(300)
  }
  await Promise.all(telling)
}
