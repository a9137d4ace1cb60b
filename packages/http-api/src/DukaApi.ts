import { HttpApi } from "effect/http-api"
import { ApiKeysApi } from "./ApiKeysApi.ts"
import { AuditApi } from "./AuditApi.ts"
import { AuthApi } from "./AuthApi.ts"
import { CartsApi } from "./CartsApi.ts"
import { CategoriesApi } from "./CategoriesApi.ts"
import { CustomersApi } from "./CustomersApi.ts"
import { InventoryApi } from "./InventoryApi.ts"
import { document } from "./document.ts"
import { MeApi } from "./MeApi.ts"
import { OidcApi } from "./OidcApi.ts"
import { OperationsApi } from "./OperationsApi.ts"
import { OrdersApi } from "./OrdersApi.ts"
import { ProductsApi } from "./ProductsApi.ts"
import { RolesApi } from "./RolesApi.ts"
import { StaffApi } from "./StaffApi.ts"
import { StoresApi } from "./StoresApi.ts"
import { TrackingApi } from "./TrackingApi.ts"
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
    WellKnownApi,
    OperationsApi
  )
  // The request's slots alone: clients must go on reading answers that have gained a field, and headers are never closed.
  .annotate(HttpApi.PayloadParseOptions, strictAtOnce)
  .annotate(HttpApi.QueryParseOptions, strict)
  .annotate(HttpApi.ParamsParseOptions, { errors: "all" })
  .annotateMerge(document) {}
