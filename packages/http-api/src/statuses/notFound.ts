/** What is not there, or not for who asks. */
export const notFound = {
  RouteNotFound: { status: 404, title: "There is nothing at this path", meaning: "No endpoint has this path." },
  ProductNotFound: {
    status: 404,
    title: "No such product",
    meaning: "No product has this id or slug, or it is not active."
  },
  VariantNotFound: { status: 404, title: "No such variant", meaning: "The variant does not exist, or is not counted." },
  ImageNotFound: { status: 404, title: "No such image", meaning: "The product has no image with this address." },
  CategoryNotFound: { status: 404, title: "No such category", meaning: "No category has this id or slug." },
  StoreNotFound: { status: 404, title: "No such store", meaning: "No store has this id." },
  CartNotFound: {
    status: 404,
    title: "No such cart",
    meaning: "There is no such cart, it was placed, it has expired, or it is somebody else's."
  },
  CartLineNotFound: { status: 404, title: "No such line", meaning: "The cart has no line with this id." },
  OrderNotFound: { status: 404, title: "No such order", meaning: "There is no such order, or it is somebody else's." },
  DraftOrderNotFound: {
    status: 404,
    title: "No such draft order",
    meaning: "There is no such draft, it was thrown away, or nothing has become of it for too long."
  },
  ShipmentNotFound: {
    status: 404,
    title: "No such shipment",
    meaning: "There is no such shipment, or it is of somebody else's order."
  },
  ReturnNotFound: {
    status: 404,
    title: "No such return",
    meaning: "There is no such return, or it is of somebody else's order."
  },
  TrackingNotFound: { status: 404, title: "Nothing to track", meaning: "The tracking link is wrong or has ended." },
  CustomerNotFound: {
    status: 404,
    title: "No such customer",
    meaning: "There is no such customer, or who asks may not see him."
  },
  AccountNotFound: { status: 404, title: "No such account", meaning: "No account has this id." },
  ApiKeyNotFound: { status: 404, title: "No such API key", meaning: "There is none, or it was revoked before." },
  RoleNotFound: { status: 404, title: "No such role", meaning: "The shop has no role with this name." },
  SessionNotFound: {
    status: 404,
    title: "No such session",
    meaning: "Who asks has no session with this id, or it has ended."
  },
  JobNotFound: { status: 404, title: "No such job", meaning: "There is none, or it ended long ago and was removed." },
  WebhookEndpointNotFound: {
    status: 404,
    title: "No such webhook endpoint",
    meaning: "No webhook endpoint has this id, or it was removed."
  },
  WebhookDeliveryNotFound: {
    status: 404,
    title: "No such webhook delivery",
    meaning: "There is none, it was sent weeks ago, or its endpoint was removed."
  },
  AddressNotFound: { status: 404, title: "No such address", meaning: "The customer has no address with this id." },
  MethodNotAllowed: {
    status: 405,
    title: "Not with this method",
    meaning: "The path exists and takes other methods: they stand in `allowed` and in the header `Allow`."
  },
  MessageNotFound: {
    status: 404,
    title: "No such message",
    meaning: "The id is wrong, or it is older than messages are kept."
  },
  UnsubscribeLinkNotFound: {
    status: 404,
    title: "The link is not known",
    meaning: "It is not one of the shop's, or the message is older than messages are kept."
  }
} as const
