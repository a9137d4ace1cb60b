/** What careless staff sends to draft orders. */
import type { Hostile } from "./hostile.ts"
import { nobody } from "./rightBodies.ts"

const invalid = ["400 InvalidRequest"]

export const drafts: ReadonlyArray<Hostile> = [
  { body: { orderId: nobody }, rule: "body /orderId unknown-field" },
  { body: { version: 7 }, rule: "body /version unknown-field" },
  { body: { customerId: "1; DROP TABLE draft_order" }, rule: "body /customerId isUUID" },
  { body: { contact: { name: "X" } }, rule: "body /contact/phone isReachable" },
  { body: { recipient: [] }, rule: "body /recipient" },
  { body: { lines: null }, rule: "body /lines type" },
  { body: { lines: [{ variantId: nobody, unitPrice: 1 }] }, rule: "body /lines/0/unitPrice unknown-field" },
  { body: { lines: Array.from({ length: 201 }, () => ({ variantId: nobody })) }, rule: "body /lines isMaxLength" },
  { body: { delivery: { method: "drone" } }, rule: "body /delivery" },
  { body: { payment: { method: "bank", card: "4111" } }, rule: "body /payment" },
  {
    body: { payment: { method: "bank", returnUrl: "javascript:alert(1)" } },
    rule: "body /payment/returnUrl isPattern"
  },
  { body: { note: "\u0000" }, rule: "body /note isPrintable" }
].flatMap(({ body, rule }) => [
  { name: "a draft", method: "POST", path: "/v1/orders/drafts", body, codes: invalid, rule },
  {
    name: "a change of a draft",
    method: "PATCH",
    path: `/v1/orders/drafts/${nobody}`,
    headers: { "if-match": '"1"' },
    body,
    codes: invalid,
    rule
  }
])
