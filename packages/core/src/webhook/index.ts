export * from "./WebhookCarrier.ts"
export * from "./WebhookDeliveries.ts"
export {
  type KeptDelivery,
  type ToldEvent,
  WebhookDelivery,
  WebhookDeliveryId,
  WebhookDeliveryStatus
} from "./WebhookDelivery.ts"
export * from "./WebhookDeliveryStore.ts"
export {
  type DisabledReason,
  NewWebhookEndpoint,
  WebhookEndpoint,
  WebhookEndpointId,
  WebhookEndpointPatch,
  WebhookEndpointSecret,
  webhookLimits
} from "./WebhookEndpoint.ts"
export * from "./WebhookEndpoints.ts"
export * from "./WebhookEndpointStore.ts"
export * from "./WebhookErrors.ts"
