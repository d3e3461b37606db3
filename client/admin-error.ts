// An answer of the admin API that is no success.

type Told = {
  readonly code?: string;
  readonly message?: string;
  readonly param?: string | null;
};

export class AdminError extends Error {
  readonly status: number;
  /** Of the error catalogue; null when the answer is not in the envelope. */
  readonly code: string | null;
  /** The field or parameter that is wrong. */
  readonly param: string | null;

  /** `call`: method and path with the names of its ids. `text`: the answer's body. */
  constructor(call: string, status: number, text: string) {
    const { code, message, param } = toldIn(text);
    super(`The admin API answers ${status} to ${call}: ${message ?? text.slice(0, 500)}`);
    this.name = 'AdminError';
    this.status = status;
    this.code = code ?? null;
    this.param = param ?? null;
  }
}

function toldIn(text: string): Told {
  try {
    const { error } = JSON.parse(text) as { error?: Told };
    return error ?? {};
  } catch {
    return {};
  }
}
