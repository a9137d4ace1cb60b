/** What nobody is to find in a log, a span or a metric: who somebody is, and what lets one in. */
import { credentials as carrier } from "../../packages/notify-africastalking/test/africasTalkingServer.ts"
import { credentials as mailbox } from "../../packages/notify-smtp/test/smtpServer.ts"

export const owner = { name: "Otieno Mkubwa", email: "otieno.mkubwa@planted.example", password: "mandazi ya asubuhi" }

export const person = {
  name: "Zawadi Mwangaza",
  email: "zawadi.mwangaza@planted.example",
  phone: "+254711987654",
  password: "siri kubwa ya nyumba",
  nextPassword: "siri nyingine ya nyumba"
}

export const address = {
  firstName: "Zawadi",
  lastName: "Mwangaza",
  phone: person.phone,
  lines: ["Mtaa wa Kunguru 7341"],
  city: "Kijijini",
  country: "KE",
  note: "The gate with the code 4471-kengele"
}

export const orderNote = "Leave it with the askari Barasa"
export const cancelReason = "Because of the neighbour Wafula"
export const guestEmail = "mgeni@planted.example"
export const strangerEmail = "stranger@planted.example"
export const colleague = {
  name: "Farida Mkarimu",
  email: "farida.mkarimu@planted.example",
  password: "chai ya tangawizi"
}
export const reportSecret = "the-carrier-reports-to-this-address-of-ours"

const words = [
  ...[owner.name, person.name, colleague.name].flatMap((name) => name.split(" ")),
  "planted.example",
  person.phone.slice(4),
  owner.password,
  person.password,
  person.nextPassword,
  colleague.password,
  ...address.lines,
  address.city,
  "kengele",
  "Barasa",
  "Wafula",
  mailbox.password,
  // As it is said to the mail server.
  Buffer.from(`\u0000${mailbox.user}\u0000${mailbox.password}`).toString("base64"),
  carrier.apiKey,
  reportSecret
]

/** Each as it is, and as it stands in an address. */
const forms = (secret: string) => [secret, encodeURIComponent(secret), secret.replaceAll(" ", "+")]

/** What of it stands in a text, with what is around it. */
export const found = (text: string, tokens: ReadonlyArray<string>): ReadonlyArray<string> => {
  const low = text.toLowerCase()
  return [...new Set([...words, ...tokens].flatMap(forms))].flatMap((secret) => {
    const at = low.indexOf(secret.toLowerCase())
    return at < 0 ? [] : [`${secret}: …${text.slice(Math.max(0, at - 200), at + secret.length + 80)}…`]
  })
}
