import { HttpApi } from "effect/http-api"
import { ApiKeysApi } from "./ApiKeysApi.ts"
import { AuditApi } from "./AuditApi.ts"
import { AuthApi } from "./AuthApi.ts"
import { CartsApi } from "./CartsApi.ts"
import { CategoriesApi } from "./CategoriesApi.ts"
import { CustomersApi } from "./CustomersApi.ts"
import { DeliveryReportsApi } from "./DeliveryReportsApi.ts"
import { DraftOrdersApi } from "./DraftOrdersApi.ts"
import { InventoryApi } from "./InventoryApi.ts"
import { document } from "./document.ts"
import { JobsApi } from "./JobsApi.ts"
import { MeApi } from "./MeApi.ts"
import { MessageRulesApi, MessagesApi } from "./MessagesApi.ts"
import { NotificationsApi, UnsubscribeApi } from "./NotificationsApi.ts"
import { OidcApi } from "./OidcApi.ts"
import { OperationsApi } from "./OperationsApi.ts"
import { OrdersApi } from "./OrdersApi.ts"
import { PaymentsApi } from "./PaymentsApi.ts"
import { ProductsApi } from "./ProductsApi.ts"
import { ReportsApi } from "./ReportsApi.ts"
import { ReturnsApi } from "./ReturnsApi.ts"
import { RolesApi } from "./RolesApi.ts"
import { ShipmentsApi } from "./ShipmentsApi.ts"
import { StaffApi } from "./StaffApi.ts"
import { StockAlertsApi } from "./StockAlertsApi.ts"
import { StoresApi } from "./StoresApi.ts"
import { TrackingApi } from "./TrackingApi.ts"
import { WebhookDeliveriesApi } from "./WebhookDeliveriesApi.ts"
import { WebhookEndpointsApi } from "./WebhookEndpointsApi.ts"
import { WebhooksApi } from "./WebhooksApi.ts"
import { WellKnownApi } from "./WellKnownApi.ts"

const strict = { onExcessProperty: "error", errors: "all" } as const
// A body's first violation alone: to collect them all takes as long as the body is big, which is the server's to decide.
const strictAtOnce = { onExcessProperty: "error" } as const

/** The only definition of the API: server, documents and clients are made from it. */
export class DukaApi extends HttpApi.make("duka")
  .add(
    ProductsApi,
    CategoriesApi,
    CartsApi,
    OrdersApi,
    DraftOrdersApi,
    PaymentsApi,
    WebhooksApi,
    ShipmentsApi,
    ReturnsApi,
    TrackingApi,
    StoresApi,
    InventoryApi,
    AuthApi,
    OidcApi,
    MeApi,
    CustomersApi,
    StaffApi,
    RolesApi,
    ApiKeysApi,
    AuditApi,
    ReportsApi,
    JobsApi,
    MessagesApi,
    MessageRulesApi,
    NotificationsApi,
    StockAlertsApi,
    UnsubscribeApi,
    DeliveryReportsApi,
    WebhookEndpointsApi,
    WebhookDeliveriesApi,
    WellKnownApi,
    OperationsApi
  )
  // The request's slots alone: clients must go on reading answers that have gained a field, and headers are never closed.
  .annotate(HttpApi.PayloadParseOptions, strictAtOnce)
  .annotate(HttpApi.QueryParseOptions, strict)
  .annotate(HttpApi.ParamsParseOptions, { errors: "all" })
  .annotateMerge(document) {}
