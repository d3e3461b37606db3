// One stream of each format with secrets on every channel, as providers write them.
import { chatStream } from './chat-wire.ts';
import { framed } from './expected.ts';
import { messagesStream } from './messages-wire.ts';
import { responsesStream } from './responses-wire.ts';
import { SECRET } from './rules.ts';

const [first, second] = [SECRET.slice(0, 3), SECRET.slice(3)];
const parts = ['é wor', `d ${first}`, `${second}😀 e`, `\u0301 ${SECRET} wo`, 'rd'];
const tool = {
  name: 'find',
  input: {},
  parts: ['{"q":"', `x ${first}`, second, '\\u00a7\\u00a4\\u00a7","n":[12', '34567]}'],
};

const choice = { reasoning: [SECRET], content: parts, refusal: [], tools: [tool] };
const other = { reasoning: [], content: [first, second], refusal: [SECRET], tools: [] };

const chat = chatStream([choice, other], [0, 1, 1]);
const messages = messagesStream([
  { type: 'thinking', parts },
  { type: 'text', parts },
  { type: 'tool_use', ...tool },
]);
const responses = responsesStream([
  { type: 'reasoning', summaries: [[first, second]] },
  { type: 'message', parts: [parts], refusal: [SECRET] },
  { type: 'function_call', name: tool.name, value: {}, parts: tool.parts },
]);

export const curated = {
  chat: Buffer.concat(framed(chat, [])),
  messages: Buffer.concat(framed(messages, [], true)),
  responses: Buffer.concat(framed(responses, [], true)),
} as const;

export const FORMATS = ['chat', 'messages', 'responses'] as const;
export type Format = (typeof FORMATS)[number];
