// Names of things that a provider keeps under the account whose token was used.

/**
 * How OpenAI and Anthropic name what they keep: responses, conversations, files, containers, vector stores, batches,
 * skills, prompts. Source: the ids in their API references, November 2026.
 */
const KEPT =
  /^(?:resp|conv|file|cntr|container|cfile|vs|vsfb?|batch|msgbatch|skill|pmpt|chatcmpl|audio|asst|thread|run|ftjob)[-_][\w-]{6,250}$/;

/** True when a whole text has the form of such a name, wherever it stands. */
export const looksKept = (text: string): boolean => KEPT.test(text);

/** What a call names, and where: `input.0.content.1.file_id`. */
export type NamedObject = { readonly name: string; readonly param: string };

/** Longer ones are no name of anything; they are refused like an unknown one, unread. */
export const MAX_NAME_LENGTH = 512;
