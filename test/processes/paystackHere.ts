/** Loaded before the shop's own program: its Paystack is on this machine. */
const here = process.env["DUKA_TEST_PAYSTACK"] ?? ""
const outside = globalThis.fetch

globalThis.fetch = (asked, init) =>
  outside(asked instanceof Request ? asked : String(asked).replace("https://api.paystack.co", here), init)
