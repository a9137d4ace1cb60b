/** From where: an address is a person's, the network that he shares with others is enough to see what is odd. */

const ipv4Kept = 24
const ipv6Kept = 48

const octets = (text: string): ReadonlyArray<number> | null => {
  const parts = text.split(".")
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part))) return null
  const numbers = parts.map(Number)
  return numbers.every((number) => number <= 255) ? numbers : null
}

const groups = (text: string): ReadonlyArray<number> | null => {
  const parts = text === "" ? [] : text.split(":")
  if (!parts.every((part) => /^[0-9a-f]{1,4}$/i.test(part))) return null
  return parts.map((part) => Number.parseInt(part, 16))
}

/** The eight groups of an IPv6 address (RFC 4291, section 2.2), an IPv4 address at its end among them. */
const allGroups = (text: string): ReadonlyArray<number> | null => {
  const tail = text.slice(text.lastIndexOf(":") + 1)
  const embedded = tail.includes(".") ? octets(tail) : null
  if (tail.includes(".") && embedded === null) return null
  const [a = 0, b = 0, c = 0, d = 0] = embedded ?? []
  const plain =
    embedded === null
      ? text
      : `${text.slice(0, -tail.length)}${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`
  const halves = plain.split("::")
  if (halves.length > 2) return null
  const [head, rest] = halves.map(groups)
  if (head == null || rest === null) return null
  if (rest === undefined) return head.length === 8 ? head : null
  const gap = 8 - head.length - rest.length
  return gap < 1 ? null : [...head, ...Array.from({ length: gap }, () => 0), ...rest]
}

const isMapped = (all: ReadonlyArray<number>) => all.slice(0, 5).every((group) => group === 0) && all[5] === 0xffff

/** The network of an IP address: an IPv4 one's first 24 bits, an IPv6 one's first 48. Null for what is no address. */
export const networkOf = (address: string): string | null => {
  const ipv4 = octets(address)
  if (ipv4 !== null) return `${ipv4.slice(0, 3).join(".")}.0/${ipv4Kept}`
  // The zone is where an address is good for, and no part of it.
  const all = allGroups(address.split("%")[0] ?? "")
  if (all === null) return null
  if (isMapped(all)) {
    const [high = 0, low = 0] = all.slice(6)
    return `${high >> 8}.${high & 0xff}.${low >> 8}.0/${ipv4Kept}`
  }
  const [a = 0, b = 0, c = 0] = all
  return `${[a, b, c].map((group) => group.toString(16)).join(":")}::/${ipv6Kept}`
}
