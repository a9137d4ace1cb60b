/** What is well formed and still cannot be done. */
export const unacceptable = {
  IdempotencyConflict: {
    status: 422,
    title: "The key was used for another request",
    meaning: "An idempotency key belongs to one request. Take a new key for a new request."
  },
  InvalidCustomisation: {
    status: 422,
    title: "The customisation does not fit the product",
    meaning: "Each violation names the customisation by its key, and the rule of the product that it breaks."
  },
  NotForSale: {
    status: 422,
    title: "Not for sale",
    meaning: "The variant does not exist, its product is not active, or it has no price in the cart's currency."
  },
  QuantityTooLarge: {
    status: 422,
    title: "Too many of one kind",
    meaning: "A line of a cart has at most `quantityMax` units."
  },
  TooManyStores: {
    status: 422,
    title: "Too many stores",
    meaning: "A shop has at most `storesMax` stores."
  },
  TooManyApiKeys: { status: 422, title: "Too many API keys", meaning: "A shop has at most `keysMax` API keys." },
  TooManyWebhookEndpoints: {
    status: 422,
    title: "Too many webhook endpoints",
    meaning: "A shop has at most `endpointsMax` webhook endpoints."
  },
  TooManyRoles: { status: 422, title: "Too many roles", meaning: "A shop has at most `rolesMax` roles." },
  TooManyCategories: {
    status: 422,
    title: "Too many categories",
    meaning: "A shop has at most `categoriesMax` categories."
  },
  CartFull: { status: 422, title: "The cart is full", meaning: "A cart holds at most `linesMax` lines." },
  AmountTooLarge: {
    status: 422,
    title: "The sum is too large",
    meaning: "The sum is beyond what money is counted in exactly."
  },
  CollectionMissing: {
    status: 422,
    title: "What was collected?",
    meaning: "A cash order is delivered with the amount collected and how, or with the reason why nothing was."
  },
  RefundTooLarge: {
    status: 422,
    title: "More than it cost",
    meaning: "A return gives back no more than its lines cost, in the order's currency: `most`."
  },
  CategoryTooDeep: { status: 422, title: "Nested too deep", meaning: "Categories nest at most `depthMax` deep." },
  TooManyAddresses: { status: 422, title: "Too many addresses", meaning: "A customer keeps at most `most` addresses." }
} as const
