import { Schema } from "effect"
import { line, paragraphs, Phone } from "../Text.ts"

export class GeoPoint extends Schema.Opaque<GeoPoint>()(
  Schema.Struct({
    latitude: Schema.Finite.check(Schema.isBetween({ minimum: -90, maximum: 90 })),
    longitude: Schema.Finite.check(Schema.isBetween({ minimum: -180, maximum: 180 }))
  }).annotate({ identifier: "GeoPoint" })
) {}

/** ISO 3166-1 alpha-2. */
export const Country = Schema.String.check(
  Schema.isPattern(/^[A-Z]{2}$/u, { expected: "a country code of two capitals, such as KE" })
)

export class Address extends Schema.Opaque<Address>()(
  Schema.Struct({
    firstName: line({ max: 100 }),
    lastName: Schema.optionalKey(line({ max: 100, min: 0 })),
    phone: Schema.optionalKey(Phone),
    lines: Schema.Array(line({ max: 200 })).check(Schema.isBetweenLength(1, 4)),
    city: line({ max: 100 }),
    /** Or state. */
    county: Schema.optionalKey(line({ max: 100, min: 0 })),
    postalCode: Schema.optionalKey(line({ max: 20, min: 0 })),
    country: Country,
    point: Schema.optionalKey(GeoPoint),
    /** For the rider: a gate, a landmark. */
    note: Schema.optionalKey(paragraphs({ max: 500 }))
  }).annotate({ identifier: "Address" })
) {}

const radians = (degrees: number) => (degrees * Math.PI) / 180

/** Great-circle distance by the haversine formula, on a sphere of 6,371 km. */
export const distanceKm = (a: GeoPoint, b: GeoPoint): number => {
  const [latitude, longitude] = [radians(b.latitude - a.latitude), radians(b.longitude - a.longitude)]
  const chord =
    Math.sin(latitude / 2) ** 2 +
    Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * Math.sin(longitude / 2) ** 2
  return 2 * 6371 * Math.asin(Math.min(1, Math.sqrt(chord)))
}
