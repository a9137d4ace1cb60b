/** One of each message, to be looked at and tested with. Nobody in it exists. */
import { type MessageData, type MessageFrame, type MessageKindName, Money, Time } from "@duka/core"

const kes = (amount: number) => ({ amount, currency: Money.Currency.make("KES") })
const placedAt = Time.Timestamp.make("2026-11-20T09:12:00.000Z")

const order = {
  number: 1042,
  status: "confirmed",
  placedAt,
  paymentMethod: "mpesa",
  lines: [
    {
      name: "Enamel mug",
      sku: "MUG-L-RED",
      options: "Large, Red",
      customisation: [{ label: "Engraving", value: "Karibu nyumbani" }],
      quantity: 2,
      unitPrice: kes(65_000),
      total: kes(130_000)
    },
    {
      name: "Kitenge tablecloth, hand printed, for six",
      sku: "TABLE-6",
      options: "",
      customisation: [],
      quantity: 1,
      unitPrice: kes(320_000),
      total: kes(320_000)
    },
    {
      name: "Coffee beans",
      sku: "COFFEE-500",
      options: "500 g",
      customisation: [],
      quantity: 3,
      unitPrice: kes(95_000),
      total: kes(285_000)
    }
  ],
  totals: {
    subtotal: kes(735_000),
    discount: kes(35_000),
    delivery: kes(30_000),
    rounding: kes(0),
    tax: kes(100_690),
    total: kes(730_000)
  },
  delivery: {
    method: "local",
    store: "Westlands",
    address: ["Amina Njeri", "14 Acacia Avenue", "Kilimani", "Nairobi"]
  },
  contact: { name: "Amina Njeri", email: "amina@example.com", phone: "+254700000001" },
  note: "Please ring at the gate."
} as const satisfies MessageData<"order-confirmation">["order"]

const stock = { product: "Coffee beans", sku: "COFFEE-500", store: "Westlands", available: 4, threshold: 5 }
const waiting = { number: 1042, status: "confirmed", placedAt, total: kes(730_000) } as const
const payment = { method: "mpesa", amount: kes(730_000) } as const
const week = {
  from: Time.Timestamp.make("2026-11-13T21:00:00.000Z"),
  until: Time.Timestamp.make("2026-11-20T21:00:00.000Z")
}

export const samples: { readonly [K in MessageKindName]: MessageData<K> } = {
  welcome: {},
  "verify-email": {},
  "password-reset": {},
  "password-changed": {},
  "email-changed": {},
  "already-registered": {},
  "order-confirmation": { order },
  "payment-received": { order, payment: { ...payment, receipt: "SKJ4X7Q2PL", decline: null } },
  "payment-failed": { order, payment: { ...payment, receipt: null, decline: "insufficient_funds" } },
  "order-status": { order: { ...order, status: "processing" } },
  "order-shipped": {
    order: { ...order, status: "processing" },
    shipment: {
      carrier: "Boda Express",
      trackingNumber: "BX-20417",
      isPart: true,
      lines: [
        { name: "Enamel mug", quantity: 2 },
        { name: "Coffee beans", quantity: 3 }
      ]
    }
  },
  "order-delivered": { order: { ...order, status: "delivered" } },
  "order-cancelled": { order: { ...order, status: "cancelled" }, reason: "The tablecloth is sold out." },
  "order-returned": { order: { ...order, status: "delivered" } },
  "order-refunded": { order: { ...order, status: "delivered" }, refund: { method: "mpesa", amount: kes(130_000) } },
  "back-in-stock": {
    variant: { name: "Coffee beans", sku: "COFFEE-500", options: "500 g", price: kes(95_000), store: "Westlands" }
  },
  "customer-digest": { ...week, orders: [waiting, { ...waiting, number: 1017, status: "delivered" }] },
  invitation: {},
  "roles-given": {},
  "staff-order-placed": { order },
  "staff-order-updated": { order: { ...order, status: "processing" } },
  "staff-order-cancelled": { order: { ...order, status: "cancelled" }, reason: null },
  "staff-low-stock": { stock },
  "staff-product-created": { product: { name: "Enamel mug", slug: "enamel-mug" } },
  "staff-product-deleted": { product: { name: "Enamel mug", slug: "enamel-mug" } },
  "staff-account-registered": {},
  "staff-job-failed": {
    job: {
      id: "0190a7c0-0000-7000-8000-000000000001",
      queue: "low-stock",
      error: "StorageUnavailable: the database does not answer"
    }
  },
  "staff-channel-paused": { channel: "sms", sender: "africastalking", reason: "The account has no credit." },
  "staff-webhook-disabled": {
    endpoint: { url: "https://stock.example.com/duka", error: "503 for three days" }
  },
  "staff-digest": {
    ...week,
    orders: 38,
    sales: kes(21_450_000),
    refunds: kes(130_000),
    waiting: [waiting, { ...waiting, number: 1041, status: "pending", total: kes(95_000) }],
    waitingCount: 2,
    lowStock: [stock],
    lowStockCount: 1
  }
}

/** What stands around each of them; kinds without a link have none, whatever is here. */
export const sampleFrame: MessageFrame = {
  shop: {
    name: "Duka la Mfano",
    url: "https://shop.example.com",
    email: "help@shop.example.com",
    phone: "+254 700 000 000",
    timeZone: "Africa/Nairobi"
  },
  recipient: { name: "Amina Njeri" },
  link: {
    url: "https://shop.example.com/o/Zk3vQ7Yt5xN1mB8cR4wP2a",
    token: "Zk3vQ7Yt5xN1mB8cR4wP2a",
    expiresAt: null
  },
  unsubscribeUrl: "https://shop.example.com/u/Hn6sD9"
}
