// Schemas that are written by hand: the error envelopes, and what the data plane adds to the providers' formats.

const offset = { type: 'integer', description: 'In UTF-16 units.' };
const triggeredRule = {
  type: 'object',
  properties: {
    rule_id: { type: 'string' },
    rule_name: { type: 'string' },
    name: { type: 'string', description: 'The same as rule_name.' },
    rule_type: { type: 'string' },
    type: { type: 'string', description: 'The same as rule_type.' },
    decision: { enum: ['allow', 'mask', 'block'] },
    monitoring: { type: 'boolean', description: 'True: it was counted, and changed nothing.' },
    match_info: {
      type: 'object',
      properties: {
        count: { type: 'integer' },
        matches: {
          type: 'array',
          description: 'The first ones; where they are, never what they are.',
          items: { type: 'object', properties: { start: offset, end: offset, length: offset } },
        },
      },
    },
  },
};

const error = {
  message: { type: 'string', description: 'For people.' },
  type: { type: 'string' },
  param: { type: ['string', 'null'], description: 'The field that is wrong, as a dotted path.' },
  code: { type: 'string', description: 'For programs; docs/errors.md lists all.' },
  triggered_rules: {
    type: 'array',
    description: 'Of a policy_violation only: the rules that matched.',
    items: triggeredRule,
  },
};
const fieldErrors = {
  type: 'array',
  description: 'All fields that are wrong, when several are; the first one is `param`, too.',
  items: {
    type: 'object',
    required: ['param', 'message'],
    properties: { param: error.param, message: error.message },
  },
};
const errorObject = {
  type: 'object',
  required: ['message', 'type', 'param', 'code'],
  properties: { ...error, errors: fieldErrors },
};
const time = { type: 'string', format: 'date-time' };
const textList = { type: ['array', 'null'], items: { type: 'string' } };

const model = {
  type: 'object',
  required: ['id', 'object', 'created', 'owned_by'],
  properties: {
    id: { type: 'string' },
    object: { const: 'model' },
    created: { type: 'integer', description: 'Epoch seconds.' },
    owned_by: { type: 'string' },
    display_name: { type: 'string', description: 'As the provider tells it, like the sizes.' },
    context_window: { type: 'integer' },
  },
};

const modelId = { type: 'string', minLength: 1, maxLength: 256 };
const modelCall = {
  type: 'object',
  description: "The provider's own request. Fields that are not listed here reach it unchanged.",
  properties: { model: modelId, stream: { type: 'boolean', default: false } },
  additionalProperties: true,
};

export const plainSchemas = {
  Error: { type: 'object', required: ['error'], properties: { error: errorObject } },
  GithubLeakReport: {
    type: 'array',
    maxItems: 1000,
    items: {
      type: 'object',
      required: ['token', 'type'],
      properties: {
        token: { type: 'string', description: 'What was found.' },
        type: { type: 'string', description: 'The name under which the format is registered.' },
        url: { type: 'string', description: 'Where it was found; may be empty.' },
        source: { type: 'string' },
      },
    },
  },
  AnthropicError: {
    type: 'object',
    required: ['type', 'error'],
    properties: {
      type: { const: 'error' },
      error: errorObject,
      request_id: { type: 'string' },
    },
  },
  ModelCall: { ...modelCall, required: ['model'] },
  OpenModelCall: modelCall,
  ModelForm: {
    type: 'object',
    description:
      "The provider's own form: texts and, where the endpoint has them, files of 4.4 MB in all.",
    properties: { model: modelId, stream: { enum: ['true', 'false'] } },
    additionalProperties: true,
  },
  ModelAnswer: {
    type: 'object',
    description: "The provider's own answer.",
    additionalProperties: true,
  },
  Model: model,
  ModelList: {
    type: 'object',
    required: ['object', 'data'],
    properties: {
      object: { const: 'list' },
      data: { type: 'array', items: { $ref: '#/components/schemas/Model' } },
    },
  },
  CallingKey: {
    type: 'object',
    required: [
      'id',
      'project_id',
      'name',
      'masked_key',
      'expires_at',
      'created_at',
      'restrictions',
      'rate_limit',
    ],
    properties: {
      id: { type: 'string' },
      project_id: { type: 'string' },
      name: { type: 'string' },
      masked_key: { type: 'string' },
      expires_at: { anyOf: [time, { type: 'null' }] },
      created_at: time,
      restrictions: {
        type: 'object',
        required: ['allowed_ips', 'models', 'rate_limit_rpm'],
        properties: {
          allowed_ips: textList,
          models: textList,
          rate_limit_rpm: { type: ['integer', 'null'] },
        },
      },
      rate_limit: {
        description: "The smaller of the key's and the project's limit; null when there is none.",
        type: ['object', 'null'],
        required: ['requests_per_minute'],
        properties: { requests_per_minute: { type: 'integer' } },
      },
    },
  },
} as const;
