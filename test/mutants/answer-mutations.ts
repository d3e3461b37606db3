// Mutants of policies on answers: each would send what a rule takes, or break what clients rely on.
import { edit, type Mutation, mutation } from './mutation.ts';

const BOOK = 'shared/policies/answer/answer-book.ts';
const CHANNEL = 'shared/policies/answer/channel.ts';
const CHAT = 'shared/policies/answer/formats/chat-format.ts';
const MEMBERS = 'shared/policies/answer/members.ts';
const MESSAGES = 'shared/policies/answer/formats/messages-format.ts';
const RELAY = 'shared/providers/relay.ts';
const RESPONSES = 'shared/policies/answer/formats/responses-format.ts';
const STREAM = 'shared/policies/answer/guarded-stream.ts';
const TESTS = 'test/shared/policies/answer';
const BLOCKED_TEST = `${TESTS}/blocked-stream.test.ts`;
const CHAT_TEST = `${TESTS}/chat-format.test.ts`;
const FAILING_TEST = `${TESTS}/failing-stream.test.ts`;
const FIELDS_TEST = `${TESTS}/chat-fields.test.ts`;
const GATHERED_TEST = `${TESTS}/gathered-stream.test.ts`;
const MESSAGES_TEST = `${TESTS}/messages-format.test.ts`;
const RESPONSES_TEST = `${TESTS}/responses-format.test.ts`;

export const answerMutations: readonly Mutation[] = [
  mutation(
    'answers: held text is lost at the end of a choice',
    [
      edit(
        CHAT,
        // biome-ignore lint/suspicious/noTemplateCurlyInString: it is a piece of source.
        'if (isLast) this.#book.endGroup(`${index}/`);',
        '',
      ),
    ],
    CHAT_TEST,
  ),
  mutation(
    'answers: log-probabilities spell what is masked',
    [edit(CHAT, "if (choice['logprobs'] !== undefined) choice['logprobs'] = null;", '')],
    FIELDS_TEST,
  ),
  mutation(
    'answers: a member that nobody knows passes',
    [
      edit(
        MEMBERS,
        '    delete object[name];\n  }\n}\n\n/** A member that',
        '  }\n}\n\n/** A member that',
      ),
    ],
    FIELDS_TEST,
    MESSAGES_TEST,
    RESPONSES_TEST,
  ),
  mutation(
    'answers: the name of a tool comes in pieces',
    [
      edit(
        CHAT,
        "else throw new ApiError('upstream_error', { cause: new Error('a name in pieces') });",
        '',
      ),
    ],
    FIELDS_TEST,
  ),
  mutation(
    'answers: text after the end is a new text',
    [
      edit(
        CHANNEL,
        'if (this.#isOver)\n      throw new',
        'if (this.#isOver) return piece;\n    if (this.#output.length > 1e9)\n      throw new',
      ),
    ],
    FIELDS_TEST,
  ),
  mutation(
    'answers: masked thinking keeps its signature',
    [
      edit(
        MESSAGES,
        'return book.blockedBy === null && !this.#isThinkingMasked(index);',
        'return book.blockedBy === null;',
      ),
    ],
    MESSAGES_TEST,
  ),
  mutation(
    'answers: what no rule has read leaves',
    [edit('shared/policies/answer/judged-answer.ts', '      seal(object, this.#sealing);\n', '')],
    'test/shared/policies/answer/planted.test.ts',
  ),
  mutation(
    'answers: a snapshot says what the provider said',
    [edit(BOOK, 'return this.#tell(channel.output);', 'return this.#tell(text);')],
    RESPONSES_TEST,
  ),
  mutation(
    'answers: the sequence of events has gaps',
    [edit(RESPONSES, "event['sequence_number'] = this.#nextNumber++;", 'this.#nextNumber++;')],
    RESPONSES_TEST,
  ),
  mutation(
    'answers: a block lets the provider go on',
    [
      edit(
        RELAY,
        "if (end?.code === 'response_blocked') this.#endWith(end, 'blocked');",
        "if (end?.code === 'response_blocked') this.#push(lateError(end, 'chat', '', frames));",
      ),
    ],
    BLOCKED_TEST,
  ),
  mutation(
    'answers: a stream that has to be judged as a whole is shown before',
    [
      edit(
        STREAM,
        'this.#isGathered = gathersStreams(rules);',
        'this.#isGathered = !gathersStreams;',
      ),
    ],
    GATHERED_TEST,
  ),
  mutation(
    'answers: held text is sent when the engine fails',
    [
      edit(
        STREAM,
        'return give(shown, asApiError(error));',
        'return give([...shown, JSON.stringify(this.#answer.book.texts)], asApiError(error ?? frames));',
      ),
      edit(
        CHANNEL,
        'return this.#take(this.#guard.push(piece));',
        'this.#output += piece;\n    return this.#take(this.#guard.push(piece));',
      ),
    ],
    FAILING_TEST,
  ),
];
