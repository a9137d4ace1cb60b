/** Where pages stand that this process has opened: providers do not tell twice. */
const rememberedMax = 10_000

export const remembering = () => {
  const pages = new Map<string, string>()
  return {
    /** The page of a payment; null when another process, or nobody, has opened it. */
    pageOf: (id: string): string | null => pages.get(id) ?? null,
    keep: (id: string, url: string): void => {
      const oldest = pages.size < rememberedMax ? undefined : pages.keys().next().value
      if (oldest !== undefined) pages.delete(oldest)
      pages.set(id, url)
    }
  }
}
