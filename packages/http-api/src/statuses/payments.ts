/** The rows of payments, and of those who take the money. */
export const payments = {
  WebhookRefused: {
    status: 401,
    title: "Not signed by the provider",
    meaning: "What came is not the provider's by its signature, or by its secret address. Nothing of it was kept."
  },
  PaymentDeclined: {
    status: 402,
    title: "The payment was declined",
    meaning: "`decline` tells why, as far as the provider does. Try again, or choose another way to pay."
  },
  PaymentNotFound: {
    status: 404,
    title: "No such payment",
    meaning: "There is no such payment, or it is of somebody else's order."
  },
  RefundNotFound: { status: 404, title: "No such refund", meaning: "No refund has this id." },
  PaymentMethodNotFound: {
    status: 404,
    title: "No such way to pay",
    meaning: "The shop takes no payments under this name, or not in this currency."
  },
  NothingDue: {
    status: 409,
    title: "Nothing is due",
    meaning: "All is paid that the order costs, or the order is closed."
  },
  PaymentInProgress: {
    status: 409,
    title: "Another payment waits for its payer",
    meaning: "A phone shows one prompt at a time. Finish it, or wait a minute and a half."
  },
  PaymentExpired: {
    status: 409,
    title: "The payment has expired",
    meaning: "What was authorised can no longer be taken. Start another payment."
  },
  PaymentNotMovable: {
    status: 409,
    title: "The payment does not stand like this",
    meaning: "`current` tells how it stands: what was wanted is not possible, or has been done."
  },
  AmountNotPossible: {
    status: 422,
    title: "Not this amount",
    meaning: "It is nothing, or more than `most`: what is due, is authorised, or can be given back."
  },
  PaymentNotSupported: {
    status: 422,
    title: "The provider cannot do this",
    meaning: "`operation` tells what: an amount or a currency that it cannot express, or a step that it does not know."
  },
  ProviderRefused: {
    status: 502,
    title: "The provider refuses the shop",
    meaning: "Something is wrong with how the shop is registered there. Choose another way to pay; the log tells more."
  },
  ProviderUnreachable: {
    status: 503,
    title: "The payment provider does not answer",
    meaning:
      "An order that was to be placed is placed, and waits. Ask again after `Retry-After` seconds, with the same key, or choose another way to pay."
  }
} as const
