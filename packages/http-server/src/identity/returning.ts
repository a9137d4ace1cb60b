/** Where a browser may be sent after a login: to the shop, or to a page that it trusts, and to nobody else's. */

/** A path of the shop, or an address of an origin that is trusted, as browsers read it; null when it is neither. */
export const returningTo = (asked: string, shop: URL, trusted: ReadonlySet<string>): URL | null => {
  // What is neither may still be read as an address on the shop, and it is not what was meant.
  if (!/^(\/|https?:\/\/)/i.test(asked) || !URL.canParse(asked, shop)) return null
  const url = new URL(asked, shop)
  const isTrusted = url.origin === shop.origin || trusted.has(url.origin)
  // Told whole, never as a path: of "/.//evil.example" a browser would make an origin.
  return isTrusted && url.username === "" && url.password === "" ? url : null
}
