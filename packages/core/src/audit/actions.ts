/** Everything that the log knows to tell of, and of what kind its subject is. */
import { Schema, Struct } from "effect"

export const SubjectKind = Schema.Literals([
  "account",
  "api-key",
  "category",
  "customer",
  "order",
  "product",
  "role",
  "stock",
  "store"
])
export type SubjectKind = typeof SubjectKind.Type

/** A closed list: who reads the log can name each of them. */
export const subjectKinds = {
  "account.created": "account",
  "account.email-changed": "account",
  "account.invitation-accepted": "account",
  "account.password-changed": "account",
  "account.password-reset": "account",
  "account.refresh-reused": "account",
  "account.session-ended": "account",
  "account.sign-in-refused": "account",
  "account.signed-in": "account",
  "account.signed-out": "account",
  "api-key.created": "api-key",
  "api-key.revoked": "api-key",
  "category.created": "category",
  "category.removed": "category",
  "category.updated": "category",
  "customer.carts-removed": "customer",
  "customer.created": "customer",
  "customer.erased": "customer",
  "customer.exported": "customer",
  "customer.orders-anonymised": "customer",
  "customer.orders-joined": "customer",
  "customer.reinstated": "customer",
  "customer.suspended": "customer",
  "customer.updated": "customer",
  "order.cancelled": "order",
  "order.moved": "order",
  "order.placed": "order",
  "order.updated": "order",
  "product.archived": "product",
  "product.created": "product",
  "product.removed": "product",
  "product.updated": "product",
  "role.created": "role",
  "role.removed": "role",
  "role.updated": "role",
  "staff.invited": "account",
  "staff.updated": "account",
  "stock.allocated": "stock",
  "stock.moved": "stock",
  "stock.released": "stock",
  "stock.returned": "stock",
  "stock.shipped": "stock",
  "store.created": "store",
  "store.removed": "store",
  "store.updated": "store"
} as const satisfies Readonly<Record<string, SubjectKind>>

export const AuditAction = Schema.Literals(Struct.keys(subjectKinds))
export type AuditAction = typeof AuditAction.Type
