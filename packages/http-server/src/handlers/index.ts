import {
  Accounts,
  ApiKeys,
  Audit,
  Carts,
  Categories,
  Checkout,
  Customers,
  Inventory,
  Orders,
  Products,
  Roles,
  Sessions,
  Staff,
  Stores
} from "@duka/core"
import { Authentication, RequestRules } from "@duka/http-api"
import { Context, Effect, Layer, Scope } from "effect"
import { BrowserSessions } from "../identity/BrowserSessions.ts"
import { OidcLogins } from "../identity/OidcLogins.ts"
import { SetupToken } from "../identity/SetupToken.ts"
import { TrustedOrigins } from "../middleware/trustedOrigins.ts"
import { apiKeys } from "./ApiKeysHandlers.ts"
import { audit } from "./AuditHandlers.ts"
import { auth } from "./AuthHandlers.ts"
import { carts } from "./CartsHandlers.ts"
import { categories } from "./CategoriesHandlers.ts"
import { customers } from "./CustomersHandlers.ts"
import { inventory } from "./InventoryHandlers.ts"
import { mine } from "./MeHandlers.ts"
import { oidc } from "./OidcHandlers.ts"
import { operations } from "./OperationsHandlers.ts"
import { orders } from "./OrdersHandlers.ts"
import { products } from "./ProductsHandlers.ts"
import { roles } from "./RolesHandlers.ts"
import { staff } from "./StaffHandlers.ts"
import { stores } from "./StoresHandlers.ts"
import { tracking } from "./TrackingHandlers.ts"
import { wellKnown } from "./WellKnownHandlers.ts"

/**
 * What a group is built in is laid over the context of each of its requests, one service after the other: each is built
 * in what it asks for, and not in everything that a shop is made of.
 */
const over = <A, E, R>(
  group: Layer.Layer<A, E, R>,
  pick: (context: Context.Context<R | Scope.Scope>) => Context.Context<R | Scope.Scope>
) => Layer.effectContext(Effect.updateContext(Layer.build(group), pick))

/** Every group of the contract. */
export const handlers = Layer.mergeAll(
  over(apiKeys, Context.pick(Authentication, RequestRules, Scope.Scope, ApiKeys)),
  over(audit, Context.pick(Authentication, RequestRules, Scope.Scope, Audit)),
  over(
    auth,
    Context.pick(Authentication, RequestRules, Scope.Scope, Accounts, BrowserSessions, Sessions, SetupToken, Staff)
  ),
  over(carts, Context.pick(Authentication, RequestRules, Scope.Scope, Carts)),
  over(categories, Context.pick(Authentication, RequestRules, Scope.Scope, Categories)),
  over(customers, Context.pick(Authentication, RequestRules, Scope.Scope, Accounts, Customers)),
  over(inventory, Context.pick(Authentication, RequestRules, Scope.Scope, Inventory)),
  over(mine, Context.pick(Authentication, RequestRules, Scope.Scope, Accounts, Carts, Customers)),
  over(
    oidc,
    Context.pick(Authentication, RequestRules, Scope.Scope, BrowserSessions, OidcLogins, Sessions, TrustedOrigins)
  ),
  over(operations, Context.pick(RequestRules, Scope.Scope)),
  over(orders, Context.pick(Authentication, RequestRules, Scope.Scope, Checkout, Orders)),
  over(products, Context.pick(Authentication, RequestRules, Scope.Scope, Categories, Products)),
  over(roles, Context.pick(Authentication, RequestRules, Scope.Scope, Roles)),
  over(staff, Context.pick(Authentication, RequestRules, Scope.Scope, Staff)),
  over(stores, Context.pick(Authentication, RequestRules, Scope.Scope, Categories, Products, Stores)),
  over(tracking, Context.pick(Authentication, RequestRules, Scope.Scope, Orders)),
  over(wellKnown, Context.pick(RequestRules, Scope.Scope, Sessions))
)
