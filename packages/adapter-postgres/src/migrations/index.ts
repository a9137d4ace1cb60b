import { stores } from "./0001_stores.ts"
import { categories } from "./0002_categories.ts"
import { products } from "./0003_products.ts"
import { stock } from "./0004_stock.ts"
import { carts } from "./0005_carts.ts"
import { orders } from "./0006_orders.ts"
import { idempotency } from "./0007_idempotency.ts"
import { customers } from "./0008_customers.ts"
import { erasures } from "./0009_erasures.ts"
import { accounts } from "./0010_accounts.ts"
import { roles } from "./0011_roles.ts"
import { apiKeys } from "./0012_api_keys.ts"
import { rateLimits } from "./0013_rate_limits.ts"
import { audit } from "./0014_audit.ts"
import { externalIdentities } from "./0015_external_identities.ts"
import { customerSearch } from "./0016_customer_search.ts"
import { jobs } from "./0017_jobs.ts"
import { payments } from "./0018_payments.ts"
import { shipments } from "./0019_shipments.ts"
import { reports } from "./0020_reports.ts"
import { draftOrders } from "./0021_draft_orders.ts"
import { messages } from "./0022_messages.ts"
import { webhooks } from "./0023_webhooks.ts"
import { stockAlerts } from "./0024_stock_alerts.ts"

/** Never edited once published, only added to. */
export const migrations = {
  "0001_stores": stores,
  "0002_categories": categories,
  "0003_products": products,
  "0004_stock": stock,
  "0005_carts": carts,
  "0006_orders": orders,
  "0007_idempotency": idempotency,
  "0008_customers": customers,
  "0009_erasures": erasures,
  "0010_accounts": accounts,
  "0011_roles": roles,
  "0012_api_keys": apiKeys,
  "0013_rate_limits": rateLimits,
  "0014_audit": audit,
  "0015_external_identities": externalIdentities,
  "0016_customer_search": customerSearch,
  "0017_jobs": jobs,
  "0018_payments": payments,
  "0019_shipments": shipments,
  "0020_reports": reports,
  "0021_draft_orders": draftOrders,
  "0022_messages": messages,
  "0023_webhooks": webhooks,
  "0024_stock_alerts": stockAlerts
}
