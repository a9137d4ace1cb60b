import { Schema } from "effect"

export class WebhookEndpointNotFound extends Schema.TaggedError<WebhookEndpointNotFound>()("WebhookEndpointNotFound", {
  endpointId: Schema.String
}) {
  override get message() {
    return `There is no webhook endpoint ${this.endpointId}.`
  }
}

export class WebhookDeliveryNotFound extends Schema.TaggedError<WebhookDeliveryNotFound>()("WebhookDeliveryNotFound", {
  deliveryId: Schema.String
}) {
  override get message() {
    return `There is no webhook delivery ${this.deliveryId}. They are kept for some weeks, and go with their endpoint.`
  }
}

/** It is sent nothing, not even what somebody asks for. */
export class WebhookEndpointDisabled extends Schema.TaggedError<WebhookEndpointDisabled>()("WebhookEndpointDisabled", {
  endpointId: Schema.String
}) {
  override get message() {
    return `The webhook endpoint ${this.endpointId} is disabled. Make it active first.`
  }
}

export class TooManyWebhookEndpoints extends Schema.TaggedError<TooManyWebhookEndpoints>()("TooManyWebhookEndpoints", {
  endpointsMax: Schema.Int
}) {
  override get message() {
    return `A shop has at most ${this.endpointsMax} webhook endpoints. Remove one that nobody listens at.`
  }
}
