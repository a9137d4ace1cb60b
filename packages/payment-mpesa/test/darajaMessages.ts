/** What Safaricom sends to the shop, as its documentation shows it. */
import type { WebhookMessage } from "@duka/core"

export interface Prompt {
  readonly reference: string
  readonly phone: string
  readonly amount: number
  readonly callBackUrl: string
  readonly account: string
  readonly timestamp: string
  /** Null as long as the payer has done nothing. */
  result: string | null
}

export const credentials = {
  consumerKey: "key-of-the-shop",
  consumerSecret: "secret-of-the-shop",
  shortCode: "600610",
  passkey: "passkey-of-the-shop",
  callbackSecret: "a-secret-part-of-the-path-1234",
  securityCredential: "RW5jcnlwdGVkIHBhc3N3b3Jk",
  initiator: "duka"
}

export const words: Readonly<Record<string, string>> = {
  "0": "The service request is processed successfully.",
  "1": "The balance is insufficient for the transaction.",
  "1032": "Request cancelled by user",
  "1037": "DS timeout user cannot be reached",
  "4999": "The transaction is still under processing"
}

const messageAt = (url: string, body: unknown): WebhookMessage => ({
  headers: { "content-type": "application/json" },
  body: new TextEncoder().encode(JSON.stringify(body)),
  path: new URL(url).pathname.split("/").slice(5)
})

interface Known {
  readonly prompts: ReadonlyMap<string, Prompt>
  readonly conversations: ReadonlyMap<string, { readonly receipt: string; readonly resultUrl: string }>
  readonly paidIn: Map<string, { readonly amount: string; readonly account: string }>
}

export const messagesOf = ({ conversations, paidIn, prompts }: Known) => {
  let serial = 0

  /** As it comes from Safaricom once the payer has done something. */
  const told = (reference: string): WebhookMessage => {
    const prompt = prompts.get(reference)
    if (prompt === undefined || prompt.result === null) throw new Error(`${reference} is not settled`)
    const metadata = {
      Item: [
        { Name: "Amount", Value: prompt.amount },
        { Name: "MpesaReceiptNumber", Value: `NLJ${serial}SV${reference.slice(-4)}` },
        { Name: "Balance" },
        { Name: "TransactionDate", Value: 20261128102115 },
        { Name: "PhoneNumber", Value: Number(prompt.phone) }
      ]
    }
    return messageAt(prompt.callBackUrl, {
      Body: {
        stkCallback: {
          MerchantRequestID: "29115-34620561-1",
          CheckoutRequestID: reference,
          ResultCode: Number(prompt.result),
          ResultDesc: words[prompt.result] ?? "An error occurred",
          ...(prompt.result === "0" ? { CallbackMetadata: metadata } : {})
        }
      }
    })
  }

  /** Somebody pays in: what is told of it, before or after. */
  const payIn = (kind: "validation" | "confirmation", { account, amount }: { account: string; amount: string }) => {
    const receipt = `RKTQDM7W${String(++serial).padStart(2, "0")}`
    if (kind === "confirmation") paidIn.set(receipt, { amount, account })
    return messageAt(`https://shop.example/v1/webhooks/payments/mpesa/${credentials.callbackSecret}/${kind}`, {
      TransactionType: "Pay Bill",
      TransID: receipt,
      TransTime: "20261128102115",
      TransAmount: amount,
      BusinessShortCode: credentials.shortCode,
      BillRefNumber: account,
      InvoiceNumber: "",
      OrgAccountBalance: kind === "validation" ? "" : "49197.00",
      ThirdPartyTransID: "",
      MSISDN: "2547*****149",
      FirstName: "Amina"
    })
  }

  /** The answer to a query of a transaction. */
  const confirmed = (conversation: string, status = "Completed"): WebhookMessage => {
    const { receipt, resultUrl } = conversations.get(conversation) ?? { receipt: "", resultUrl: "" }
    const money = paidIn.get(receipt)
    const head = {
      ConversationID: conversation,
      OriginatorConversationID: "3213-416199-2",
      TransactionID: "MBN0000000"
    }
    if (money === undefined) {
      return messageAt(resultUrl, { Result: { ...head, ResultType: 0, ResultCode: 2001, ResultDesc: "Not found" } })
    }
    return messageAt(resultUrl, {
      Result: {
        ...head,
        ResultType: 0,
        ResultCode: 0,
        ResultDesc: words["0"],
        ResultParameters: {
          ResultParameter: [
            { Key: "DebitPartyName", Value: "254708374149 - Amina" },
            { Key: "TransactionReason" },
            { Key: "TransactionStatus", Value: status },
            { Key: "Amount", Value: Number(money.amount) },
            { Key: "ReceiptNo", Value: receipt }
          ]
        }
      }
    })
  }

  return { told, payIn, confirmed }
}
