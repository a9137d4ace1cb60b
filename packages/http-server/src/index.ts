export * as Server from "./Server.ts"
export * as WebhookCarriers from "./webhooks/carrying.ts"
