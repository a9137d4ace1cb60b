/** A store is a branch of the shop: it holds stock, serves orders, and is where people pick them up. */
import { Schema } from "effect"
import { Address, distanceKm, GeoPoint } from "../customer/Address.ts"
import { isUniqueBy } from "../Lists.ts"
import { Email, line, Phone, Uuid } from "../Text.ts"
import { Timestamp } from "../Time.ts"
import { Version } from "../Version.ts"

export const storeLimits = { storesMax: 500, serviceRadiusKmMax: 20_000, openingHoursMax: 21 } as const

export const StoreId = Uuid.pipe(Schema.brand("StoreId"))
export type StoreId = typeof StoreId.Type

const TimeOfDay = Schema.String.check(
  Schema.isPattern(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/u, { expected: "a time of day such as 08:30" })
)

/** In the shop's time zone. A day may stand several times, for a break at noon. */
export const OpeningHours = Schema.Struct({
  day: Schema.Literals(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]),
  opens: TimeOfDay,
  closes: TimeOfDay
}).annotate({ identifier: "OpeningHours" })

/** What an address of a place of business has of an address. */
export const StoreAddress = Schema.Struct({
  lines: Address.fields.lines,
  city: Address.fields.city,
  county: Address.fields.county,
  postalCode: Address.fields.postalCode,
  country: Address.fields.country
}).annotate({ identifier: "StoreAddress" })

const fields = {
  slug: Schema.String.check(
    Schema.isPattern(/^[a-z0-9]+(-[a-z0-9]+)*$/u, { expected: "lower-case words and digits joined by dashes" }),
    Schema.isMaxLength(120)
  ),
  name: line({ max: 120 }),
  address: StoreAddress,
  point: Schema.NullOr(GeoPoint),
  phone: Schema.NullOr(Phone),
  email: Schema.NullOr(Email),
  openingHours: Schema.Array(OpeningHours).check(
    Schema.isMaxLength(storeLimits.openingHoursMax),
    isUniqueBy("time of opening", (hours) => `${hours.day} ${hours.opens}`)
  ),
  /** Local delivery goes so far from `point`; null: anywhere. */
  serviceRadiusKm: Schema.NullOr(
    Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: storeLimits.serviceRadiusKmMax }))
  ),
  pickup: Schema.Boolean,
  delivers: Schema.Boolean
}

export class Store extends Schema.Opaque<Store>()(
  Schema.Struct({ id: StoreId, ...fields, version: Version, createdAt: Timestamp, updatedAt: Timestamp }).annotate({
    identifier: "Store"
  })
) {}

/** Whether local delivery goes there. A place without a point is served on trust: nobody knows how far it is. */
export const reaches = (
  { point, serviceRadiusKm }: Pick<Store, "point" | "serviceRadiusKm">,
  to: GeoPoint | undefined
): boolean => to === undefined || point === null || serviceRadiusKm === null || distanceKm(point, to) <= serviceRadiusKm

/** Left out: a slug made of the name, no point, phone, email, hours or radius; pickup and delivery both offered. */
export class NewStore extends Schema.Opaque<NewStore>()(
  Schema.Struct({
    name: fields.name,
    address: fields.address,
    slug: Schema.optionalKey(fields.slug),
    point: Schema.optionalKey(fields.point),
    phone: Schema.optionalKey(fields.phone),
    email: Schema.optionalKey(fields.email),
    openingHours: Schema.optionalKey(fields.openingHours),
    serviceRadiusKm: Schema.optionalKey(fields.serviceRadiusKm),
    pickup: Schema.optionalKey(fields.pickup),
    delivers: Schema.optionalKey(fields.delivers)
  }).annotate({ identifier: "NewStore" })
) {}

export class StorePatch extends Schema.Opaque<StorePatch>()(
  Schema.Struct({
    ...NewStore.fields,
    name: Schema.optionalKey(fields.name),
    address: Schema.optionalKey(fields.address)
  }).annotate({ identifier: "StorePatch" })
) {}
