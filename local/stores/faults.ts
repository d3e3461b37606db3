// Faults that a test can plant between a function and its stores, at the HTTP boundary.

export type StoreService = 'dynamodb' | 'secretsmanager';

/** A call as it was received, before it is carried out. */
export type StoreCall = {
  readonly service: StoreService;
  /** `GetItem`, `GetSecretValue`, … */
  readonly action: string;
  /** The role session that signed: the function's name. */
  readonly caller: string;
  readonly input: Readonly<Record<string, unknown>>;
};

export type Fault =
  /** Refused with the service's error, not carried out. */
  | { readonly kind: 'error'; readonly status: number; readonly type: string }
  /** The connection is cut, not carried out. */
  | { readonly kind: 'reset' }
  /** Never answered, not carried out. */
  | { readonly kind: 'hang' }
  /** Carried out, then the connection is cut. */
  | { readonly kind: 'reset-after' }
  /** Carried out, never answered. */
  | { readonly kind: 'hang-after' }
  /** Carried out later. */
  | { readonly kind: 'delay'; readonly ms: number };

/** Sees every call of every function; null lets it pass. */
export type FaultHook = (call: StoreCall) => Fault | null | Promise<Fault | null>;
