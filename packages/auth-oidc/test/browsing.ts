/** A browser that follows redirects and keeps cookies, as far as a login goes. */

/** Goes to an address, and on from there until it would come to one that begins with `until`: that one. */
export const browse = async (from: URL | string, until: string): Promise<URL> => {
  const jar = new Map<string, string>()
  let at = new URL(from)
  for (let step = 0; step < 12; step++) {
    if (at.href.startsWith(until)) return at
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ")
    const response = await fetch(at, { redirect: "manual", headers: cookie === "" ? {} : { cookie } })
    for (const set of response.headers.getSetCookie()) {
      const [pair = ""] = set.split(";")
      jar.set(pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1))
    }
    const location = response.headers.get("location")
    if (location === null) throw new Error(`${at.href} answers ${response.status}: ${await response.text()}`)
    at = new URL(location, at)
  }
  throw new Error(`too many redirects from ${String(from)}`)
}
