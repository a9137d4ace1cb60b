/** What hostile shoppers and careless staff send to carts, orders, stores and stock. */
import type { Hostile } from "./hostile.ts"
import { drafts } from "./hostileDrafts.ts"
import { nobody } from "./rightBodies.ts"

const invalid = ["400 InvalidRequest"]

const order = (change: Readonly<Record<string, unknown>>) => ({
  lines: [{ variantId: nobody, quantity: 1 }],
  delivery: { method: "pickup", storeId: nobody },
  contact: { name: "X", phone: "+254700000001" },
  payment: { method: "cash_on_delivery" },
  expectedTotal: { amount: 1, currency: "KES" },
  ...change
})

const address = { firstName: "X", lines: ["1"], city: "Nairobi", country: "KE" }

const ordering = (name: string, change: Readonly<Record<string, unknown>>, rule: string): Hostile => ({
  name: `an order with ${name}`,
  method: "POST",
  path: "/v1/orders",
  headers: { "idempotency-key": "hostile-order-1" },
  body: order(change),
  codes: invalid,
  rule
})

const line = (quantity: unknown) => ({ lines: [{ variantId: nobody, quantity }] })

const orders: ReadonlyArray<Hostile> = [
  ordering("no lines", { lines: [] }, "body /lines isBetweenLength"),
  ordering(
    "a thousand lines",
    { lines: Array.from({ length: 1_000 }, () => ({ variantId: nobody })) },
    "body /lines isBetweenLength"
  ),
  ordering("nothing of something", line(0), "body /lines/0/quantity isBetween"),
  ordering("less than nothing", line(-5), "body /lines/0/quantity isBetween"),
  ordering("a half", line(0.5), "body /lines/0/quantity isInt"),
  ordering("more than there can be", line(1e21), "body /lines/0/quantity"),
  ordering("a quantity of text", line("1"), "body /lines/0/quantity type"),
  ordering(
    "a price of its own",
    { lines: [{ variantId: nobody, unitPrice: 1 }] },
    "body /lines/0/unitPrice unknown-field"
  ),
  ordering(
    "a total in halves",
    { expectedTotal: { amount: 0.1, currency: "KES" } },
    "body /expectedTotal/amount isInt"
  ),
  ordering(
    "a total in no currency",
    { expectedTotal: { amount: 1, currency: "ABC" } },
    "body /expectedTotal/currency isCurrency"
  ),
  ordering("a discount of its own", { discount: 100 }, "body /discount unknown-field"),
  ordering("somebody else's name on it", { customerId: nobody }, "body /customerId unknown-field"),
  {
    name: "a payment of nothing",
    method: "POST",
    path: "/v1/orders/x/payments",
    headers: { "idempotency-key": "hostile-payment-1" },
    body: { method: "bank", amount: { amount: 1.5, currency: "KES" } },
    codes: ["400 InvalidRequest"],
    rule: "body /amount/amount isInt"
  },
  {
    name: "a payer who is nobody",
    method: "POST",
    path: "/v1/orders/x/payments",
    headers: { "idempotency-key": "hostile-payment-2" },
    body: { method: "bank", payer: { phone: "0712 345 678" } },
    codes: ["400 InvalidRequest"],
    rule: "body /payer/phone isPattern"
  },
  {
    name: "a page to come back to that is a script",
    method: "POST",
    path: "/v1/orders/x/payments",
    headers: { "idempotency-key": "hostile-payment-3" },
    body: { method: "bank", returnUrl: "javascript:alert(1)" },
    codes: ["400 InvalidRequest"],
    rule: "body /returnUrl isPattern"
  },
  {
    name: "a card's number",
    method: "POST",
    path: "/v1/orders/x/payments",
    headers: { "idempotency-key": "hostile-payment-4" },
    body: { method: "bank", card: "4111111111111111" },
    codes: ["400 InvalidRequest"],
    rule: "body /card unknown-field"
  },
  {
    name: "a message of nobody's",
    method: "POST",
    path: "/v1/webhooks/payments/bank",
    body: { event: "charge.success" },
    codes: ["401 WebhookRefused"]
  },
  {
    name: "a message of a provider that there is not",
    method: "POST",
    path: "/v1/webhooks/payments/gold",
    body: {},
    codes: ["404 PaymentMethodNotFound"]
  },
  {
    name: "a message that does not end",
    method: "POST",
    path: "/v1/webhooks/payments/bank",
    body: { text: "x".repeat(300_000) },
    codes: ["413 PayloadTooLarge"]
  },
  ordering("a payment of nothing", { payment: { method: "Free!" } }, "body /payment/method isPattern"),
  ordering(
    "a card number",
    { payment: { method: "cash_on_delivery", card: "4111" } },
    "body /payment/card unknown-field"
  ),
  ordering("a phone of letters", { contact: { name: "X", phone: "call me" } }, "body /contact/phone isPattern"),
  ordering(
    "a mail of two lines",
    { contact: { name: "X", email: "a@b.co\nBcc: c@d.co" } },
    "body /contact/email isPattern"
  ),
  ordering(
    "half a character for a mail",
    { contact: { name: "X", email: "\ud800@b.co" } },
    "body /contact/email isPattern"
  ),
  ordering("NUL for a name", { contact: { name: "\u0000", phone: "+254700000001" } }, "body /contact/name isPrintable"),
  ordering("no way to reach anybody", { contact: { name: "X" } }, "body /contact/phone isReachable"),
  ordering("a delivery by air", { delivery: { method: "drone" } }, "body /delivery"),
  ordering(
    "an address of nowhere",
    { delivery: { method: "local", address: { ...address, country: "Kenya" } } },
    "body /delivery/address/country isPattern"
  ),
  ordering(
    "an address beyond the pole",
    { delivery: { method: "local", address: { ...address, point: { latitude: 91, longitude: 0 } } } },
    "body /delivery/address/point/latitude isBetween"
  ),
  ordering("a note of a novel", { note: "x".repeat(1_001) }, "body /note isMaxCodePoints"),
  ordering("a note with NUL", { note: "\u0000" }, "body /note isPrintable"),
  ordering(
    "a customisation of objects",
    { lines: [{ variantId: nobody, customisation: { message: {} } }] },
    "body /lines/0/customisation/message type"
  ),
  ordering(
    "a customisation named __proto__",
    { lines: [{ variantId: nobody, customisation: JSON.parse('{"__proto__":"x"}') }] },
    "body /lines/0/customisation/__proto__"
  ),
  {
    name: "an order for what nobody sells",
    method: "POST",
    path: "/v1/orders",
    headers: { "idempotency-key": "hostile-order-2" },
    body: order({}),
    codes: ["409 NotPlaceable"]
  },
  ...["paid", "", null, 1, ["shipped"], "shipped'; --"].map((status) => ({
    name: `a status of ${JSON.stringify(status)}`,
    method: "PATCH",
    path: `/v1/orders/${nobody}/status`,
    headers: { "if-match": '"1"' },
    body: { status },
    codes: invalid,
    rule: "body /status type"
  })),
  ...(
    [
      ["of no lines", { lines: [] }, "body /lines isBetweenLength"],
      ["of nothing", { lines: [{ position: 0, quantity: 0 }] }, "body /lines/0/quantity isBetween"],
      ["of half a unit", { lines: [{ position: 0, quantity: 0.5 }] }, "body /lines/0/quantity isInt"],
      ["of a line before the first", { lines: [{ position: -1, quantity: 1 }] }, "body /lines/0/position isBetween"],
      [
        "of a line twice",
        {
          lines: [
            { position: 0, quantity: 1 },
            { position: 0, quantity: 1 }
          ]
        },
        "body /lines/1 isUniqueBy"
      ]
    ] as const
  ).flatMap(([name, body, rule]) =>
    ["shipments", "returns"].map((path) => ({
      name: `${path} ${name}`,
      method: "POST",
      path: `/v1/orders/${nobody}/${path}`,
      headers: { "idempotency-key": "hostile-order-3" },
      body,
      codes: invalid,
      rule
    }))
  ),
  {
    name: "a shipment by a carrier of two lines",
    method: "POST",
    path: `/v1/orders/${nobody}/shipments`,
    headers: { "idempotency-key": "hostile-order-4" },
    body: { carrier: "a\nb" },
    codes: invalid,
    rule: "body /carrier isPrintable"
  },
  {
    name: "a refund of less than nothing",
    method: "PATCH",
    path: `/v1/returns/${nobody}`,
    headers: { "if-match": '"1"' },
    body: { status: "refunded", amount: { amount: -1, currency: "KES" } },
    codes: invalid,
    rule: "body /amount/amount isGreaterThanOrEqualTo"
  },
  {
    name: "a collection below nothing",
    method: "PATCH",
    path: `/v1/orders/${nobody}/status`,
    headers: { "if-match": '"1"' },
    body: { status: "delivered", collection: { amount: { amount: -1, currency: "KES" }, means: "cash" } },
    codes: invalid,
    rule: "body /collection/amount/amount isGreaterThanOrEqualTo"
  }
]

