// What a local run is asked for, and what it offers while it runs.
import type { Credentials } from './iam/identity.ts';
import type { Seeded } from './seed/seed.ts';
import type { FaultHook } from './stores/faults.ts';
import type { TemplateTransform } from './template/document.ts';
import type { StackModel } from './template/model.ts';

export type LocalOptions = {
  /** Kept between runs; null: a temporary folder, removed at the end. */
  readonly stateFolder: string | null;
  /** The data plane's; admin is one more, the demo provider three more. 0: free ones. */
  readonly port?: number;
  readonly newKey?: boolean;
  /** Real providers' API keys, by provider; the demo provider stands in for the others. */
  readonly providerKeys?: Readonly<Record<string, string | undefined>>;
  /** Origins that projects may call although they are not https and public: a test's own provider. */
  readonly providerOrigins?: readonly string[];
  /** CDK context on top of that. */
  readonly context?: Readonly<Record<string, unknown>>;
  /** Made before, so that many systems share one synthesis: then `providerOrigins` and `context` have no effect. */
  readonly assembly?: MadeAssembly;
  readonly transformTemplate?: TemplateTransform;
  /** Another DynamoDB than the embedded one. */
  readonly dynamodbEndpoint?: string | undefined;
  /** Between two words of the demo provider's streams. */
  readonly wordDelayMs?: number;
  readonly progress?: (sentence: string) => void;
  /** Ends the run, also while it is starting. */
  readonly signal?: AbortSignal;
};

/** CDK's output, and the provider origin it was made for, which the next system's own demo provider takes over. */
export type MadeAssembly = { readonly folder: string; readonly providerUrl: string };

export type LocalSystem = {
  /** Ends before `/v1`, with the stage. */
  readonly dataUrl: string;
  /** Ends before `/api/v1`, with the stage. */
  readonly adminUrl: string;
  readonly dashboardUrl: string | null;
  readonly providerUrl: string;
  readonly region: string;
  /** May call every admin operation. */
  readonly operator: Credentials;
  /** Signs correctly, and may do nothing. */
  readonly outsider: Credentials;
  readonly projectId: string;
  /** Null when an earlier run has made it. */
  readonly key: Seeded['key'];
  readonly stack: StackModel;
  /** For further systems; there until this one is closed. */
  readonly assembly: MadeAssembly;
  /** The engine's own address, past the front: for looking into tables. */
  readonly dynamodbUrl: string;
  readonly logFolder: string;
  /** Everything that functions and gateways have logged so far. */
  readLogs(): Promise<string>;
  /** Planted between every function and its stores from now on; null takes it away. */
  setFault(hook: FaultHook | null): void;
  /** Runs every scheduled function once, now. Rejects when one fails. */
  runSchedules(): Promise<void>;
  /** Ends every function process: what comes next meets cold starts. */
  recycleFunctions(): Promise<void>;
  close(): Promise<void>;
};
