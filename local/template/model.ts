// The stack as the local run serves it: plain values, nothing left to resolve.
import type { Statement } from '../iam/policy.ts';

export type StackModel = {
  readonly stackName: string;
  readonly accountId: string;
  readonly region: string;
  readonly apis: readonly ApiModel[];
  readonly functions: readonly FunctionModel[];
  readonly schedules: readonly ScheduleModel[];
  readonly tables: readonly TableModel[];
  readonly secrets: readonly SecretModel[];
  /** Output name → value. */
  readonly outputs: Readonly<Record<string, string>>;
};

export type ApiModel = {
  readonly apiId: string;
  readonly name: string;
  readonly stage: string;
  readonly stageVariables: Readonly<Record<string, string>> | null;
  /** Lower case; bodies of these reach functions as base64. */
  readonly binaryMediaTypes: readonly string[];
  readonly methods: readonly MethodModel[];
  readonly gatewayResponses: readonly GatewayResponseModel[];
  /** Null: the stage writes no access log. */
  readonly accessLogFormat: string | null;
};

export type MethodModel = {
  readonly resourceId: string;
  /** `/v1/models/{model_id}`. */
  readonly resourcePath: string;
  /** `ANY` matches every method. */
  readonly httpMethod: string;
  readonly auth: AuthModel;
  readonly integration: IntegrationModel;
};

export type AuthModel =
  | { readonly kind: 'none' }
  | { readonly kind: 'iam' }
  | { readonly kind: 'custom'; readonly authorizer: AuthorizerModel };

export type AuthorizerModel = {
  readonly authorizerId: string;
  readonly functionName: string;
  /** 0: no caching. */
  readonly ttlSeconds: number;
  /** What must be present, and what results are cached by. */
  readonly identitySources: readonly IdentitySource[];
};

export type IdentitySource = {
  readonly kind: 'header' | 'querystring' | 'stageVariables' | 'context';
  readonly name: string;
};

export type IntegrationModel = {
  readonly functionName: string;
  readonly streaming: boolean;
  readonly timeoutMs: number;
};

export type GatewayResponseModel = {
  readonly type: string;
  /** Null: the type's own status. */
  readonly statusCode: number | null;
  /** Header name → mapping expression (`'literal'` or `context.requestId`). */
  readonly headers: Readonly<Record<string, string>>;
  /** The application/json template, or null for the default one. */
  readonly template: string | null;
};

export type FunctionModel = {
  readonly functionName: string;
  readonly arn: string;
  readonly handler: string;
  readonly bundleFolder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly memoryMb: number;
  readonly logGroupName: string;
  readonly jsonLogs: boolean;
  /** Null: as many as the account allows. */
  readonly reservedConcurrency: number | null;
  readonly roleName: string;
  /** Everything the function's role may do. */
  readonly statements: readonly Statement[];
};

export type ScheduleModel = {
  readonly ruleName: string;
  readonly functionName: string;
  readonly everyMs: number;
};

type KeyElement = { readonly AttributeName: string; readonly KeyType: 'HASH' | 'RANGE' };

export type TableModel = {
  readonly tableName: string;
  readonly attributes: readonly {
    readonly AttributeName: string;
    readonly AttributeType: 'S' | 'N' | 'B';
  }[];
  readonly keySchema: readonly KeyElement[];
  readonly indexes: readonly {
    readonly IndexName: string;
    readonly KeySchema: readonly KeyElement[];
    readonly Projection: {
      readonly ProjectionType: 'ALL' | 'KEYS_ONLY' | 'INCLUDE';
      readonly NonKeyAttributes?: readonly string[];
    };
  }[];
};

export type SecretModel = {
  readonly name: string;
  readonly arn: string;
  readonly generate: GenerateSecretString | null;
  readonly secretString: string | null;
};

/** CloudFormation's GenerateSecretString, with its defaults. */
export type GenerateSecretString = {
  readonly passwordLength: number;
  readonly excludeCharacters: string;
  readonly excludeLowercase: boolean;
  readonly excludeUppercase: boolean;
  readonly excludeNumbers: boolean;
  readonly excludePunctuation: boolean;
  readonly includeSpace: boolean;
  readonly requireEachIncludedType: boolean;
  /** The JSON that the generated text is put into, under `generateStringKey`; null: the text is the secret. */
  readonly secretStringTemplate: string | null;
  readonly generateStringKey: string | null;
};