const carts: ReadonlyArray<Hostile> = [
  { body: { currency: "BTC" }, rule: "body /currency isCurrency" },
  { body: { currency: "KES\u0000" }, rule: "body /currency isPattern" },
  { body: { token: "A".repeat(43) }, rule: "body /token unknown-field" },
  { body: { customerId: nobody }, rule: "body /customerId unknown-field" },
  { body: { lines: Array.from({ length: 201 }, () => ({ variantId: nobody })) }, rule: "body /lines isMaxLength" },
  { body: { lines: [{ variantId: nobody, quantity: 1_001 }] }, rule: "body /lines/0/quantity isBetween" },
  { body: { lines: {} }, rule: "body /lines type" },
  { body: { lines: [null] }, rule: "body /lines/0 type" },
  { body: { delivery: { method: "pickup" } }, rule: "body /delivery/storeId required" },
  { body: { delivery: { method: "pickup", storeId: "x", address } }, rule: "body /delivery/storeId isUUID" }
].map(({ body, rule }) => ({ name: "a cart", method: "POST", path: "/v1/carts", body, codes: invalid, rule }))

const moving = (change: Readonly<Record<string, unknown>>, rule: string): Hostile => ({
  name: `a movement with ${JSON.stringify(change)}`,
  method: "POST",
  path: "/v1/inventory/movements",
  headers: { "idempotency-key": "hostile-move-1" },
  body: { movements: [{ variantId: nobody, storeId: nobody, kind: "receipt", quantity: 1, ...change }] },
  codes: invalid,
  rule
})

