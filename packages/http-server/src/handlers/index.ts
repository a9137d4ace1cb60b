import {
  Accounts,
  ApiKeys,
  Audit,
  Carts,
  Categories,
  Checkout,
  Customers,
  DeliveryReports,
  DraftOrders,
  Inbox,
  Inventory,
  Jobs,
  Messages,
  Orders,
  Payments,
  Products,
  Reports,
  Returns,
  Roles,
  Sessions,
  Shipments,
  Staff,
  StockAlerts,
  Stores,
  Subscriptions,
  WebhookEndpoints,
  Webhooks
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
import { deliveryReports } from "./DeliveryReportsHandlers.ts"
import { draftOrders } from "./DraftOrdersHandlers.ts"
import { inventory } from "./InventoryHandlers.ts"
import { jobs } from "./JobsHandlers.ts"
import { messageRules, messages } from "./MessagesHandlers.ts"
import { mine } from "./MeHandlers.ts"
import { notifications, unsubscribe } from "./NotificationsHandlers.ts"
import { oidc } from "./OidcHandlers.ts"
import { operations } from "./OperationsHandlers.ts"
import { orders } from "./OrdersHandlers.ts"
import { payments } from "./PaymentsHandlers.ts"
import { products } from "./ProductsHandlers.ts"
import { reports } from "./ReportsHandlers.ts"
import { returns } from "./ReturnsHandlers.ts"
import { roles } from "./RolesHandlers.ts"
import { shipments } from "./ShipmentsHandlers.ts"
import { staff } from "./StaffHandlers.ts"
import { stockAlerts } from "./StockAlertsHandlers.ts"
import { stores } from "./StoresHandlers.ts"
import { tracking } from "./TrackingHandlers.ts"
import { webhookDeliveries } from "./WebhookDeliveriesHandlers.ts"
import { webhookEndpoints } from "./WebhookEndpointsHandlers.ts"
import { webhooks } from "./WebhooksHandlers.ts"
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
  over(draftOrders, Context.pick(Authentication, RequestRules, Scope.Scope, Checkout, DraftOrders)),
  over(inventory, Context.pick(Authentication, RequestRules, Scope.Scope, Inventory)),
  over(jobs, Context.pick(Authentication, RequestRules, Scope.Scope, Jobs)),
  over(messages, Context.pick(Authentication, RequestRules, Scope.Scope, Messages)),
  over(messageRules, Context.pick(Authentication, RequestRules, Scope.Scope, Messages)),
  over(notifications, Context.pick(Authentication, RequestRules, Scope.Scope, Inbox, Subscriptions)),
  over(deliveryReports, Context.pick(RequestRules, Scope.Scope, DeliveryReports)),
  over(unsubscribe, Context.pick(Authentication, RequestRules, Scope.Scope, Subscriptions)),
  over(mine, Context.pick(Authentication, RequestRules, Scope.Scope, Accounts, Carts, Customers)),
  over(
    oidc,
    Context.pick(Authentication, RequestRules, Scope.Scope, BrowserSessions, OidcLogins, Sessions, TrustedOrigins)
  ),
  over(operations, Context.pick(RequestRules, Scope.Scope)),
  over(orders, Context.pick(Authentication, RequestRules, Scope.Scope, Checkout, Orders)),
  over(payments, Context.pick(Authentication, RequestRules, Scope.Scope, Payments)),
  over(products, Context.pick(Authentication, RequestRules, Scope.Scope, Categories, Products)),
  over(reports, Context.pick(Authentication, RequestRules, Scope.Scope, Reports)),
  over(returns, Context.pick(Authentication, RequestRules, Scope.Scope, Returns)),
  over(roles, Context.pick(Authentication, RequestRules, Scope.Scope, Roles)),
  over(shipments, Context.pick(Authentication, RequestRules, Scope.Scope, Shipments)),
  over(staff, Context.pick(Authentication, RequestRules, Scope.Scope, Staff)),
  over(stockAlerts, Context.pick(Authentication, RequestRules, Scope.Scope, StockAlerts)),
  over(stores, Context.pick(Authentication, RequestRules, Scope.Scope, Categories, Products, Stores)),
  over(tracking, Context.pick(Authentication, RequestRules, Scope.Scope, Orders)),
  over(webhookDeliveries, Context.pick(Authentication, RequestRules, Scope.Scope, WebhookEndpoints)),
  over(webhookEndpoints, Context.pick(Authentication, RequestRules, Scope.Scope, WebhookEndpoints)),
  over(webhooks, Context.pick(RequestRules, Scope.Scope, Webhooks)),
  over(wellKnown, Context.pick(RequestRules, Scope.Scope, Sessions))
)
