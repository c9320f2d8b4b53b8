/** Why something failed, as it crosses the bridge. `code` is stable; `message` and `nextStep` are for people. */
export interface WireError {
  /** Stable code, `area/cause`, listed in docs/errors.md. */
  readonly code: string;
  /** One sentence that names the cause. */
  readonly message: string;
  /** One sentence that says what to do next; empty when there is nothing to do. */
  readonly nextStep: string;
  readonly retryable: boolean;
  /** Gong's request id, when Gong answered. */
  readonly requestId?: string;
}

/** An error with a stable code that may be shown to the user as it is. */
export class EarshotError extends Error {
  readonly code: string;
  readonly nextStep: string;
  readonly retryable: boolean;
  readonly requestId: string | undefined;

  constructor(fields: {
    code: string;
    message: string;
    nextStep?: string;
    retryable?: boolean;
    requestId?: string;
    cause?: unknown;
  }) {
    super(fields.message, { cause: fields.cause });
    this.name = 'EarshotError';
    this.code = fields.code;
    this.nextStep = fields.nextStep ?? '';
    this.retryable = fields.retryable ?? false;
    this.requestId = fields.requestId;
  }
}

/** Turns anything thrown into a wire error; unknown errors keep their cause in the log only. */
export function toWireError(error: unknown): WireError {
  if (error instanceof Error && 'code' in error && 'nextStep' in error && typeof error.code === 'string') {
    const known = error as EarshotError;
    return {
      code: known.code,
      message: known.message,
      nextStep: known.nextStep,
      retryable: Boolean(known.retryable),
      ...(known.requestId ? { requestId: known.requestId } : {}),
    };
  }
  return {
    code: 'core/unexpected',
    message: 'Something unexpected went wrong inside Earshot.',
    nextStep: 'Try again; if it stays, run “earshot doctor” and report what it prints.',
    retryable: true,
  };
}

/** Rebuilds an error from the wire, so that callers can `catch` one type. */
export function fromWireError(wire: WireError): EarshotError {
  return new EarshotError(wire);
}
