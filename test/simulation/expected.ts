/** What has to happen in two minutes of simulated shops, or the simulation does not try what it says. */
import { OrderTransitions } from "@duka/core"

const ports = [
  "CartStore",
  "CheckoutStore",
  "InventoryStore",
  "JobQueue",
  "OrderStore",
  "PaymentStore",
  "UnitOfWork"
] as const

/** By kind: names, or their beginnings. */
export const expected: Readonly<Record<string, ReadonlyArray<string>>> = {
  events: Object.keys(OrderTransitions.causedBy),
  errors: [
    "AmountNotPossible",
    "CollectionMissing",
    "IllegalTransition",
    "NothingDue",
    "OrderNotEditable",
    "OutOfStock",
    "PaymentDue",
    "PaymentNotMovable",
    "ProviderUnreachable",
    "ShipmentClosed",
    "UnitsUnavailable",
    "WebhookRefused"
  ],
  "faults of storages": ports.flatMap((port) => ["before", "after", "hung", "slow"].map((when) => `${port} ${when}`)),
  "faults of providers": [
    ...["start", "refund", "lookUp"].flatMap((operation) =>
      ["before", "after", "hang"].map((fault) => `${operation} ${fault}`)
    ),
    "start decline",
    "lookUp delaySeconds",
    "refund pending",
    "lookUp late",
    "capture",
    "void",
    "lookUpRefund"
  ],
  "faults of processes": ["a worker died"],
  messages: ["forged", "lost", "told", "told again"],
  payers: ["declines", "ignores", "late", "less", "lies", "pays"]
}
