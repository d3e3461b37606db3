// What the person who deploys may choose.

export type Throttle = {
  /** Requests per second. */
  readonly rateLimit: number;
  /** Requests at once. */
  readonly burstLimit: number;
};

export type UpstreamTimeouts = {
  readonly connectMs: number;
  readonly firstByteMs: number;
  readonly idleMs: number;
  readonly totalMs: number;
};

export type CustomDomain = {
  readonly name: string;
  /** In AWS Certificate Manager, in the stack's own Region. */
  readonly certificateArn: string;
};

export type Settings = {
  /** Names the stack, the URLs' first path segment and the secrets' prefix. */
  readonly stage: string;
  /** `destroy` is for throw-away stages: tables, secrets and logs go with the stack. */
  readonly removal: 'retain' | 'destroy';
  readonly logRetentionDays: number;
  readonly dataThrottle: Throttle;
  readonly adminThrottle: Throttle;
  /** Undefined: none, the function shares the account's pool. */
  readonly authorizerConcurrency: number | undefined;
  readonly proxyConcurrency: number | undefined;
  readonly adminConcurrency: number | undefined;
  readonly proxyMemoryMb: number;
  /** Exempt from "https and public addresses only". */
  readonly providerOrigins: readonly string[];
  /** Where GitHub publishes the keys that its secret scanning reports are signed with. */
  readonly githubApiOrigin: string;
  readonly upstream: UpstreamTimeouts;
  /** Undefined: no alarms. */
  readonly alarmEmail: string | undefined;
  /** `keep` leaves the account's API Gateway logging role as it is. */
  readonly gatewayLogRole: 'create' | 'keep';
  /** Undefined: the address that AWS gives. */
  readonly dataDomain: CustomDomain | undefined;
  readonly adminDomain: CustomDomain | undefined;
};
