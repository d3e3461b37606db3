// Work that an answer does not wait for, but the invocation does: it is begun at once and awaited at the very end.

export type Afterwards = {
  /** `task` looks after its own failures; one that rejects all the same is ignored here. */
  add(task: Promise<unknown>): void;
  /** Resolves when everything is done, also what was added in the meantime. Never rejects. */
  done(): Promise<void>;
};

/** One for each invocation. */
export function createAfterwards(): Afterwards {
  const tasks: Promise<unknown>[] = [];
  return {
    add: (task) => {
      task.catch(() => undefined);
      tasks.push(task);
    },
    done: async () => {
      while (tasks.length > 0) await Promise.allSettled(tasks.splice(0));
    },
  };
}
