/** What cannot be as things stand. */
export const conflicts = {
  MessageNotResendable: {
    status: 409,
    title: "Nothing to send again",
    meaning: "The message is on its way, is in an inbox, or its person was erased."
  },
  VariantInStock: {
    status: 409,
    title: "It can be had now",
    meaning: "A store has the variant, or it is sold without being there. There is nothing to wait for."
  },
  TooManyStockAlerts: {
    status: 409,
    title: "Too many stock alerts",
    meaning: "A customer waits for so many variants at most. Remove an alert that is not wanted any more."
  },
  RoleNameTaken: { status: 409, title: "There is such a role", meaning: "Another role has this name." },
  RoleInUse: { status: 409, title: "Somebody holds the role", meaning: "Give them another one first." },
  RoleFixed: {
    status: 409,
    title: "The role is fixed",
    meaning: "Owners hold every permission. Their role is neither changed nor removed."
  },
  LastOwner: {
    status: 409,
    title: "The shop's last owner",
    meaning: "It would leave the shop without an owner who can sign in. Make somebody else one first."
  },
  EmailTaken: {
    status: 409,
    title: "The email is taken",
    meaning: "Another account has it. Told to staff alone, never to somebody who says that it is his."
  },
  UsernameTaken: { status: 409, title: "The username is taken", meaning: "Choose another one." },
  SlugTaken: { status: 409, title: "The slug is taken", meaning: "Another product or category has this slug." },
  SkuTaken: { status: 409, title: "The SKU is taken", meaning: "Another variant has this stock-keeping unit." },
  StoreSlugTaken: { status: 409, title: "The slug is taken", meaning: "Another store has this slug." },
  ProductAllocated: {
    status: 409,
    title: "Open orders hold it",
    meaning: "Units of it are promised to open orders. Ship or cancel them first, or archive the product."
  },
  LastVariant: { status: 409, title: "The last variant", meaning: "A product keeps at least one variant." },
  CategoryNotEmpty: {
    status: 409,
    title: "The category has subcategories",
    meaning: "Move or delete the subcategories first. Products would only lose the category."
  },
  CategoryCycle: {
    status: 409,
    title: "A category cannot stand below itself",
    meaning: "The new parent is the category itself or stands below it."
  },
  StoreInUse: {
    status: 409,
    title: "The store is in use",
    meaning: "Stock or orders belong to the store. Close it for pickup and delivery instead."
  },
  StockTooLow: {
    status: 409,
    title: "Not enough on hand",
    meaning: "The movement would leave less than is promised to open orders, or less than nothing. Nothing was moved."
  },
  OutOfStock: {
    status: 409,
    title: "Out of stock",
    meaning:
      "Nothing was allocated. Each shortage tells what was asked for and what could be had at that moment, at most ten of which are told to the public."
  },
  QuoteChanged: {
    status: 409,
    title: "The total has changed",
    meaning:
      "The total is no longer `expectedTotal`, higher or lower. Nothing has happened: show the new quote and place again."
  },
  NotPlaceable: {
    status: 409,
    title: "The cart cannot be placed yet",
    meaning:
      "Each obstacle names what stands in the way: nothing in it, no delivery chosen, not for sale, not served; of a draft also that nobody is named whom it is for, or no way to pay …"
  },
  DraftOrderPlaced: {
    status: 409,
    title: "The draft was placed",
    meaning:
      "It is an order by now, `orderId`, and is changed, thrown away and placed no more. The key that placed it is answered with the order."
  },
  IllegalTransition: {
    status: 409,
    title: "The order cannot go there",
    meaning: "The order's status does not allow it; `possible` lists the statuses that can be asked for now."
  },
  PaymentDue: {
    status: 409,
    title: "Something is still to be paid",
    meaning: "Nothing leaves the store until the order is paid, but what is paid in cash at the door."
  },
  ShipmentClosed: {
    status: 409,
    title: "The shipment has ended",
    meaning: "It was delivered or came back. What was delivered comes back as a return."
  },
  UnitsUnavailable: {
    status: 409,
    title: "Not so many units",
    meaning: "The line has fewer units that wait to be shipped, or that the buyer has and is not sending back already."
  },
  IllegalReturn: {
    status: 409,
    title: "The return cannot go there",
    meaning: "The return's status does not allow it; `possible` lists the statuses that can be asked for now."
  },
  AddressNotServed: {
    status: 409,
    title: "The store does not deliver there",
    meaning: "The store that has the goods does not deliver to the new address. The order is as it was."
  },
  OrderNotEditable: {
    status: 409,
    title: "Too late for this change",
    meaning: "The work on the order has begun, or it is closed."
  },
  OrdersOpen: {
    status: 409,
    title: "Orders are still open",
    meaning: "Erasing a person waits for these orders to be delivered or cancelled."
  },
  JobNotRetryable: {
    status: 409,
    title: "The job was not given up",
    meaning: "Only failed jobs are retried: what waits or runs is tried by itself, what is completed is done."
  },
  WebhookEndpointDisabled: {
    status: 409,
    title: "The endpoint is disabled",
    meaning: "Nothing is sent to it. Make it active first."
  },
  IdempotencyRunning: {
    status: 409,
    title: "The same request is still running",
    meaning: "Ask again with the same key after `Retry-After` seconds."
  }
} as const
