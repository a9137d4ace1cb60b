/**
 * Every error code with the status, the title and the meaning that it has over HTTP: the one table that the contract, the
 * server and `docs/problems.md` read. A tagged error without a row here does not compile as a problem.
 */
import { providerStatuses } from "./providerStatuses.ts"

export interface Row {
  readonly status: number
  /** The same for every occurrence (RFC 9457, section 3.1.3). */
  readonly title: string
  readonly meaning: string
}

const refused = {
  InvalidRequest: {
    status: 400,
    title: "The request breaks the contract",
    meaning: "Each violation tells the part of the request, a JSON pointer into it, the rule's name and a message."
  },
  InvalidInput: {
    status: 400,
    title: "The input breaks a rule",
    meaning: "The body is well formed, but its parts do not fit together: each violation tells where and which rule."
  },
  InvalidCursor: {
    status: 400,
    title: "The cursor cannot be used here",
    meaning: "A cursor belongs to the list, the sorting and the filters that gave it. Begin again without one."
  },
  Unauthenticated: {
    status: 401,
    title: "Not authenticated",
    meaning:
      "The endpoint needs a token, as a bearer or in a cookie, or the one that was sent is unknown or has expired."
  },
  InvalidCredentials: {
    status: 401,
    title: "Login and password do not belong together",
    meaning: "The same for a login that nobody has and for a password that is wrong."
  },
  InvalidToken: {
    status: 401,
    title: "The token is good for nothing any more",
    meaning:
      "It is forged, expired, used up or unknown, or its session has ended: sign in again, or ask for a new link."
  },
  SignInNeeded: {
    status: 401,
    title: "Sign in first",
    meaning: "The endpoint is about whoever signed in, and whoever asks has not."
  },
  AccountSuspended: {
    status: 403,
    title: "The account is suspended",
    meaning: "Told to who has shown the right password."
  },
  PermissionDenied: {
    status: 403,
    title: "Permission denied",
    meaning: "Whoever asks is known, and lacks the permission that is named."
  },
  CsrfTokenInvalid: {
    status: 403,
    title: "Not shown to come from the shop's own page",
    meaning:
      "Who is signed in by cookies and changes something sends what the cookie `__Host-duka-csrf` holds in the header `Duka-CSRF-Token` too, from a page of an origin that the shop trusts."
  },
  VersionConflict: {
    status: 412,
    title: "It has changed since it was read",
    meaning: "`If-Match` names a version that has been replaced. Read it again, and decide again."
  },
  PayloadTooLarge: {
    status: 413,
    title: "The body is too large",
    meaning: "The body has more bytes than this endpoint takes."
  },
  UnsupportedMediaType: {
    status: 415,
    title: "The body is not JSON",
    meaning: "Bodies are sent as `application/json`."
  },
  PreconditionRequired: {
    status: 428,
    title: "Say which version you have read",
    meaning:
      "Updates by staff carry `If-Match` with the entity tag that was read, so that nobody's work is overwritten."
  }
} as const

const notFound = {
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
  AddressNotFound: { status: 404, title: "No such address", meaning: "The customer has no address with this id." },
  MethodNotAllowed: {
    status: 405,
    title: "Not with this method",
    meaning: "The path exists and takes other methods: they stand in `allowed` and in the header `Allow`."
  }
} as const

const conflicts = {
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
    meaning: "Each obstacle names what stands in the way: nothing in it, no delivery chosen, not for sale, not served …"
  },
  IllegalTransition: {
    status: 409,
    title: "The order cannot go there",
    meaning: "The order's status does not allow it; `possible` lists the statuses that can be asked for now."
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
  IdempotencyRunning: {
    status: 409,
    title: "The same request is still running",
    meaning: "Ask again with the same key after `Retry-After` seconds."
  }
} as const

const unacceptable = {
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
  CategoryTooDeep: { status: 422, title: "Nested too deep", meaning: "Categories nest at most `depthMax` deep." },
  TooManyAddresses: { status: 422, title: "Too many addresses", meaning: "A customer keeps at most `most` addresses." }
} as const

const unavailable = {
  Internal: {
    status: 500,
    title: "Something went wrong on our side",
    meaning: "A bug or a broken part of the shop. It stands in the server's log; the answer tells nothing more."
  },
  StorageBusy: {
    status: 503,
    title: "Too busy right now",
    meaning: "Nothing has happened. Ask again after `Retry-After` seconds, with the same key."
  },
  NotReady: {
    status: 503,
    title: "The shop is not ready yet",
    meaning: "The storage cannot be reached, or is being prepared. Ask again after `Retry-After` seconds."
  }
} as const

export const statuses = { ...refused, ...providerStatuses, ...notFound, ...conflicts, ...unacceptable, ...unavailable }

export type Code = keyof typeof statuses
