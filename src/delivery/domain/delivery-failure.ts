/** What is known of a failure beside its words. */
export interface FailureDetails {
  /** Whether trying again by itself is of no use. */
  readonly final: boolean;
  /** Milliseconds that the other side asks to be left alone. */
  readonly retryAfterMs?: number;
  /** Whether the mail server works and refused just this. */
  readonly refused?: boolean;
}

/** Why something could not be sent, in words for whoever looks after it. */
export class DeliveryFailure extends Error {
  override readonly name = 'DeliveryFailure';

  constructor(
    message: string,
    readonly details: FailureDetails,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
