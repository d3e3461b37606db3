// What a mutant is: edits of the source, and the tests that have to fail for them.

export type Edit = { readonly file: string; readonly find: string; readonly replace: string };

export type Mutation = {
  readonly name: string;
  /** Each `find` stands in its file exactly once. */
  readonly edits: readonly Edit[];
  /** Test files, every one of which has to fail. */
  readonly killedBy: readonly string[];
};

export const edit = (file: string, find: string, replace: string): Edit => ({
  file,
  find,
  replace,
});
export const mutation = (name: string, edits: Edit[], ...killedBy: string[]): Mutation => ({
  name,
  edits,
  killedBy,
});