const stock: ReadonlyArray<Hostile> = [
  moving({ quantity: -1 }, "body /movements/0/quantity isSigned"),
  moving({ kind: "write_off", quantity: 1 }, "body /movements/0/quantity isSigned"),
  moving({ quantity: 1.5 }, "body /movements/0/quantity isInt"),
  moving({ quantity: 1_000_000_001 }, "body /movements/0/quantity isBetween"),
  moving({ kind: "gift" }, "body /movements/0/kind type"),
  moving({ note: "\u0000" }, "body /movements/0/note isPrintable"),
  moving({ lowStockThreshold: -1 }, "body /movements/0/lowStockThreshold isBetween"),
  moving({ variantId: "1; DROP TABLE stock_level" }, "body /movements/0/variantId isUUID"),
  moving({ onHand: 10 }, "body /movements/0/onHand unknown-field")
]

const store = { name: "X", address: { lines: ["1"], city: "Nairobi", country: "KE" } }

const stores: ReadonlyArray<Hostile> = [
  { body: { ...store, name: " \u0007" }, rule: "body /name isPrintable" },
  { body: { ...store, point: { latitude: "1", longitude: 1 } }, rule: "body /point/latitude type" },
  { body: { ...store, serviceRadiusKm: -1 }, rule: "body /serviceRadiusKm isBetween" },
  {
    body: { ...store, openingHours: [{ day: "someday", opens: "25:00", closes: "9" }] },
    rule: "body /openingHours/0/opens isPattern"
  },
  { body: { ...store, email: "not a mail" }, rule: "body /email isPattern" },
  { body: { ...store, pickup: "yes" }, rule: "body /pickup type" },
  { body: { ...store, slug: "a/b" }, rule: "body /slug isPattern" }
].map(({ body, rule }) => ({ name: "a store", method: "POST", path: "/v1/stores", body, codes: invalid, rule }))

export const selling: ReadonlyArray<Hostile> = [...orders, ...carts, ...drafts, ...stock, ...stores]
