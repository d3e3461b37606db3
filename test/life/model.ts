// The reference model: what should happen to projects, keys, their events and the clock, as a pure reducer.

export type ModelKey = {
  readonly project: number;
  readonly isActive: boolean;
  /** Epoch seconds; null: never. */
  readonly expiresAt: number | null;
  readonly rotatedTo: number | null;
  readonly rotatedFrom: number | null;
  readonly revision: number;
};

type ModelProject = {
  readonly isActive: boolean;
  readonly isDeleted: boolean;
  /** Events that the audit must hold: of changes, and of refused calls. */
  readonly changes: number;
  readonly refusals: number;
};

export type Model = {
  /** Epoch seconds. */
  readonly now: number;
  readonly projects: readonly ModelProject[];
  readonly keys: readonly ModelKey[];
};

/** `key` and `project` are taken modulo how many there are. */
export type Action =
  | { readonly do: 'create project' }
  | { readonly do: 'create key'; readonly project: number; readonly expiresIn: number | null }
  | { readonly do: 'rotate'; readonly key: number; readonly overlap: number }
  | { readonly do: 'deactivate' | 'leak'; readonly key: number }
  | { readonly do: 'rename'; readonly key: number; readonly ifMatch: 'none' | 'right' | 'wrong' }
  | { readonly do: 'expire'; readonly key: number; readonly in: number | null }
  | { readonly do: 'switch'; readonly project: number; readonly on: boolean }
  | { readonly do: 'delete project'; readonly project: number }
  | { readonly do: 'wait'; readonly seconds: number };

/** Status, and the error's code if there is one. */
type Expected = { readonly status: number; readonly code?: string };
export type Step = { readonly model: Model; readonly expected: Expected };

export const isExpired = ({ now }: Model, { expiresAt }: ModelKey): boolean =>
  expiresAt !== null && now >= expiresAt;

/** Whether a request with this key is let through. */
export function passes(model: Model, key: ModelKey): boolean {
  const project = projectOf(model, key.project);
  return key.isActive && !isExpired(model, key) && project.isActive && !project.isDeleted;
}

const NEW_PROJECT: ModelProject = { isActive: true, isDeleted: false, changes: 1, refusals: 0 };
const newKey = (project: number, changes: Partial<ModelKey> = {}): ModelKey => ({
  project,
  isActive: true,
  expiresAt: null,
  rotatedTo: null,
  rotatedFrom: null,
  revision: 1,
  ...changes,
});

export function step(model: Model, action: Action): Step {
  switch (action.do) {
    case 'wait':
      return { model: { ...model, now: model.now + action.seconds }, expected: { status: 0 } };
    case 'create project': {
      const projects = [...model.projects, NEW_PROJECT];
      const keys = [...model.keys, newKey(model.projects.length)];
      return { model: { ...model, projects, keys }, expected: { status: 201 } };
    }
    case 'create key':
    case 'switch':
    case 'delete project':
      return projectStep(model, action);
    default:
      return keyStep(model, action);
  }
}

type ProjectAction = Extract<Action, { readonly project: number }>;
type KeyAction = Extract<Action, { readonly key: number }>;

const projectOf = (model: Model, index: number): ModelProject =>
  model.projects[index] ?? { ...NEW_PROJECT, isDeleted: true };

function withProject(model: Model, index: number, changes: Partial<ModelProject>): Model {
  const projects = model.projects.map((project, i) =>
    i === index ? { ...project, ...changes } : project,
  );
  return { ...model, projects };
}

function withKey(model: Model, index: number, changes: Partial<ModelKey>): Model {
  const keys = model.keys.map((key, i) =>
    i === index ? { ...key, ...changes, revision: key.revision + 1 } : key,
  );
  return { ...model, keys };
}

/** A change with its events. */
const done = (model: Model, project: number, status: number, events = 1): Step => {
  const changes = projectOf(model, project).changes + events;
  return { model: withProject(model, project, { changes }), expected: { status } };
};

const refused = (model: Model, project: number, status: number, code: string): Step => {
  const refusals = projectOf(model, project).refusals + 1;
  return { model: withProject(model, project, { refusals }), expected: { status, code } };
};

function projectStep(model: Model, action: ProjectAction): Step {
  const { project: index } = action;
  const { isDeleted } = projectOf(model, index);
  if (isDeleted && action.do === 'delete project') return { model, expected: { status: 204 } };
  if (isDeleted) return refused(model, index, 404, 'not_found');
  if (action.do === 'switch')
    return done(withProject(model, index, { isActive: action.on }), index, 200);
  if (action.do === 'create key') {
    const expiresAt = action.expiresIn === null ? null : model.now + action.expiresIn;
    const keys = [...model.keys, newKey(index, { expiresAt })];
    return done({ ...model, keys }, index, 201);
  }
  const living = model.keys.flatMap((key, i) => (key.project === index && key.isActive ? i : []));
  const ended = living.reduce((state, i) => withKey(state, i, { isActive: false }), model);
  return done(withProject(ended, index, { isDeleted: true }), index, 204, 1 + living.length);
}

function keyStep(model: Model, action: KeyAction): Step {
  const key = model.keys[action.key];
  if (key === undefined) throw new Error('no such key');
  const { project } = key;
  if (action.do === 'deactivate' || action.do === 'leak') {
    const status = action.do === 'leak' ? 202 : 204;
    const ended = withKey(model, action.key, { isActive: false });
    return key.isActive ? done(ended, project, status) : { model, expected: { status } };
  }
  if (projectOf(model, project).isDeleted) return refused(model, project, 404, 'not_found');
  if (action.do === 'rename' && action.ifMatch === 'wrong')
    return refused(model, project, 412, 'revision_mismatch');
  if (!key.isActive) return refused(model, project, 409, 'key_deactivated');
  switch (action.do) {
    case 'rename':
      return done(withKey(model, action.key, {}), project, 200);
    case 'expire':
      return expire(model, key, action);
    case 'rotate':
      return rotate(model, key, action);
  }
}

type Of<Do extends Action['do']> = Extract<KeyAction, { readonly do: Do }>;

function expire(model: Model, key: ModelKey, action: Of<'expire'>): Step {
  const expiresAt = action.in === null ? null : model.now + action.in;
  const isLater = (expiresAt ?? Infinity) > (key.expiresAt ?? Infinity);
  return key.rotatedTo !== null && isLater
    ? refused(model, key.project, 409, 'already_rotated')
    : done(withKey(model, action.key, { expiresAt }), key.project, 200);
}

function rotate(model: Model, key: ModelKey, action: Of<'rotate'>): Step {
  const { project } = key;
  if (key.rotatedTo !== null) return refused(model, project, 409, 'already_rotated');
  if (isExpired(model, key)) return refused(model, project, 409, 'key_expired');
  const successor = newKey(project, { expiresAt: key.expiresAt, rotatedFrom: action.key });
  const both = { ...model, keys: [...model.keys, successor] };
  const expiresAt = Math.min(key.expiresAt ?? Infinity, model.now + action.overlap);
  const rotatedTo = model.keys.length;
  return done(withKey(both, action.key, { rotatedTo, expiresAt }), project, 201);
}
