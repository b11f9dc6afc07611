// Every screen and its address. Screens are loaded when they are first gone to.
import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { ProblemError } from './api/client';
import { meQuery } from './api/me';
import { Failed, Loading } from './parts/States';
import { Shell } from './shell/Shell';

interface Context {
  queries: QueryClient;
}

/** What the queue is narrowed by; it is the address's query, so that a view can be saved and shared. */
export interface QueueSearch {
  q?: string;
  reason?: string;
  channel?: string;
  customer?: string;
  assigned_to?: string;
  snoozed?: boolean;
  sort?: 'cutoff' | 'value' | 'age';
}

/** What the list of conversations is narrowed by. */
export interface ConversationsSearch {
  q?: string;
  status?: string;
  channel?: string;
  customer?: string;
}

/** Which days, and whose, the figures are of. */
export interface InsightsSearch {
  since?: string;
  until?: string;
  channel?: string;
  customer?: string;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function queueSearch(search: Record<string, unknown>): QueueSearch {
  const sort = text(search.sort);
  return {
    q: text(search.q),
    reason: text(search.reason),
    channel: text(search.channel),
    customer: text(search.customer),
    assigned_to: text(search.assigned_to),
    snoozed: search.snoozed === true || undefined,
    sort: sort === 'value' || sort === 'age' || sort === 'cutoff' ? sort : undefined,
  };
}

const root = createRootRouteWithContext<Context>()();

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  component: lazyRouteComponent(() => import('./screens/sign-in/SignIn'), 'SignIn'),
});

const inside = createRoute({
  getParentRoute: () => root,
  id: 'inside',
  component: Shell,
  beforeLoad: async ({ context, location }) => {
    try {
      await context.queries.ensureQueryData(meQuery);
    } catch (error) {
      if (error instanceof ProblemError && error.status === 401) {
        throw redirect({ to: '/sign-in', search: { next: location.href } });
      }
      throw error;
    }
  },
});

const home = createRoute({
  getParentRoute: () => inside,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/queue' });
  },
});

const queue = createRoute({
  getParentRoute: () => inside,
  path: '/queue',
  validateSearch: queueSearch,
  component: lazyRouteComponent(() => import('./screens/review/Desk'), 'Desk'),
});

const review = createRoute({
  getParentRoute: () => inside,
  path: '/reviews/$reviewId',
  validateSearch: queueSearch,
  component: lazyRouteComponent(() => import('./screens/review/Desk'), 'Desk'),
});

const fresh = createRoute({
  getParentRoute: () => inside,
  path: '/new',
  component: lazyRouteComponent(() => import('./screens/new/New'), 'New'),
});

const conversations = createRoute({
  getParentRoute: () => inside,
  path: '/conversations',
  validateSearch: (search: Record<string, unknown>): ConversationsSearch => ({
    q: text(search.q),
    status: text(search.status),
    channel: text(search.channel),
    customer: text(search.customer),
  }),
  component: lazyRouteComponent(() => import('./screens/conversations/Conversations'), 'Conversations'),
});

const conversation = createRoute({
  getParentRoute: () => inside,
  path: '/conversations/$conversationId',
  component: lazyRouteComponent(() => import('./screens/conversations/Conversation'), 'Conversation'),
});

const customers = createRoute({
  getParentRoute: () => inside,
  path: '/customers',
  validateSearch: (search: Record<string, unknown>): { q?: string } => ({ q: text(search.q) }),
  component: lazyRouteComponent(() => import('./screens/customers/Customers'), 'Customers'),
});

const customer = createRoute({
  getParentRoute: () => inside,
  path: '/customers/$customerId',
  component: lazyRouteComponent(() => import('./screens/customers/Customer'), 'Customer'),
});

const insights = createRoute({
  getParentRoute: () => inside,
  path: '/insights',
  validateSearch: (search: Record<string, unknown>): InsightsSearch => ({
    since: text(search.since),
    until: text(search.until),
    channel: text(search.channel),
    customer: text(search.customer),
  }),
  component: lazyRouteComponent(() => import('./screens/insights/Insights'), 'Insights'),
});

const policy = createRoute({
  getParentRoute: () => inside,
  path: '/ops/policy',
  component: lazyRouteComponent(() => import('./screens/ops/PolicyPage'), 'PolicyPage'),
});

const prompts = createRoute({
  getParentRoute: () => inside,
  path: '/ops/prompts',
  validateSearch: (search: Record<string, unknown>): { agent?: string } => ({ agent: text(search.agent) }),
  component: lazyRouteComponent(() => import('./screens/ops/PromptsPage'), 'PromptsPage'),
});

const people = createRoute({
  getParentRoute: () => inside,
  path: '/people',
  component: lazyRouteComponent(() => import('./screens/people/People'), 'People'),
});

const account = createRoute({
  getParentRoute: () => inside,
  path: '/account',
  component: lazyRouteComponent(() => import('./screens/account/Account'), 'Account'),
});

const tree = root.addChildren([
  signIn,
  inside.addChildren([
    home, queue, review, fresh, conversations, conversation, customers, customer, insights, policy, prompts, people,
    account,
  ]),
]); // biome-ignore format: one list

export function makeRouter(queries: QueryClient) {
  return createRouter({
    routeTree: tree,
    context: { queries },
    defaultPreload: 'intent',
    defaultPendingComponent: Loading,
    defaultErrorComponent: ({ error, reset }) => <Failed error={error} again={reset} />,
    defaultNotFoundComponent: () => <Failed error="There is no such page." />,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
